//! `GET /api/datasets/<id>/compare/<other>`: what is different in a data set from another, as a rule its older version.

use super::{analysis_failed, look::Table, member};
use crate::server::{app::App, auth::SignedIn, db::datasets::DatasetRow, engine::Side};
use crate::shared::{
    account::Person, analysis::AnalysisError, api_error::ApiError, comparison::Comparison,
    dataset::Dataset, ids::SessionId, session::StreamState,
};
use axum::{
    Json,
    extract::{Path, State},
};

pub async fn compare(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path((id, other)): Path<(String, String)>,
) -> Result<Json<Comparison>, ApiError> {
    let sides = Sides::read(&app, &login.person, &id, &other).await?;
    let compared = sides.compared(&app).await;
    Ok(Json(compared.map_err(analysis_failed)?))
}

/// Two data sets that one person may see.
pub struct Sides {
    /// Of `now`.
    pub session: SessionId,
    pub before: Dataset,
    pub now: Dataset,
    /// Where the rows of both are.
    tables: [Table; 2],
}

impl Sides {
    pub async fn read(app: &App, me: &Person, now: &str, before: &str) -> Result<Self, ApiError> {
        let (row, now) = dataset(app, me, now).await?;
        let (other, before) = dataset(app, me, before).await?;
        Ok(Self {
            session: row.session,
            before,
            now,
            tables: [Table::of(app, &other).await?, Table::of(app, &row).await?],
        })
    }

    pub async fn compared(&self, app: &App) -> Result<Comparison, AnalysisError> {
        let side = |dataset: &Dataset, table: &Table| Side {
            parquet: table.path(),
            rows: table.rows().unwrap_or(dataset.rows),
            columns: dataset.columns.clone(),
        };
        let [before, now] = &self.tables;
        app.engine
            .compare(side(&self.before, before), side(&self.now, now))
            .await
    }
}

/// A data set as its session has it.
async fn dataset(app: &App, me: &Person, id: &str) -> Result<(DatasetRow, Dataset), ApiError> {
    let row = member::dataset(app, me, id).await?;
    let id = row.id;
    let read = move |state: &StreamState| state.dataset_here(id).ok().cloned();
    let dataset = app.streams.read(row.session, me.id, read).await?;
    Ok((row, dataset.ok_or_else(member::no_dataset)?))
}
