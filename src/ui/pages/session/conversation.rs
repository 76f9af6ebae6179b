//! The panel of a session, and the whole of a room: what was said, who types, where to answer.

use super::browser::{show_card, show_message};
use crate::shared::{
    account::Person,
    ids::{EventId, RunId},
    session::Command,
};
use crate::ui::{
    components::{
        chat_log::ChatLog,
        composer::Composer,
        message::{Glance, Shared},
        typing_line::TypingLine,
    },
    live::{Act, Live, typing_words},
};
use leptos::prelude::*;

#[component]
pub fn Conversation(
    live: Live,
    /// The log can be seen: on a phone it is one of several views.
    #[prop(into)]
    visible: Signal<bool>,
    /// Brings a run on screen; rooms have none.
    #[prop(into)]
    on_run: Callback<RunId>,
) -> impl IntoView {
    let people = live.people();
    let peer = Memo::new(move |_| {
        if live.address.is_room() {
            return Some(live.title().get());
        }
        let others = people.get().into_iter().filter(|person| !person.is_me);
        others.map(|person| person.person.name).next()
    });
    let me = live.me();
    let names = live.names();
    let typing = live.typing();
    let typing_color = move || typing.with(|people| people.first().map_or(1, |p| live.color_of(p)));
    let refusal = move |text: String| {
        let command = Command::SendMessage {
            text,
            reply_to: None,
            about: None,
        };
        live.check(&command)
            .err()
            .map(|rejection| rejection.to_string())
    };
    let earlier = move |then: Callback<()>| live.load_earlier(move || then.run(()));
    let shared = Shared {
        me: me.name.clone().into(),
        names: names.into(),
        glance: Callback::new(move |run| glance(live, run)),
        on_act: Callback::new(move |act| carry_out(live, act, on_run)),
        on_retry: Callback::new(move |cid| live.retry(cid)),
        on_discard: Callback::new(move |cid| live.discard(cid)),
    };
    let others = Memo::new({
        let me = me.name.clone();
        move |_| {
            names
                .get()
                .into_iter()
                .filter(|name| *name != me)
                .collect::<Vec<_>>()
        }
    });
    view! {
        <ChatLog
            pages=live.lines()
            me
            visible
            has_earlier=live.has_earlier()
            color_of=move |person: Person| live.color_of(&person)
            on_earlier=earlier
            shared
        />
        <TypingLine
            words=Memo::new(move |_| typing.with(|people| typing_words(people)))
            color=Memo::new(move |_| typing_color())
        />
        <Composer
            text=live.text()
            composing=live.composing()
            names=others
            peer
            refusal
            on_send=move |()| live.submit()
            on_typing=move |is_typing| {
                live.i_type(is_typing);
                live.keep_draft();
            }
            on_last=move |()| live.correct_last()
            on_cancel=move |()| live.stop_composing()
        />
    }
}

fn carry_out(live: Live, act: Act, on_run: Callback<RunId>) {
    match act {
        Act::React(message, emoji) => _ = live.react(message, &emoji),
        Act::Reply(message) => live.answer(message),
        Act::Edit(message) => live.correct(message),
        Act::Delete(message) => _ = live.delete(message),
        Act::Show(message) => show_or_load(live, message),
        Act::ShowRun(run) => {
            on_run.run(run);
            request_animation_frame(move || show_card(&format!("run-{run}")));
        }
    }
}

/// Older lines come in until the message is among them.
pub fn show_or_load(live: Live, message: EventId) {
    if !show_message(message) && live.has_earlier().get_untracked() {
        live.load_earlier(move || {
            request_animation_frame(move || show_or_load(live, message));
        });
    }
}

/// A run as a message shows it.
fn glance(live: Live, run_id: RunId) -> Option<Glance> {
    const WIDTH: u32 = 260;
    let run = live.run(run_id).get()?;
    let dataset = live.dataset(run.dataset_id).get();
    let name = dataset.map_or(String::new(), |dataset| dataset.name);
    let chart = run.output.as_ref().map(|output| &output.chart);
    Some(Glance {
        title: run.spec.title(&name),
        state: match run.status {
            crate::shared::stream::RunStatus::Done => String::new(),
            status => status.name().into(),
        },
        picture: chart.map_or(String::new(), |chart| crate::charts::draw(chart, WIDTH).svg),
    })
}
