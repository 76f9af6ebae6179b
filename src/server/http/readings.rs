//! `GET /api/datasets/<id>/reading`: how a data set was read, for its session's members.

use super::member;
use crate::server::{app::App, auth::SignedIn, db};
use crate::shared::{api_error::ApiError, reading::ReadingReport};
use axum::{
    Json,
    extract::{Path, State},
};

/// Empty where an older program read the file.
pub async fn report(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(dataset_id): Path<String>,
) -> Result<Json<ReadingReport>, ApiError> {
    let dataset_id = member::dataset(&app, &login.person, &dataset_id).await?;
    let report = db::readings::get(&app.db, dataset_id).await?;
    Ok(Json(report.unwrap_or_default()))
}
