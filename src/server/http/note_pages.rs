//! `/session/<uuid>/notes/<id>`: what stands on a page of notes, with a form to write there.
//! `/session/<uuid>/notes/<id>/history`: who changed it, and the way back. Plain documents.

mod html;
mod list;

use super::{Print, member, notes::place, tokens::found};
use crate::server::{
    app::App,
    auth::{Login, SignedIn},
    db::{self, notes::NotePlace},
    notes::MAX_SENT_BYTES,
    streams,
};
use crate::shared::{
    anchor::CardId,
    api_error::ApiError,
    ids::{PersonId, SessionId},
    markdown::Names,
    note_page::{NoteHistoryPage, NoteListPage, NotePage, ToldRevision, Unwritten},
    session::{SOMEONE, StreamState},
};
use axum::{
    Extension, Form, Router,
    extract::{DefaultBodyLimit, Path, State, rejection::FormRejection},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use http::StatusCode;
use serde::Deserialize;
use std::collections::{BTreeMap, btree_map::Entry};

#[derive(Clone)]
pub struct Prints {
    pub list: Print<NoteListPage>,
    pub note: Print<NotePage>,
    pub history: Print<NoteHistoryPage>,
}

pub fn router(app: App, prints: Prints) -> Router {
    Router::new()
        .route(
            "/session/{session_uuid}/notes",
            get(list::page).post(list::said),
        )
        .route(
            "/session/{session_uuid}/notes/{note_id}",
            get(page)
                .post(write)
                .layer(DefaultBodyLimit::max(MAX_SENT_BYTES)),
        )
        .route(
            "/session/{session_uuid}/notes/{note_id}/history",
            get(history).post(restore),
        )
        .layer(Extension(prints))
        .with_state(app)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    /// Number of the change after which the form was made.
    base: i64,
    text: String,
    #[serde(default)]
    then: Then,
}

/// What becomes of the text.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Then {
    /// It stands in the place of what the form showed.
    #[default]
    Replace,
    /// It follows what stands there, as a paragraph of its own.
    Append,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Restored {
    n: i64,
}

async fn page(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    login: Result<SignedIn, ApiError>,
    Path((session, note)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let Ok(SignedIn(login)) = login else {
        let next = format!("/session/{session}/notes/{note}");
        return Ok(found(&format!("/login?next={next}")));
    };
    let place = of_member(&app, &login, &session, &note).await?;
    document(&app, &prints, login, place, None).await
}

async fn write(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    SignedIn(login): SignedIn,
    Path((session, note)): Path<(String, String)>,
    form: Result<Form<Sent>, FormRejection>,
) -> Result<Response, ApiError> {
    let place = of_member(&app, &login, &session, &note).await?;
    let (me, notes) = (&login.person, &app.notes);
    let (_, written) = notes.read(place, me.id).await?;
    let Form(sent) = form.map_err(|_| super::tokens::malformed())?;
    let (base, text) = match sent.then {
        Then::Replace => (sent.base, sent.text.clone()),
        Then::Append => (written.n, followed(&written.text, &sent.text)),
    };
    match notes.write(place, me, Some(base), text).await {
        Ok(_) => Ok(Redirect::to(&address(place)).into_response()),
        Err(refusal) => {
            let problem = Unwritten {
                base: sent.base,
                text: sent.text,
                is_more: sent.then == Then::Append,
                why: refusal.message.clone(),
            };
            document(&app, &prints, login, place, Some((problem, refusal))).await
        }
    }
}

/// A paragraph after what stands there.
fn followed(text: &str, more: &str) -> String {
    let (text, more) = (text.trim_end_matches('\n'), more.trim());
    match (text.is_empty(), more.is_empty()) {
        (true, _) => more.to_owned(),
        (false, true) => text.to_owned(),
        (false, false) => format!("{text}\n\n{more}\n"),
    }
}

async fn document(
    app: &App,
    prints: &Prints,
    login: Login,
    place: NotePlace,
    problem: Option<(Unwritten, ApiError)>,
) -> Result<Response, ApiError> {
    let (note, written) = app.notes.read(place, login.person.id).await?;
    let (text, me) = (written.text.clone(), login.person.name.clone());
    let look = move |state: &StreamState| (printed(state, &me, &text), !state.people.archived);
    let (html, may_write) = app
        .streams
        .read(place.session, login.person.id, look)
        .await?;
    let (problem, refusal) = problem.unzip();
    let page = NotePage {
        me: login.person,
        look: login.look,
        session: place.session,
        note,
        n: written.n,
        text: written.text,
        html,
        may_write,
        problem,
    };
    Ok((status(refusal), Html((prints.note)(page))).into_response())
}

/// The page as HTML, with the names and the cards of its session.
fn printed(state: &StreamState, me: &str, text: &str) -> String {
    let members = state.people.members.iter();
    let everyone: Vec<String> = members.map(|member| member.person.name.clone()).collect();
    let title = |card: &CardId| match card {
        CardId::Run(id) => {
            let run = state.run(*id)?;
            let dataset = state.dataset(run.dataset_id);
            let name = dataset.map_or("", |dataset| dataset.name.as_str());
            Some(run.spec.title(name))
        }
        CardId::Dataset(id) => Some(state.dataset_here(*id).ok()?.title()),
        CardId::Note(_) | CardId::Other(_) => None,
    };
    let around = html::Around {
        names: Names {
            everyone: &everyone,
            me,
        },
        session: &format!("/session/{}", state.stream),
        title: &title,
    };
    html::to_html(text, &around)
}

async fn history(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    login: Result<SignedIn, ApiError>,
    Path((session, note)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let Ok(SignedIn(login)) = login else {
        let next = format!("/session/{session}/notes/{note}/history");
        return Ok(found(&format!("/login?next={next}")));
    };
    let place = of_member(&app, &login, &session, &note).await?;
    history_document(&app, &prints, login, place, None).await
}

async fn restore(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    SignedIn(login): SignedIn,
    Path((session, note)): Path<(String, String)>,
    form: Result<Form<Restored>, FormRejection>,
) -> Result<Response, ApiError> {
    let place = of_member(&app, &login, &session, &note).await?;
    app.notes.read(place, login.person.id).await?;
    let Form(Restored { n }) = form.map_err(|_| super::tokens::malformed())?;
    match app.notes.restore(place, &login.person, n).await {
        Ok(_) => Ok(Redirect::to(&address(place)).into_response()),
        Err(refusal) => history_document(&app, &prints, login, place, Some(refusal)).await,
    }
}

async fn history_document(
    app: &App,
    prints: &Prints,
    login: Login,
    place: NotePlace,
    refusal: Option<ApiError>,
) -> Result<Response, ApiError> {
    let (note, revisions) = app.notes.history(place, login.person.id).await?;
    let look = |state: &StreamState| !state.people.archived;
    let may_write = app
        .streams
        .read(place.session, login.person.id, look)
        .await?;
    let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
    for revision in &revisions {
        if let Entry::Vacant(free) = names.entry(revision.by) {
            let person = db::people::by_id(&app.db, revision.by).await?;
            free.insert(person.map_or_else(|| SOMEONE.to_owned(), |person| person.name));
        }
    }
    let told = revisions.into_iter().map(|revision| ToldRevision {
        n: revision.n,
        by: names.get(&revision.by).cloned().unwrap_or_default(),
        at: revision.at,
        added: revision.added,
        removed: revision.removed,
    });
    let page = NoteHistoryPage {
        me: login.person,
        look: login.look,
        session: place.session,
        note,
        may_write,
        revisions: told.collect(),
        problem: refusal.as_ref().map(|refusal| refusal.message.clone()),
    };
    Ok((status(refusal), Html((prints.history)(page))).into_response())
}

/// The page that an address names, for members of its session. Anyone else hears that there is no such session.
async fn of_member(
    app: &App,
    login: &Login,
    session: &str,
    note: &str,
) -> Result<NotePlace, ApiError> {
    let session: SessionId = session.parse().map_err(|_| streams::unknown())?;
    member::of(app, session, &login.person).await?;
    place(session, note)
}

fn address(place: NotePlace) -> String {
    format!("/session/{}/notes/{}", place.session, place.note)
}

fn status(refusal: Option<ApiError>) -> StatusCode {
    let status = refusal.map_or(200, |refusal| refusal.status());
    StatusCode::from_u16(status).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_follows_what_stands_there() {
        for (text, more, expected) in [
            ("", " One ", "One"),
            ("One", "", "One"),
            ("One\n", "Two\nthree", "One\n\nTwo\nthree\n"),
        ] {
            assert_eq!(followed(text, more), expected);
        }
    }
}
