//! `GET /api/datasets/<id>/profile?columns=&view=`: what columns hold in short, in all rows and in those that a view
//! shows.

use super::{
    look::{Table, failed, look, malformed},
    member,
};
use crate::server::{app::App, auth::SignedIn};
use crate::shared::{api_error::ApiError, dataset::ColumnProfile};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Asked {
    columns: Option<String>,
    view: Option<String>,
}

pub async fn profile(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(dataset_id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Vec<ColumnProfile>>, ApiError> {
    let dataset = member::dataset(&app, &login.person, &dataset_id).await?;
    let Query(asked) = asked.map_err(|_| malformed("“columns” and “view” are said once."))?;
    let table = Table::of(&app, &dataset).await?;
    let look = look(
        &app,
        &dataset,
        &table,
        asked.columns.as_deref(),
        asked.view.as_deref(),
    )?;
    let profiles = app.engine.profile(look).await.map_err(failed)?;
    Ok(Json(profiles))
}
