//! The panel of a session, and the whole of a room: what was said, who types, where to answer.

use super::{
    browser::show_or_load,
    comments::{self, PlaceBar, lines_of},
    previews::preview,
};
use crate::shared::{account::Person, session::chat::SendMessage};
use crate::ui::{
    components::{
        chat_log::ChatLog,
        composer::Composer,
        message::Shared,
        shown::Shown,
        typing_line::TypingLine,
        unsent::{Part, Unsent},
    },
    lean::memo,
    live::{Act, Live},
};
use leptos::prelude::*;

#[component]
pub fn Conversation(
    live: Live,
    /// The log can be seen: on a phone it is one of several views.
    #[prop(into)]
    visible: Signal<bool>,
    /// Brings the cards on screen; rooms have none.
    #[prop(into)]
    on_card: Callback<()>,
) -> impl IntoView {
    let Live {
        view,
        actions,
        connection,
        composing,
        ..
    } = live;
    let people = view.people();
    let peer = memo(move || {
        if view.address.is_room() {
            return Some(view.title().get());
        }
        let others = people.get().into_iter().filter(|person| !person.is_me);
        others.map(|person| person.person.name).next()
    });
    let me = view.me();
    let names = view.names();
    let color_of = Callback::new(move |person: Person| view.color_of(&person));
    let refusal = move |text: String| {
        let command = SendMessage {
            text,
            reply_to: None,
            about: None,
            seen: None,
        };
        view.check(&command.into())
            .err()
            .map(|rejection| rejection.to_string())
    };
    let earlier = move |then: Callback<()>| actions.load_earlier(move || then.run(()));
    let shared = Shared {
        me: me.name.clone().into(),
        names,
        preview: Callback::new(move |of| preview(view, of)),
        on_act: Callback::new(move |act| carry_out(live, act, on_card)),
        on_again: Callback::new(move |cid| actions.send_again(cid)),
        on_discard: Callback::new(move |cid| actions.discard(cid)),
    };
    let preview = shared.preview;
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
    let archived = view.is_archived();
    let place = composing.place();
    view! {
        <PlaceBar view place/>
        <ChatLog
            pages=lines_of(view, place)
            me
            visible
            has_earlier=view.has_earlier()
            color_of
            on_earlier=earlier
            shared
        />
        <TypingLine typing=connection.typing() color_of/>
        <Unsent
            part=Part::Conversation
            unsent=view.unsent()
            datasets=view.datasets()
            on_again=move |cid| actions.send_again(cid)
            on_discard=move |cid| actions.discard(cid)
        />
        <Shown
            when=move || !archived.get()
            fallback=|| view! { <p class="note archived">"This session is archived. Its creator can restore it."</p> }
        >
        <Composer
            text=composing.text()
            composing=composing.mode()
            note=composing.note()
            names=others
            peer
            preview
            refusal
            on_send=move |()| composing.submit()
            on_typing=move |is_typing| {
                connection.i_type(is_typing);
                composing.keep_draft();
            }
            on_last=move |()| composing.correct_last()
            on_cancel=move |()| composing.stop()
        />
        </Shown>
    }
}

fn carry_out(live: Live, act: Act, on_card: Callback<()>) {
    let Live {
        view,
        actions,
        composing,
        ..
    } = live;
    match act {
        Act::React(message, emoji) => _ = actions.react(message, &emoji),
        Act::Reply(message) => composing.answer(message),
        Act::Edit(message) => composing.correct(message),
        Act::Delete(message) => _ = actions.delete(message),
        Act::Show(message) => show_or_load(view, actions, message),
        other => comments::carry_out(live, other, on_card),
    }
}
