//! `/session/<uuid>/notes/<id>/history`: who changed a page of notes and what, and the way back.

use super::super::plain::{PlainDocument, print};
use crate::{
    shared::{
        note_page::{NoteHistoryPage, ToldRevision},
        served::Served,
    },
    ui::{
        components::{name::name as set_apart, time::TimeAgo},
        navigation::url,
    },
};
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: NoteHistoryPage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: NoteHistoryPage) -> impl IntoView {
    let NoteHistoryPage {
        me,
        look,
        session,
        note,
        may_write,
        revisions,
        problem,
    } = page;
    let address = url(&format!("/session/{session}/notes/{}", note.note_id));
    let past = format!("{address}/history");
    let is_empty = revisions.is_empty();
    let row = |(i, revision)| row(&past, revision, may_write && i > 0);
    let rows: Vec<_> = revisions.into_iter().enumerate().map(row).collect();
    view! {
        <PlainDocument options title="History of notes" skip="Skip to the history" me look>
            <main class="reading" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"History of "<bdi>{note.title}</bdi></h1>
                    <a class="linkish" href=address>"Back to the page"</a>
                </div>
                {problem.map(|problem| view! { <p class="error" role="alert">{problem}</p> })}
                {is_empty.then(|| view! { <p class="hint">"Nothing is written here yet."</p> })}
                <ol class="versions" reversed>{rows}</ol>
            </main>
        </PlainDocument>
    }
}

/// `is_earlier`: it can be gone back to.
fn row(address: &str, revision: ToldRevision, is_earlier: bool) -> AnyView {
    let words = |said: String| (!said.is_empty()).then_some(said);
    let restore = is_earlier.then(|| {
        view! {
            <form method="post" action=address.to_owned()>
                <input type="hidden" name="n" value=revision.n.to_string()/>
                <button class="btn" type="submit">"Restore"</button>
            </form>
        }
    });
    view! {
        <li class="version">
            <strong>{set_apart(&revision.by)}</strong>
            <span class="hint"><TimeAgo at_ms=revision.at/></span>
            {words(revision.added).map(|said| view! { <span>"Wrote “"<bdi>{said}</bdi>"”"</span> })}
            {words(revision.removed).map(|said| view! { <span>"Deleted “"<bdi>{said}</bdi>"”"</span> })}
            {restore}
        </li>
    }
    .into_any()
}
