//! `/session/<uuid>/notes/<id>`: what stands on a page of notes, with forms to write there. Printed by the server
//! alone.

mod history;
mod list;

pub use history::document as history_document;
pub use list::document as list_document;

use super::plain::{PlainDocument, print};
use crate::{
    shared::{
        note_page::{NotePage, Unwritten},
        served::Served,
    },
    ui::navigation::url,
};
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: NotePage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: NotePage) -> impl IntoView {
    let NotePage {
        me,
        look,
        session,
        note,
        n,
        text,
        html,
        may_write,
        problem,
    } = page;
    let address = url(&format!("/session/{session}/notes/{}", note.note_id));
    let all = url(&format!("/session/{session}/notes"));
    let past = format!("{address}/history");
    let why = problem.as_ref().map(|problem| problem.why.clone());
    let (more, whole): (Vec<_>, Vec<_>) = problem.into_iter().partition(|problem| problem.is_more);
    view! {
        <PlainDocument options title="Notes" skip="Skip to the notes" me look>
            <main class="reading" id="main" tabindex="-1">
                <div class="page-head">
                    <h1><bdi>{note.title}</bdi></h1>
                    <a class="linkish" href=url(&format!("/session/{session}"))>"Back to the session"</a>
                    <a class="linkish" href=past>"History"</a>
                    <a class="linkish" href=all>"All pages"</a>
                </div>
                {why.map(|why| view! { <p class="error" role="alert">{why}</p> })}
                {match html.is_empty() {
                    false => view! { <div class="card note-text" inner_html=html></div> }.into_any(),
                    true => view! { <p class="hint">"Nothing is written here yet."</p> }.into_any(),
                }}
                {match may_write {
                    true => view! { <Forms address n text more=more.into_iter().next() whole=whole.into_iter().next()/> }.into_any(),
                    false => view! { <p class="hint">"This session is archived. Its notes stay as they are."</p> }.into_any(),
                }}
            </main>
        </PlainDocument>
    }
}

#[component]
fn Forms(
    address: String,
    n: i64,
    text: String,
    more: Option<Unwritten>,
    whole: Option<Unwritten>,
) -> impl IntoView {
    let added = more.map(|more| more.text);
    let (base, written) = whole.map_or((n, text), |whole| (whole.base, whole.text));
    // A browser takes the first line break of a text away.
    let written = format!("\n{written}");
    view! {
        <form class="card about-form" method="post" action=address.clone()>
            <input type="hidden" name="base" value=n.to_string()/>
            <input type="hidden" name="then" value="append"/>
            <div class="field">
                <label for="more">"Add a paragraph"</label>
                <textarea class="input" id="more" name="text" dir="auto" rows="4" required>{added}</textarea>
            </div>
            <div class="row"><button class="btn primary" type="submit">"Add"</button></div>
        </form>
        <form class="card about-form" method="post" action=address>
            <input type="hidden" name="base" value=base.to_string()/>
            <input type="hidden" name="then" value="replace"/>
            <div class="field">
                <label for="whole">"Change the text"</label>
                <textarea
                    class="input" id="whole" name="text" dir="auto" rows="16" aria-describedby="whole-hint"
                >{written}</textarea>
            </div>
            <p class="hint" id="whole-hint">"Markdown. What others write meanwhile stays."</p>
            <div class="row"><button class="btn" type="submit">"Save for everyone"</button></div>
        </form>
    }
}
