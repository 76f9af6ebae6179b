//! The panel of a session: what was said, who types, and where to answer.

use crate::shared::{account::Person, session::Command};
use crate::ui::element::ElementChild;
use crate::ui::reactive::{Callback, Memo, RwSignal, Signal};
use crate::ui::{
    components::{chat_log::ChatLog, composer::Composer, tab_bar::View, typing_line::TypingLine},
    live::{Live, typing_words},
};
use leptos::prelude::*;

#[component]
pub fn Conversation(live: Live, view: RwSignal<View>) -> impl IntoView {
    let people = live.people();
    let peer = Memo::new(move |_| {
        let others = people.get().into_iter().filter(|person| !person.is_me);
        others.map(|person| person.person.name).next()
    });
    let typing = live.typing();
    let typing_color = move || typing.with(|people| people.first().map_or(1, |p| live.color_of(p)));
    let refusal = move |text: String| {
        let command = Command::SendMessage {
            text,
            reply_to: None,
        };
        live.check(&command)
            .err()
            .map(|rejection| rejection.to_string())
    };
    let earlier = move |then: Callback<()>| live.load_earlier(move || then.run(()));
    view! {
        <section class="panel" id="chat" tabindex="-1" aria-label="Conversation">
            <div class="tabs"><h2 class="panel-title">"Chat"</h2></div>
            <div class="panel-body">
                <ChatLog
                    lines=live.lines()
                    me=live.me()
                    visible=Signal::derive(move || view.get() == View::Chat)
                    has_earlier=live.has_earlier()
                    color_of=move |person: Person| live.color_of(&person)
                    on_earlier=earlier
                    on_retry=move |cid| live.retry(cid)
                    on_discard=move |cid| live.discard(cid)
                />
                <TypingLine
                    words=Signal::derive(move || typing.with(|people| typing_words(people)))
                    color=Signal::derive(typing_color)
                />
                <Composer
                    peer
                    refusal
                    on_send=move |text: String| live.say(&text)
                    on_typing=move |is_typing| live.i_type(is_typing)
                />
            </div>
        </section>
    }
}
