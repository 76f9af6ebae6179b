//! What was read becomes a data set of its session.

use crate::server::{
    app::App,
    db::{self, datasets::DatasetRow},
    engine::Ingested,
    streams::content_word,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    session::datasets::{AddDataset, Place},
};

/// Where it comes from.
pub struct Origin {
    /// Its row, but for what reading it says.
    pub row: DatasetRow,
    pub place: Place,
    /// See [`AddDataset::sample`].
    pub sample: Option<i64>,
}

/// Stores the row and how it was read, and records it in the session; the first undone if the session refuses.
pub async fn record(
    app: &App,
    by: &Person,
    Origin { row, place, sample }: Origin,
    ingested: Ingested,
) -> Result<(), ApiError> {
    let row = DatasetRow {
        content_hash: ingested.content_hash,
        rows: ingested.rows,
        columns: ingested.columns,
        ..row
    };
    let mut report = ingested.report;
    if let Place::After(before) = place {
        report.after = Some(before);
    }
    db::datasets::insert(&app.db, &row).await?;
    if !row.live {
        db::readings::insert(&app.db, row.id, &report).await?;
    }
    let (dataset_id, session) = (row.id, row.session);
    let command = AddDataset {
        dataset_id,
        content: match row.live {
            true => String::new(),
            false => content_word(&row.content_hash, Some(&report)),
        },
        name: row.name,
        rows: row.rows,
        columns: row.columns,
        bytes: row.bytes,
        notes: ingested.notes,
        place,
        live: row.live,
        sample,
    };
    let submitted = app.streams.submit(session, by, None, command).await;
    if let Err(refused) = submitted {
        db::readings::remove(&app.db, dataset_id).await?;
        db::datasets::remove(&app.db, dataset_id).await?;
        return Err(refused);
    }
    Ok(())
}
