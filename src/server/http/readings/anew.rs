//! A kept file is read again as people say: the next version of its data set.

use crate::server::{
    app::App,
    db::{self, datasets::DatasetRow},
    engine::{IngestJob, Ingested},
    http::analysis_failed,
    streams::content_word,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{DatasetId, SessionId},
    reading::Decisions,
    session::datasets::AddDataset,
};
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::fs;
use uuid::Uuid;

/// Reads the file of `row` by `decisions`, for everyone. On error nothing is left behind.
pub async fn read_anew(
    app: &App,
    by: &Person,
    row: DatasetRow,
    decisions: Decisions,
) -> Result<DatasetId, ApiError> {
    let new = DatasetId(Uuid::new_v4());
    let mut files = Files(vec![app.config.original(new), app.config.parquet(new)]);
    let source = app.config.original(row.id);
    share(&source, &files.0[0]).await.map_err(unavailable)?;
    let job = IngestJob {
        source: files.0[0].clone(),
        file_name: row.file_name.clone(),
        decisions,
        parquet: files.0[1].clone(),
    };
    let ingested = app.engine.ingest(job).await.map_err(analysis_failed)?;
    record(app, by, row, new, ingested).await?;
    files.0.clear();
    Ok(new)
}

/// The same bytes under another name; they take up their place once.
async fn share(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to).await {
        Ok(()) => Ok(()),
        // Not every file system has links.
        Err(_) => fs::copy(from, to).await.map(drop),
    }
}

async fn record(
    app: &App,
    by: &Person,
    old: DatasetRow,
    new: DatasetId,
    ingested: Ingested,
) -> Result<(), ApiError> {
    let row = DatasetRow {
        id: new,
        rows: ingested.rows,
        columns: ingested.columns,
        ..old
    };
    let content = content_word(&row.content_hash, ingested.report.as_ref());
    let (name, session) = (name_now(app, row.session, by, old.id).await?, row.session);
    db::datasets::insert(&app.db, &row).await?;
    if let Some(report) = &ingested.report {
        db::readings::insert(&app.db, new, report).await?;
    }
    let command = AddDataset {
        dataset_id: new,
        name: name.unwrap_or(row.name),
        rows: row.rows,
        columns: row.columns,
        bytes: row.bytes,
        notes: ingested.notes,
        content,
        own: false,
    };
    let submitted = app.streams.submit(session, by, None, command).await;
    if let Err(refused) = submitted {
        db::datasets::remove(&app.db, new).await?;
        return Err(refused);
    }
    Ok(())
}

/// What the data set is called in its session.
async fn name_now(
    app: &App,
    session: SessionId,
    by: &Person,
    id: DatasetId,
) -> Result<Option<String>, ApiError> {
    let name = move |state: &crate::shared::session::StreamState| {
        state.dataset(id).map(|dataset| dataset.name.clone())
    };
    app.streams.read(session, by.id, name).await
}

fn unavailable(error: io::Error) -> ApiError {
    tracing::error!(%error, "the file of a data set was not found again");
    crate::server::error::ServerError::from(error).into()
}

/// Removed unless they are kept.
struct Files(Vec<PathBuf>);

impl Drop for Files {
    fn drop(&mut self) {
        for file in &self.0 {
            // It may not exist yet; that is as good as removed.
            let _ = std::fs::remove_file(file);
        }
    }
}
