//! The notes of a session: pages that everyone there writes on at once.
//!
//! The editor is a module of its own, `src/editor`, and is loaded when notes are first looked at.

use super::{browser::show_card, chat_panel::PanelTab};
use crate::client::listener::Listener;
use crate::shared::{anchor::CardId, ids::NoteId, protocol::Part};
use crate::ui::{
    components::{keyed_list::KeyedList, select::Select, shown::Shown},
    lean::{effect, memo},
    live::{Connection, Live, StreamView},
    navigation::url,
};
use leptos::prelude::*;
use uuid::Uuid;
use web_sys::CustomEvent;

/// Where a page of notes is read, with its history, and written without scripts.
pub fn note_address(stream: StreamView, note: &str) -> String {
    url(&format!(
        "/session/{}/notes/{note}",
        stream.address.session()
    ))
}

/// The page of notes that the address ends in: `#note-<id>`.
pub fn named_note() -> Option<String> {
    let hash = location_hash()?;
    Some(hash.strip_prefix("note-")?.to_owned())
}

#[component]
pub fn NotesPanel(
    live: Live,
    view: RwSignal<Part>,
    /// The page that is shown; the first one where it is none of them.
    note: RwSignal<String>,
) -> impl IntoView {
    let Live {
        view: stream,
        actions,
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
    effect(move || {
        if view.get() == Part::Notes && !shown.with(String::is_empty) {
            load_editor(said);
        }
    });
    let begin = move |_| {
        let count = notes.with_untracked(Vec::len);
        let (id, title) = match count {
            // Two who begin at once begin the same page.
            0 => (stream.address.stream.0, "Notes".to_owned()),
            _ => (Uuid::new_v4(), format!("Page {}", count + 1)),
        };
        if actions.add_note(NoteId(id), title) {
            note.set(id.to_string());
        }
    };
    let none = move || notes.with(Vec::is_empty);
    view! {
        <section class="panel" id="notes" tabindex="-1" aria-label="Notes">
            <div class="tabs">
                <PanelTab to=Part::Chat word="Chat" view/>
                <h2 class="panel-title">"Notes"</h2>
                <span class="spacer"></span>
                <Shown when=move || !archived.get() && !none()>
                    <button class="btn small quiet" type="button" on:click=begin>"New page"</button>
                </Shown>
            </div>
            <div class="panel-body notes-body">
                <Shown when=none>
                    <p class="hint">"Nothing is written here yet. Everyone in the session writes on the same pages, at once."</p>
                    <Shown when=move || !archived.get()>
                        <button class="btn primary" type="button" on:click=begin>"Begin a page"</button>
                    </Shown>
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
                    {editor(stream, connection, view, &id)}
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
) -> impl IntoView + use<> {
    let me = stream.me();
    let session = stream.address.stream.to_string();
    let (names, archived) = (stream.names(), stream.is_archived());
    let color = stream.color_of(&me);
    let href = note_address(stream, id);
    view! {
        <tandem-note
            data-me=me.id.to_string()
            data-session=session
            data-note=id.to_owned()
            data-color=color.to_string()
            data-names=move || names.get().join("\n")
            label="Text of this page"
            placeholder="Write here. Markdown; [[ shows a card, @ a person."
            readonly=move || archived.get().then_some("")
            on:note-emit=move |event: CustomEvent| connection.emit_note(&event)
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

/// Asks for the editor, once.
fn load_editor(said: RwSignal<String>) {
    let document = document();
    if matches!(document.query_selector("script[data-editor]"), Ok(Some(_))) {
        return;
    }
    let Ok(script) = document.create_element("script") else {
        return;
    };
    for (name, value) in [
        ("type", "module"),
        ("data-editor", ""),
        ("src", &url("/editor.js")),
    ] {
        let _ = script.set_attribute(name, value);
    }
    let failed = Listener::new(&script, "error", {
        let script = script.clone();
        move |_| {
            script.remove();
            said.set(
                "The editor could not be loaded. Look at the chat and come back to try again."
                    .into(),
            );
        }
    });
    // As long as the page.
    std::mem::forget(failed);
    if let Some(head) = document.head() {
        let _ = head.append_child(&script);
    }
}
