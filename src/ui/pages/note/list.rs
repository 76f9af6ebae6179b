//! `/session/<uuid>/notes`: the pages of a session's notes, with forms that begin one, name one and remove one.

use super::super::plain::{PlainDocument, print};
use crate::{
    shared::{
        note_page::NoteListPage, protocol::MAX_TITLE_CHARS, served::Served, session::notes::Note,
        text::isolated,
    },
    ui::{
        components::{name::name as set_apart, time::TimeAgo},
        navigation::url,
    },
};
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: NoteListPage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: NoteListPage) -> impl IntoView {
    let NoteListPage {
        me,
        look,
        session,
        notes,
        may_write,
        title,
        problem,
    } = page;
    let address = url(&format!("/session/{session}/notes"));
    let is_empty = notes.is_empty();
    let rows: Vec<_> = notes
        .into_iter()
        .map(|note| row(note, &address, may_write))
        .collect();
    view! {
        <PlainDocument options title="Notes" skip="Skip to the pages" me look>
            <main class="reading" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"Pages of notes"</h1>
                    <a class="linkish" href=url(&format!("/session/{session}"))>"Back to the session"</a>
                </div>
                {problem.map(|problem| view! { <p class="error" role="alert">{problem}</p> })}
                {is_empty.then(|| view! { <p class="muted">"No pages yet."</p> })}
                <ul class="versions">{rows}</ul>
                {may_write.then(|| view! {
                    <h2>"New page"</h2>
                    <form class="card about-form" method="post" action=address.clone()>
                        <div class="field">
                            <label for="title">"Name"</label>
                            <input
                                class="input" id="title" name="title" dir="auto" required
                                maxlength=MAX_TITLE_CHARS.to_string() value=title
                            />
                        </div>
                        <div class="row"><button class="btn primary" type="submit">"Begin the page"</button></div>
                    </form>
                })}
            </main>
        </PlainDocument>
    }
}

fn row(note: Note, address: &str, may_write: bool) -> AnyView {
    let id = note.note_id.to_string();
    let href = format!("{address}/{id}");
    let title = isolated(&note.title);
    let forms = may_write.then(|| {
        let (rename, remove) = (format!("New name of {title}"), format!("Remove {title}"));
        let field = format!("title-{id}");
        view! {
            <form class="row" method="post" action=address.to_owned()>
                <input type="hidden" name="rename" value=id.clone()/>
                <input
                    class="input" id=field name="title" dir="auto" required aria-label=rename
                    maxlength=MAX_TITLE_CHARS.to_string() value=note.title.clone()
                />
                <button class="btn small" type="submit">"Rename"</button>
            </form>
            <details>
                <summary aria-label=remove>"Remove"</summary>
                <form class="row" method="post" action=address.to_owned()>
                    <span>"What stands on it is gone then, for everyone."</span>
                    <button class="btn small" type="submit" name="remove" value=id.clone()>"Remove the page"</button>
                </form>
            </details>
        }
    });
    view! {
        <li class="version">
            <a class="linkish" href=href><bdi>{note.title.clone()}</bdi></a>
            <span class="hint">{set_apart(&note.by.name)}", "<TimeAgo at_ms=note.at/></span>
            {forms}
        </li>
    }
    .into_any()
}
