//! What the log keeps of what runs of live data sets came to: the newest of each.

use super::{Database, entities::event, redacted_rows, streams::from_row};
use crate::server::error::ServerError;
use crate::shared::{
    session::runs::RunCheckpoint,
    stream::{Event, Fact, Kind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};

/// Takes the outputs that a run had before out of the rows before its checkpoint, and drops a snapshot that may hold
/// one.
pub async fn forget_before(db: &Database, checkpoint: &Event) -> Result<(), ServerError> {
    let Fact::RunCheckpoint(kept) = &checkpoint.fact else {
        return Ok(());
    };
    let transaction = db.write.begin().await?;
    let rows = event::Entity::find()
        .filter(event::Column::StreamId.eq(checkpoint.stream.0))
        .filter(event::Column::N.lt(checkpoint.n))
        .filter(event::Column::Kind.is_in(["analysis_update", RunCheckpoint::NAME]))
        .filter(event::Column::Data.contains(kept.run_id.to_string()))
        .filter(event::Column::Data.contains("\"output\":"))
        .all(&transaction)
        .await?;
    let earlier: Result<Vec<Event>, ServerError> = rows.into_iter().map(from_row).collect();
    redacted_rows::take_out(&transaction, checkpoint, earlier?).await?;
    transaction.commit().await?;
    Ok(())
}
