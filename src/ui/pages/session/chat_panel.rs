//! The chat of a session: its head with search and settings, and the conversation.

use super::{browser::show_or_load, conversation::Conversation};
use crate::shared::protocol::Part;
use crate::ui::{
    components::{message_search::MessageSearch, restored_note::RestoredNote, shown::Shown},
    lean::memo,
    live::{Connection, Live},
};
use leptos::prelude::*;

#[component]
pub fn ChatPanel(live: Live, view: RwSignal<Part>) -> impl IntoView {
    let searching = RwSignal::new(false);
    view! {
        <section class="panel" id="chat" tabindex="-1" aria-label="Conversation">
            <div class="tabs">
                <h2 class="panel-title">"Chat"</h2>
                <PanelTab to=Part::Notes word="Notes" view/>
                <ChatSettings connection=live.connection searching/>
            </div>
            <div class="panel-body">
                <RestoredNote restored=live.connection.restored() on_seen=move |()| live.connection.forget_restored()/>
                <Shown when=move || searching.get()>
                    <MessageSearch
                        stream=live.view.address.stream
                        changed=live.view.changed()
                        on_show=move |message| show_or_load(live.view, live.actions, message)
                    />
                </Shown>
                <Conversation
                    live
                    visible=memo(move || view.get() == Part::Chat)
                    on_card=move |()| view.set(Part::Runs)
                />
            </div>
        </section>
    }
}

/// Beside the panel's own name: the other panel's, which takes its place.
#[component]
pub fn PanelTab(to: Part, word: &'static str, view: RwSignal<Part>) -> impl IntoView {
    view! {
        <button class="panel-tab" type="button" on:click=move |_| view.set(to)>{word}</button>
    }
}

/// Looking for messages, and whether others' typing is shown here.
#[component]
pub fn ChatSettings(connection: Connection, searching: RwSignal<bool>) -> impl IntoView {
    let toggle =
        move |shown: Signal<bool>, word: &'static str, press: fn(Connection, RwSignal<bool>)| {
            view! {
                <button
                    class="btn small quiet"
                    type="button"
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| press(connection, searching)
                >
                    {word}
                </button>
            }
            .into_any()
        };
    view! {
        <span class="spacer"></span>
        {toggle(searching.into(), "Find", |_, searching| searching.update(|on| *on = !*on))}
        {toggle(connection.shows_typing(), "Show typing", |connection, _| connection.toggle_typing())}
    }
}
