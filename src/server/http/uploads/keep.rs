//! A file that has arrived whole becomes a data set of its session.

use super::incoming::Incoming;
use crate::server::{
    app::App,
    db::datasets::DatasetRow,
    engine::{IngestJob, Ingested},
    http::{
        analysis_failed,
        datasets::{Origin, record},
    },
};
use crate::shared::{
    api_error::ApiError, dataset::name_of_file, ids::DatasetId, reading::Decisions,
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
    let recorded = record(&app, incoming.by(), origin(&incoming), ingested).await;
    if let Err(error) = recorded {
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

fn origin(incoming: &Incoming) -> Origin {
    Origin {
        row: DatasetRow {
            id: incoming.dataset_id,
            session: incoming.session(),
            name: name_of_file(&incoming.file_name),
            file_name: incoming.file_name.clone(),
            content_hash: String::new(),
            bytes: incoming.received(),
            rows: 0,
            columns: Vec::new(),
        },
        own: incoming.own,
    }
}
