//! A file that has arrived whole becomes a data set of its session.

use super::{Added, broken, incoming::Incoming, tables::bring_others};
use crate::server::{
    app::App,
    db::datasets::DatasetRow,
    engine::{IngestJob, Ingested},
    http::{
        analysis_failed,
        datasets::{Origin, record},
        readings::alike::offer,
    },
};
use crate::shared::{api_error::ApiError, dataset::name_of_file, reading::Decisions};

/// Has it read, stores its row, and records it in the session; each step undone if a later fails. Then its other
/// tables, if it has any.
pub async fn keep(app: App, mut incoming: Incoming) -> Result<Added, ApiError> {
    incoming.complete().await?;
    let cancelled = incoming.share.cancelled();
    let ingested = tokio::select! {
        biased;
        // From the record on it is a data set, which is removed in another way.
        by = cancelled => Err(broken::cancelled(&by)),
        ingested = read(&app, &incoming) => ingested,
    };
    let mut ingested = match ingested {
        Ok(ingested) => ingested,
        Err(error) => return Err(incoming.failed(error)),
    };
    let dataset_id = incoming.dataset_id;
    incoming.name(app.config.original(dataset_id)).await?;
    let inside = ingested.report.inside.clone();
    let (by, origin) = (incoming.by(), origin(&incoming));
    let (row, own) = (origin.row.clone(), origin.own);
    let told = match offer(&app, &by, row.session, &mut ingested).await {
        Ok(()) => record(&app, &by, origin, ingested).await,
        Err(error) => Err(error),
    };
    if let Err(error) = told {
        return Err(incoming.failed(error));
    }
    incoming.keep();
    let others = match inside {
        Some(inside) => bring_others(&app, &by, &row, inside, own).await,
        None => Vec::new(),
    };
    Ok(Added { dataset_id, others })
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
