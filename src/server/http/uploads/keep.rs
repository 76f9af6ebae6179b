//! A file that has arrived whole becomes a data set of its session.

use super::{Added, broken, incoming::Incoming, tables::bring_others};
use crate::server::{
    app::App,
    db::{self, datasets::DatasetRow},
    engine::{After, IngestJob, Ingested},
    http::{
        alike::offer,
        analysis_failed,
        datasets::{Origin, record},
        more_rows::Before,
    },
};
use crate::shared::{
    api_error::ApiError,
    dataset::{AddAs, name_of_file},
    error_code::ErrorCode,
    reading::{Decisions, Inside},
    session::datasets::Place,
};

/// Has it read, stores its row, and records it in the session; each step undone if a later fails. Then its other
/// tables, if it has any.
pub async fn keep(app: App, mut incoming: Incoming) -> Result<Added, ApiError> {
    incoming.complete().await?;
    let inside = match bring(&app, &mut incoming).await {
        Ok(inside) => inside,
        Err(error) => return Err(incoming.failed(error)),
    };
    let (by, row, dataset_id) = (incoming.by(), row(&incoming), incoming.dataset_id);
    let place = match incoming.add_as {
        AddAs::Own => Place::Own,
        AddAs::Version | AddAs::Rows => Place::Next,
    };
    incoming.keep();
    let others = match inside {
        Some(inside) => bring_others(&app, &by, &row, inside, place).await,
        None => Vec::new(),
    };
    Ok(Added { dataset_id, others })
}

/// Reads and records it; once more where the version that it has more rows of is not the newest any more.
async fn bring(app: &App, incoming: &mut Incoming) -> Result<Option<Inside>, ApiError> {
    let (by, row) = (incoming.by(), row(incoming));
    let mut is_named = false;
    loop {
        let before = match incoming.add_as {
            AddAs::Rows => Some(Before::newest(app, row.session, &by, &row.name).await?),
            AddAs::Version | AddAs::Own => None,
        };
        let place = match (&before, incoming.add_as) {
            (Some(before), _) => Place::After(before.dataset_id),
            (None, AddAs::Own) => Place::Own,
            (None, _) => Place::Next,
        };
        let after = before.map(|before| before.after);
        let cancelled = incoming.share.cancelled();
        let mut ingested = tokio::select! {
            biased;
            // From the record on it is a data set, which is removed in another way.
            by = cancelled => Err(broken::cancelled(&by)),
            ingested = read(app, incoming, after) => ingested,
        }?;
        if !is_named {
            let hash = &ingested.content_hash;
            let same = db::datasets::other_of_content(&app.db, hash, row.id).await?;
            let same = same.map(|same| app.config.original(same));
            incoming.name(app.config.original(row.id), same).await?;
            is_named = true;
        }
        // Rows are read as those that they come after.
        if incoming.add_as != AddAs::Rows {
            offer(app, &by, row.session, &mut ingested).await?;
        }
        let inside = ingested.report.inside.clone();
        let origin = Origin {
            row: row.clone(),
            place,
            sample: None,
        };
        match record(app, &by, origin, ingested).await {
            Err(refusal) if refusal.code == ErrorCode::DatasetHasNewer => {}
            recorded => return recorded.map(|()| inside),
        }
    }
}

async fn read(app: &App, incoming: &Incoming, after: Option<After>) -> Result<Ingested, ApiError> {
    let job = IngestJob {
        source: incoming.part.clone(),
        file_name: incoming.file_name.clone(),
        decisions: Decisions::default(),
        after,
        parquet: app.config.parquet(incoming.dataset_id),
    };
    app.engine.ingest(job).await.map_err(analysis_failed)
}

fn row(incoming: &Incoming) -> DatasetRow {
    DatasetRow {
        id: incoming.dataset_id,
        session: incoming.session(),
        name: name_of_file(&incoming.file_name),
        file_name: incoming.file_name.clone(),
        content_hash: String::new(),
        bytes: incoming.received(),
        rows: 0,
        columns: Vec::new(),
        live: false,
    }
}
