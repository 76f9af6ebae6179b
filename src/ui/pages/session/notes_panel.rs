//! The notes of a session: pages that everyone there writes on at once.
//!
//! The editor is a module of its own, `src/editor`; `public/page.js` loads it when notes are first looked at.

use super::{browser::show_card, chat_panel::PanelTab};
use crate::shared::{anchor::CardId, ids::NoteId, json, protocol::Part};
use crate::ui::{
    components::{keyed_list::KeyedList, select::Select, shown::Shown},
    lean::memo,
    live::{Connection, Live, StreamView, Talk},
    navigation::url,
};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use web_sys::CustomEvent;

/// Where a page of notes is read, with its history, and written without scripts.
pub fn note_address(stream: StreamView, note: &str) -> String {
    url(&format!(
        "/session/{}/notes/{note}",
        stream.address.session()
    ))
}

#[component]
pub fn NotesPanel(
    live: Live,
    view: RwSignal<Part>,
    /// The page that is shown; the first one where it is none of them.
    note: RwSignal<String>,
    on_talk: Callback<Talk>,
) -> impl IntoView {
    let Live {
        view: stream,
        connection,
        ..
    } = live;
    let (notes, archived) = (stream.notes(), stream.is_archived());
    let shown = memo(move || {
        let chosen = note.get();
        notes.with(|notes| {
            let found = notes.iter().find(|page| page.0 == chosen);
            let page = found.or(notes.first());
            page.map_or(String::new(), |page| page.0.clone())
        })
    });
    let said = RwSignal::new(String::new());
    let begin = move |_| {
        let count = notes.read_untracked().len();
        let (id, title) = match count {
            // Two who begin at once begin the same page.
            0 => (stream.address.stream.0, "Notes".to_owned()),
            _ => (Uuid::new_v4(), format!("Page {}", count + 1)),
        };
        note.set(id.to_string());
        connection.begin_note(&id.to_string(), title, move |why| {
            _ = said.try_set(why);
        });
    };
    let none = move || notes.read().is_empty();
    view! {
        <section class="panel" id="notes" tabindex="-1" aria-label="Notes">
            <div class="tabs">
                <PanelTab to=Part::Chat word="Chat" view/>
                <h2 class="panel-title">"Notes"</h2>
                <span class="spacer"></span>
                <button
                    class="btn small quiet"
                    type="button"
                    hidden=move || archived.get() || none()
                    on:click=begin
                >
                    "New page"
                </button>
            </div>
            <div class="panel-body notes-body">
                <Shown when=none>
                    <p class="hint">"Nothing is written here yet. Everyone in the session writes on the same pages, at once."</p>
                    <button class="btn primary" type="button" hidden=move || archived.get() on:click=begin>
                        "Begin a page"
                    </button>
                </Shown>
                <Shown when=move || !none()>
                    <div class="note-head">
                        <Select
                            label="Page"
                            id="note-page"
                            options=notes
                            value=shown
                            on_choose=move |id| note.set(id)
                        />
                        <a class="linkish" href=move || note_address(stream, &shown.get())>"Name and history"</a>
                    </div>
                </Shown>
                <KeyedList each=move || Some(shown.get()).filter(|id| !id.is_empty()) key=String::clone let:id>
                    {editor(stream, connection, view, &id, on_talk)}
                </KeyedList>
                <p class="hint" role="alert">{move || said.get()}</p>
            </div>
        </section>
    }
}

fn editor(
    stream: StreamView,
    connection: Connection,
    view: RwSignal<Part>,
    id: &str,
    on_talk: Callback<Talk>,
) -> impl IntoView + use<> {
    let me = stream.me();
    let session = stream.address.stream.to_string();
    let (names, archived) = (stream.names(), stream.is_archived());
    let color = stream.color_of(&me);
    let href = note_address(stream, id);
    let comments = stream.comments_on_words(NoteId(id.parse().unwrap_or_default()));
    view! {
        <tandem-note
            data-me=me.id.to_string()
            data-session=session
            data-note=id.to_owned()
            data-color=color.to_string()
            data-names=move || names.get().join("\n")
            data-comments=comments
            data-sought=stream.words_sought
            label="Text of this page"
            placeholder="Write here. Markdown; [[ shows a card, @ a person."
            readonly=move || archived.get().then_some("")
            on:note-emit=move |event: CustomEvent| connection.emit_note(&event)
            on:note-talk=move |event: CustomEvent| {
                if let Some(of) = detail(&event) {
                    on_talk.run(of);
                }
            }
            on:words-shown=move |_: CustomEvent| stream.words_sought.set(String::new())
            on:words-gone=move |event: CustomEvent| {
                stream.words_gone.set(detail(&event).unwrap_or_default());
            }
            on:card-shown=move |event: CustomEvent| {
                let card = CardId::from(event.detail().as_string().unwrap_or_default());
                view.set(Part::Runs);
                request_animation_frame(move || show_card(&card));
            }
        >
            <a class="linkish" href=href>"Opening the editor. This is the page without it."</a>
        </tandem-note>
    }
}

/// What the editor says, which is JSON.
fn detail<T: DeserializeOwned>(event: &CustomEvent) -> Option<T> {
    json::read_text(&event.detail().as_string()?).ok()
}
