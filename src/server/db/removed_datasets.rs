//! What the log keeps of data sets that were taken away.

use super::{Database, datasets, entities::event, redacted_rows, streams::from_row};
use crate::server::error::ServerError;
use crate::shared::{
    ids::DatasetId,
    session::datasets::DatasetRemoved,
    stream::{Event, Fact, Kind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, TransactionTrait};

/// The removals after which something may still be there, with what they took away.
pub async fn uncleared(db: &Database) -> Result<Vec<(Event, DatasetId)>, ServerError> {
    let rows = event::Entity::find()
        .filter(event::Column::Kind.eq(DatasetRemoved::NAME))
        .order_by_asc(event::Column::At)
        .all(&db.read)
        .await?;
    let mut uncleared = Vec::new();
    for row in rows {
        let event = from_row(row)?;
        if let Fact::DatasetRemoved(DatasetRemoved { dataset_id }) = event.fact
            && datasets::is_kept(db, dataset_id).await?
        {
            uncleared.push((event, dataset_id));
        }
    }
    Ok(uncleared)
}

/// The events before a removal that speak of the data set, as they stand.
pub async fn told_of(
    db: &Database,
    removal: &Event,
    dataset_id: DatasetId,
) -> Result<Vec<Event>, ServerError> {
    let rows = event::Entity::find()
        .filter(event::Column::StreamId.eq(removal.stream.0))
        .filter(event::Column::N.lt(removal.n))
        .filter(event::Column::Kind.is_in([
            "dataset_update",
            "analysis_update",
            "run_checkpoint",
            "view_shown",
            "receive_message",
            "dataset_described",
            "rule_made",
            "rule_removed",
            "rule_fired",
            "rule_cleared",
        ]))
        .filter(event::Column::Data.contains(dataset_id.to_string()))
        .all(&db.read)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Takes out of those events what the removal took back, and drops a snapshot that may hold it.
pub async fn take_out(db: &Database, removal: &Event, told: Vec<Event>) -> Result<(), ServerError> {
    let transaction = db.write.begin().await?;
    redacted_rows::take_out(&transaction, removal, told).await?;
    transaction.commit().await?;
    Ok(())
}
