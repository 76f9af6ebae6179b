//! `GET /api/datasets/<id>/rows?offset=&limit=&columns=&view=`: one page of what a view of a data set shows, for its
//! session's members.

use super::{
    look::{Table, failed, look, malformed},
    member,
};
use crate::server::{app::App, auth::SignedIn, engine::RowsJob};
use crate::shared::{api_error::ApiError, dataset::RowPage};
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
    columns: Option<String>,
    view: Option<String>,
}

pub async fn page(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(dataset_id): Path<String>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<RowPage>, ApiError> {
    let dataset = member::dataset(&app, &login.person, &dataset_id).await?;
    let Query(page) =
        page.map_err(|_| malformed("“offset” and “limit” should be whole numbers."))?;
    let table = Table::of(&app, &dataset).await?;
    let job = RowsJob {
        look: look(
            &app,
            &dataset,
            &table,
            page.columns.as_deref(),
            page.view.as_deref(),
        )?,
        offset: page.offset.unwrap_or(0).clamp(0, MOST_OFFSET),
        limit: page.limit.unwrap_or(USUAL_ROWS).clamp(1, MOST_ROWS),
    };
    let mut rows = app.engine.rows(job).await.map_err(failed)?;
    rows.gone = table.gone();
    Ok(Json(rows))
}
