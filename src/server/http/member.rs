//! Asks for a member of the session that a path names.

use crate::server::{
    app::App,
    auth::SignedIn,
    db::{self, datasets::DatasetRow},
    streams::{Access, unknown},
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
};
use axum::extract::{FromRequestParts, Path};
use http::request::Parts;

/// A signed-in person on a seat of the session in `/api/sessions/{session}/…`. Anyone else hears
/// the same as for a session that does not exist.
pub struct Member {
    pub session: SessionId,
    pub person: Person,
}

impl FromRequestParts<App> for Member {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let SignedIn(login) = SignedIn::from_request_parts(parts, app).await?;
        let path = Path::<Vec<(String, String)>>::from_request_parts(parts, app).await;
        let Path(named) = path.map_err(|_| unknown())?;
        let session = named.iter().find(|(name, _)| name == "session_uuid");
        let session = session
            .and_then(|(_, id)| id.parse().ok())
            .ok_or_else(unknown)?;
        of(app, session, &login.person).await?;
        Ok(Self {
            session,
            person: login.person,
        })
    }
}

/// Refuses everyone who is not in, by the rows or by the log.
pub async fn of(app: &App, session: SessionId, person: &Person) -> Result<(), ApiError> {
    match app.streams.access(session, person).await? {
        Access::Member => match app.streams.read(session, person.id, |_| ()).await {
            Err(refusal) if refusal.code == ErrorCode::SessionRefused => Err(unknown()),
            answer => answer,
        },
        Access::SeatFree | Access::Refused | Access::Unknown => Err(unknown()),
    }
}

/// A data set that is there, of a session that the person is in. The same words for one of others and for none;
/// members hear of one that was taken away by whom.
pub async fn dataset(app: &App, person: &Person, id: &str) -> Result<DatasetRow, ApiError> {
    let id: DatasetId = id.parse().map_err(|_| no_dataset())?;
    let row = db::datasets::get(&app.db, id).await?;
    let row = row.ok_or_else(no_dataset)?;
    let session = row.session;
    of(app, session, person)
        .await
        .map_err(|error| match error.code {
            ErrorCode::SessionUnknown => no_dataset(),
            _ => error,
        })?;
    app.streams.check_kept(session, person.id, id).await?;
    Ok(row)
}

/// The same, of a data set that was read from a file.
pub async fn file_dataset(app: &App, person: &Person, id: &str) -> Result<DatasetRow, ApiError> {
    let row = dataset(app, person, id).await?;
    match row.live {
        false => Ok(row),
        true => {
            let sentence =
                "This data set was not read from a file: its rows were sent one after another.";
            Err(ApiError::new(ErrorCode::RequestRefused, sentence))
        }
    }
}

pub fn no_dataset() -> ApiError {
    let sentence = "There is no data set at this address.";
    ApiError::new(ErrorCode::DatasetUnknown, sentence)
}
