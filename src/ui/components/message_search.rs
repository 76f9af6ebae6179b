//! Looks for messages: a field, and what was found under it.

use super::{keyed_list::KeyedList, name::name, time::TimeAgo};
use crate::client::http;
use crate::shared::{
    ids::{EventId, StreamId},
    number,
    search::{Hit, SearchOk},
    text::marked,
};
use crate::ui::lean::effect;
use leptos::{ev, prelude::*, task::spawn_local};

#[component]
pub fn MessageSearch(
    /// Where to look.
    stream: StreamId,
    #[prop(into)] on_show: Callback<EventId>,
    /// Changes when a message was edited or deleted: what was found is looked for again.
    changed: RwSignal<Option<(EventId, i64)>>,
) -> impl IntoView {
    let hits = RwSignal::new(Vec::<Hit>::new());
    let words = RwSignal::new(String::new());
    let says = RwSignal::new(String::new());
    let look = move || {
        let query = String::from(js_sys::encode_uri_component(&words.get_untracked()));
        spawn_local(async move {
            let url = format!("/api/search?stream={stream}&q={query}");
            match http::get_json::<SearchOk>(&url).await {
                Ok(found) => {
                    says.set(match found.hits.len() {
                        0 => "Nothing was found.".into(),
                        found => number::count(found as i64, "message", "messages"),
                    });
                    hits.set(found.hits);
                }
                Err(error) => says.set(error.message),
            }
        });
    };
    effect(move || {
        let is_found = |(message, _): (EventId, i64)| {
            hits.read_untracked()
                .iter()
                .any(|hit| hit.message_id == message)
        };
        if changed.get().is_some_and(is_found) {
            look();
        }
    });
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        look();
    };
    view! {
        <form class="search" role="search" on:submit=on_submit>
            <label class="sr-only" for="find">"Find messages"</label>
            <input
                class="input"
                id="find"
                type="search"
                dir="auto"
                placeholder="Find messages"
                prop:value=move || words.get()
                on:input=move |event| words.set(event_target_value(&event))
            />
            <p class="hint" aria-live="polite">{move || says.get()}</p>
            <ul class="hits">
                <KeyedList each=move || hits.get() key=|hit| (hit.message_id, hit.text.clone()) let:hit>
                    <li>
                        <button
                            class="hit"
                            type="button"
                            on:click=move |_| on_show.run(hit.message_id)
                        >
                            <strong>{name(&hit.by.name)}</strong>
                            " "
                            <TimeAgo at_ms=hit.at/>
                            <span class="hit-text" dir="auto" title=marked(&hit.text).into_owned()>{marked(&hit.text).into_owned()}</span>
                        </button>
                    </li>
                </KeyedList>
            </ul>
        </form>
    }
}
