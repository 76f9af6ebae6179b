//! `/session/<uuid>/notes`: the pages of a session, with forms that begin one, name one and remove one.

use super::Prints;
use crate::server::{
    app::App,
    auth::{Login, SignedIn},
    http::{
        member,
        tokens::{found, malformed},
    },
    streams,
};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{NoteId, SessionId},
    note_page::NoteListPage,
    session::{
        StreamState,
        notes::{AddNote, RemoveNote, RenameNote},
    },
};
use axum::{
    Extension, Form,
    extract::{Path, State, rejection::FormRejection},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The page that is to go; nothing else counts then.
    remove: Option<NoteId>,
    /// The page that gets the name; a new one without it.
    rename: Option<NoteId>,
    #[serde(default)]
    title: String,
}

pub async fn page(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    login: Result<SignedIn, ApiError>,
    Path(session): Path<String>,
) -> Result<Response, ApiError> {
    let Ok(SignedIn(login)) = login else {
        let next = format!("/session/{session}/notes");
        return Ok(found(&format!("/login?next={next}")));
    };
    let session = of_member(&app, &login, &session).await?;
    document(&app, &prints, login, session, None).await
}

pub async fn said(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    SignedIn(login): SignedIn,
    Path(session): Path<String>,
    form: Result<Form<Said>, FormRejection>,
) -> Result<Response, ApiError> {
    let session = of_member(&app, &login, &session).await?;
    let Form(said) = form.map_err(|_| malformed())?;
    let by = &login.person;
    let title = said.title.clone();
    let done = match (said.remove, said.rename) {
        (Some(note_id), _) => {
            app.streams
                .submit(session, by, None, RemoveNote { note_id })
                .await
        }
        (None, Some(note_id)) => {
            let command = RenameNote { note_id, title };
            app.streams.submit(session, by, None, command).await
        }
        (None, None) => {
            let note_id = None;
            let command = AddNote { note_id, title };
            app.streams.submit(session, by, None, command).await
        }
    };
    match done {
        Err(refusal) if refusal.code != ErrorCode::NoteUnchanged => {
            let is_new = said.rename.is_none();
            let typed = if is_new { said.title } else { String::new() };
            document(&app, &prints, login, session, Some((typed, refusal))).await
        }
        // Whoever presses twice has what they asked for.
        _ => Ok(Redirect::to(&format!("/session/{session}/notes")).into_response()),
    }
}

async fn document(
    app: &App,
    prints: &Prints,
    login: Login,
    session: SessionId,
    problem: Option<(String, ApiError)>,
) -> Result<Response, ApiError> {
    let look = |state: &StreamState| {
        let notes = state.notes_here().cloned().collect();
        (notes, !state.people.archived)
    };
    let (notes, may_write) = app.streams.read(session, login.person.id, look).await?;
    let (title, refusal) = problem.unzip();
    let page = NoteListPage {
        me: login.person,
        look: login.look,
        session,
        notes,
        may_write,
        title: title.unwrap_or_default(),
        problem: refusal.as_ref().map(|refusal| refusal.message.clone()),
    };
    Ok((super::status(refusal), Html((prints.list)(page))).into_response())
}

/// For members. Anyone else hears that there is no such session.
async fn of_member(app: &App, login: &Login, session: &str) -> Result<SessionId, ApiError> {
    let session: SessionId = session.parse().map_err(|_| streams::unknown())?;
    member::of(app, session, &login.person).await?;
    Ok(session)
}
