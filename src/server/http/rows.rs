//! `GET /api/datasets/<id>/rows?offset=&limit=`: one page of a data set, for its session's members.

use super::member;
use crate::server::{app::App, auth::SignedIn, engine::RowsJob};
use crate::shared::{api_error::ApiError, dataset::RowPage, error_code::ErrorCode};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use serde::Deserialize;

const USUAL_ROWS: i64 = 50;
const MOST_ROWS: i64 = 500;
/// No data set has so many rows; sums with it stay far from the end of numbers.
const MOST_OFFSET: i64 = 1_000_000_000_000;

#[derive(Deserialize)]
pub struct Page {
    offset: Option<i64>,
    limit: Option<i64>,
}

pub async fn page(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(dataset_id): Path<String>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<RowPage>, ApiError> {
    let dataset = member::dataset(&app, &login.person, &dataset_id).await?;
    let Query(page) = page.map_err(|_| {
        ApiError::new(
            ErrorCode::RequestMalformed,
            "“offset” and “limit” should be whole numbers.",
        )
    })?;
    let job = RowsJob {
        parquet: app.config.parquet(dataset.id),
        offset: page.offset.unwrap_or(0).clamp(0, MOST_OFFSET),
        limit: page.limit.unwrap_or(USUAL_ROWS).clamp(1, MOST_ROWS),
    };
    let rows = app.engine.rows(job).await.map_err(super::analysis_failed)?;
    Ok(Json(rows))
}
