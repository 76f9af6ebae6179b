//! A file that has arrived whole becomes a data set of its session.

use super::incoming::Incoming;
use crate::server::{
    app::App,
    db::{self, datasets::DatasetRow},
    engine::{IngestJob, Ingested},
    http::analysis_failed,
    streams::content_word,
};
use crate::shared::{
    api_error::ApiError, dataset::name_of_file, ids::DatasetId, reading::Decisions,
    session::datasets::AddDataset,
};

/// Has it read, stores its row, and records it in the session; each step undone if a later fails.
pub async fn keep(app: App, mut incoming: Incoming) -> Result<DatasetId, ApiError> {
    incoming.complete().await?;
    let ingested = match read(&app, &incoming).await {
        Ok(ingested) => ingested,
        Err(error) => return Err(incoming.failed(error)),
    };
    let dataset_id = incoming.dataset_id;
    incoming.name(app.config.original(dataset_id)).await?;
    if let Err(error) = record(&app, &incoming, ingested).await {
        return Err(incoming.failed(error));
    }
    incoming.keep();
    Ok(dataset_id)
}

async fn read(app: &App, incoming: &Incoming) -> Result<Ingested, ApiError> {
    let job = IngestJob {
        source: incoming.part.clone(),
        file_name: incoming.file_name.clone(),
        decisions: Decisions::default(),
        parquet: app.config.parquet(incoming.dataset_id),
    };
    app.engine.ingest(job).await.map_err(analysis_failed)
}

async fn record(app: &App, incoming: &Incoming, ingested: Ingested) -> Result<(), ApiError> {
    let row = DatasetRow {
        id: incoming.dataset_id,
        session: incoming.session(),
        name: name_of_file(&incoming.file_name),
        file_name: incoming.file_name.clone(),
        content_hash: ingested.content_hash,
        bytes: incoming.received(),
        rows: ingested.rows,
        columns: ingested.columns,
    };
    db::datasets::insert(&app.db, &row).await?;
    if let Some(report) = &ingested.report {
        db::readings::insert(&app.db, row.id, report).await?;
    }
    let content = content_word(&row.content_hash, ingested.report.as_ref());
    let (dataset_id, session) = (row.id, row.session);
    let command = AddDataset {
        dataset_id,
        name: row.name,
        rows: row.rows,
        columns: row.columns,
        bytes: row.bytes,
        notes: ingested.notes,
        content,
        own: incoming.own,
    };
    let submitted = app
        .streams
        .submit(session, incoming.by(), None, command)
        .await;
    if let Err(refused) = submitted {
        db::datasets::remove(&app.db, dataset_id).await?;
        return Err(refused);
    }
    Ok(())
}
