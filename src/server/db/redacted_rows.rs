//! Rows of the log that lose what a later event takes back.

use super::{
    entities::{event, snapshot},
    streams,
};
use crate::server::error::ServerError;
use crate::shared::{session::redact, stream::Event};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

/// Takes out of `earlier` what `later` takes back, and drops a snapshot that may hold it.
pub async fn take_out(
    transaction: &DatabaseTransaction,
    later: &Event,
    earlier: Vec<Event>,
) -> Result<(), ServerError> {
    for mut event in earlier {
        redact(&mut event, later);
        let row = event::ActiveModel {
            stream_id: Set(event.stream.0),
            n: Set(event.n),
            data: Set(streams::row(&event)?.data),
            ..Default::default()
        };
        event::Entity::update(row).exec(transaction).await?;
    }
    snapshot::Entity::delete_many()
        .filter(snapshot::Column::StreamId.eq(later.stream.0))
        .filter(snapshot::Column::N.lt(later.n))
        .exec(transaction)
        .await?;
    Ok(())
}
