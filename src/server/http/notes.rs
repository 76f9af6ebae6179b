//! `GET /api/sessions/<uuid>/notes`: the pages there are. `GET …/notes/<id>`: what stands on one, as Markdown.
//! `POST …/notes/<id>?base=<n>`: a text in its place. For programs; browsers and bots that write along use sockets.

use super::member::Member;
use crate::server::{app::App, db::notes::NotePlace};
use crate::shared::{
    api_error::ApiError,
    ids::SessionId,
    protocol::NoteEditOk,
    session::{Rejection, StreamState, notes::Note},
};
use axum::{
    Json,
    extract::{Path, Query, State},
    response::IntoResponse,
};
use http::header::{CONTENT_TYPE, ETAG};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
pub struct Listed {
    notes: Vec<Note>,
}

/// After which change the sender saw the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    base: Option<i64>,
}

pub async fn list(State(app): State<App>, member: Member) -> Result<Json<Listed>, ApiError> {
    let look = |state: &StreamState| state.notes_here().cloned().collect();
    let notes = app.streams.read(member.session, member.person.id, look);
    let notes = notes.await?;
    Ok(Json(Listed { notes }))
}

/// The number of the last change stands in `ETag`.
pub async fn text(
    State(app): State<App>,
    member: Member,
    Path((_, note)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let place = place(member.session, &note)?;
    let (_, written) = app.notes.read(place, member.person.id).await?;
    let headers = [
        (CONTENT_TYPE, "text/markdown; charset=utf-8".to_owned()),
        (ETAG, format!("\"{}\"", written.n)),
    ];
    Ok((headers, written.text))
}

pub async fn write(
    State(app): State<App>,
    member: Member,
    Path((_, note)): Path<(String, String)>,
    Query(seen): Query<Seen>,
    text: String,
) -> Result<Json<NoteEditOk>, ApiError> {
    let place = place(member.session, &note)?;
    let n = app.notes.write(place, &member.person, seen.base, text);
    let n = n.await?;
    Ok(Json(NoteEditOk { n }))
}

/// Whether a path is of a page of notes, which may be longer than what is sent elsewhere.
pub fn is_of_page(path: &str) -> bool {
    let of_session = path.starts_with("/session/") || path.starts_with("/api/sessions/");
    of_session && path.split('/').rev().nth(1) == Some("notes")
}

/// The same words for what is no id and for one of no page.
pub fn place(session: SessionId, note: &str) -> Result<NotePlace, ApiError> {
    let note = note.parse().map_err(|_| Rejection::UnknownNote)?;
    Ok(NotePlace { session, note })
}
