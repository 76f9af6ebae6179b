//! The upload that an address names, for those whom it concerns. Everybody else hears the same as for
//! one that does not exist.

use super::{super::in_flight::Upload, headers::Asked};
use crate::server::{
    app::App,
    db::{self, now_ms},
    folder::Note,
    http::member,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
    protocol::{UploadPhase, UploadProgress},
    session::StreamState,
};
use std::sync::Arc;

/// What an upload's sender finds at its address.
pub enum Found {
    Upload(Arc<Upload>),
    /// It is a data set by now.
    Kept(Asked, DatasetId),
}

/// For the person who sends it.
pub async fn find(app: &App, person: &Person, id: &str) -> Result<Found, ApiError> {
    let id: DatasetId = id.parse().map_err(|_| unknown())?;
    let Some(upload) = known(app, id).filter(|upload| upload.is_resumable()) else {
        return kept(app, person, id).await;
    };
    if upload.by() != person.id {
        return Err(unknown());
    }
    check_member(app, upload.session(), person).await?;
    Ok(Found::Upload(upload))
}

/// For whoever is in its session.
pub async fn of_member(app: &App, person: &Person, id: &str) -> Result<Arc<Upload>, ApiError> {
    let id: DatasetId = id.parse().map_err(|_| unknown())?;
    let upload = known(app, id).ok_or_else(unknown)?;
    check_member(app, upload.session(), person).await?;
    Ok(upload)
}

/// Those of another server that shares the data folder are known by their notes.
fn known(app: &App, id: DatasetId) -> Option<Arc<Upload>> {
    let upload = app.uploads.find(id).or_else(|| {
        let (note, bytes) = Note::of_part(&app.config, id)?;
        Some(app.uploads.park(parked(id, note, bytes)))
    })?;
    let is_over = upload.is_parked() && upload.expires_ms() <= now_ms();
    (!is_over).then_some(upload)
}

/// An upload that waits for its rest, by its note.
pub fn parked(id: DatasetId, note: Note, bytes: u64) -> Upload {
    let progress = UploadProgress {
        session_uuid: note.session,
        upload_id: id.0,
        name: note.file_name,
        by: note.by,
        received: bytes as i64,
        total: Some(note.length as i64),
        phase: UploadPhase::Paused,
        error: None,
    };
    Upload::parked(note.add_as, progress, note.expires_ms)
}

async fn kept(app: &App, person: &Person, id: DatasetId) -> Result<Found, ApiError> {
    let row = db::datasets::get(&app.db, id).await?;
    let row = row.filter(|row| !row.is_cleared()).ok_or_else(unknown)?;
    check_member(app, row.session, person).await?;
    let me = person.id;
    let is_mine = move |state: &StreamState| {
        let dataset = state.dataset(id);
        dataset.is_some_and(|dataset| dataset.by.id == me && dataset.removal.is_none())
    };
    if !app.streams.read(row.session, me, is_mine).await? {
        return Err(unknown());
    }
    let bytes = row.bytes as u64;
    let asked = Asked {
        bytes,
        length: bytes,
        expires_ms: None,
        metadata: None,
    };
    Ok(Found::Kept(asked, id))
}

async fn check_member(app: &App, session: SessionId, person: &Person) -> Result<(), ApiError> {
    let member = member::of(app, session, person).await;
    member.map_err(|refusal| match refusal.code {
        ErrorCode::SessionUnknown => unknown(),
        _ => refusal,
    })
}

pub fn unknown() -> ApiError {
    let sentence = "There is no upload at this address.";
    ApiError::new(ErrorCode::UploadUnknown, sentence)
}
