//! `GET /api/sessions/<uuid>/runs/<run_id>/output`: the result of a run, for members.

use crate::server::{app::App, auth::SignedIn, streams};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{RunId, SessionId},
};
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use http::header::CONTENT_TYPE;

pub async fn output(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path((session, run)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let session: SessionId = session.parse().map_err(|_| streams::unknown())?;
    let run: RunId = run
        .parse()
        .map_err(|_| ApiError::new(ErrorCode::RunUnknown, "That run has no result here."))?;
    let json = app.output(session, login.person.id, run).await?;
    Ok(([(CONTENT_TYPE, "application/json")], json))
}
