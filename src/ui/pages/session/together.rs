//! What opens below the faces of a session: below the reader's own, presenting; below another's, what they see.

use super::{keys::focus, previews::preview};
use crate::shared::{
    account::Person,
    protocol::LookPlace,
    session::{Command, people::Present},
    text::isolated,
};
use crate::ui::{
    components::{
        face_panel::{FacePanel, act_button},
        peek::{at_edge, sight},
        together_bar::TOGETHER_BUTTON,
    },
    live::{Live, PersonHere},
};
use leptos::prelude::*;

pub fn below_faces(live: Live) -> Callback<Person, AnyView> {
    let me = live.view.me().id;
    Callback::new(move |person: Person| match person.id == me {
        true => presenting(live),
        false => peek(live, person),
    })
}

/// Opens only in the browser, when somebody presses the face.
fn peek(live: Live, person: Person) -> AnyView {
    let (stream, together) = (live.view, live.together);
    together.peek(Some(person.id));
    on_cleanup(move || together.peek(None));
    let card = move |at: &LookPlace| preview(stream, (at_edge(at)?, None));
    let words = move || {
        let at = together.peeked();
        sight(at.as_ref(), at.as_ref().and_then(card).as_ref())
    };
    let picture = move || {
        let card = together.peeked().as_ref().and_then(card);
        card.map(|card| card.picture).unwrap_or_default()
    };
    let name = isolated(&person.name);
    let leader = StoredValue::new(person);
    let button = move |word: String, adopts: bool| {
        let press = Callback::new(move |()| {
            together.follow(leader.get_value());
            if adopts {
                together.adopt();
            }
            focus(TOGETHER_BUTTON);
        });
        act_button(None, Signal::stored(word), press)
    };
    view! {
        <FacePanel
            title=format!("What {name} sees")
            words=Signal::derive(words)
            picture=Signal::derive(picture)
            buttons=[button(format!("Follow {name}"), false), button("Make this my view".into(), true)]
        />
    }
    .into_any()
}

fn presenting(live: Live) -> AnyView {
    let (stream, actions) = (live.view, live.actions);
    // The other is asked for their place only after a question.
    let asked = RwSignal::new(false);
    let begin: Command = Present { on: true }.into();
    let find = move |is_me| {
        let presents = |one: &&PersonHere| one.presents && one.is_me == is_me;
        let people = stream.people().read();
        people
            .iter()
            .find(presents)
            .map(|one| isolated(&one.person.name))
    };
    let words = move || match find(false).filter(|_| asked.get()) {
        Some(name) => format!("{name} presents now. Guests will be asked to follow you instead."),
        None => {
            "Guests are asked to follow whoever presents. Guests who come later begin so.".into()
        }
    };
    let end = move || match find(true) {
        Some(_) => "Stop presenting",
        None => "",
    };
    let start = move || match (stream.check(&begin).is_ok(), find(false).is_some()) {
        (false, _) => "",
        (true, false) => "Present",
        (true, true) if asked.get() => "Take over",
        (true, true) => "Present instead",
    };
    let press = move |()| match untrack(|| find(false)).is_none() || asked.get_untracked() {
        true => _ = actions.present(true),
        false => asked.set(true),
    };
    let word = |word: ArcSignal<String>| Signal::from(word);
    view! {
        <FacePanel
            title="Presenting".into()
            words=Signal::derive(words)
            picture=Signal::stored(String::new())
            buttons=[
                act_button(None, word(ArcSignal::derive(move || start().into())), Callback::new(press)),
                act_button(
                    None,
                    word(ArcSignal::derive(move || end().into())),
                    Callback::new(move |()| _ = actions.present(false)),
                ),
            ]
        />
    }
    .into_any()
}
