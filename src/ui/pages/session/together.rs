//! What a session page does so that people look together: the panel below a face, and guests who begin led.

use super::{keys::focus, previews::preview};
use crate::client::{BrowserStorage, Storage};
use crate::shared::{
    account::Person,
    session::{Command, people},
};
use crate::ui::{
    components::{peek::Peek, present::Present, together_bar::TOGETHER_BUTTON},
    effects::effect,
    live::{Live, PersonHere},
};
use leptos::prelude::*;

/// What opens below a face: below the reader's own, presenting; below another's, what they see.
pub fn below_faces(live: Live) -> Callback<Person, AnyView> {
    let Live {
        view: stream,
        actions,
        together,
        ..
    } = live;
    let me = stream.me().id;
    Callback::new(move |person: Person| {
        if person.id == me {
            let begin: Command = people::Present { on: true }.into();
            return view! {
                <Present
                    people=stream.people()
                    can_begin=Memo::new(move |_| stream.check(&begin).is_ok())
                    on_present=move |on| _ = actions.present(on)
                />
            }
            .into_any();
        }
        let leader = person.clone();
        let follow = move |adopts| {
            together.follow(leader.clone());
            if adopts {
                together.adopt();
            }
            focus(TOGETHER_BUTTON);
        };
        let preview = Callback::new(move |anchor| preview(stream, (anchor, None)));
        view! { <Peek person together preview on_follow=follow/> }.into_any()
    })
}

/// A guest who came since somebody presents begins by following them: once, and before they have done anything.
pub fn begin_led(live: Live) {
    let Live {
        view: stream,
        together,
        ..
    } = live;
    let presents = |one: &&PersonHere| one.presents && !one.is_me && one.is_here();
    effect(move || {
        let people = stream.people().read();
        let presenter = people.iter().find(presents).map(|one| one.person.clone());
        let (Some(presenter), Some(since)) = (presenter, stream.begins_led()) else {
            return;
        };
        let led = format!("tandem/led/{}/{since}", stream.address.stream);
        if together.is_untouched() && BrowserStorage.entries(&led).is_empty() {
            BrowserStorage.put(&led, "1");
            together.follow(presenter);
        }
    });
}
