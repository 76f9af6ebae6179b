//! How far each person has read each stream. It never goes back.

use super::{Database, entities::read};
use crate::server::error::ServerError;
use crate::shared::ids::{PersonId, StreamId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

/// The last number read; 0 before anything was.
pub async fn get(db: &Database, person: PersonId, stream: StreamId) -> Result<i64, ServerError> {
    let row = read::Entity::find_by_id((person.0, stream.0))
        .one(&db.read)
        .await?;
    Ok(row.map_or(0, |row| row.n))
}

/// Notes that a person has read up to `n`. False when they had read that far before.
pub async fn advance(
    db: &Database,
    person: PersonId,
    stream: StreamId,
    n: i64,
) -> Result<bool, ServerError> {
    let row = read::ActiveModel {
        person_id: Set(person.0),
        stream_id: Set(stream.0),
        n: Set(0),
    };
    let known = OnConflict::columns([read::Column::PersonId, read::Column::StreamId])
        .do_nothing()
        .to_owned();
    read::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(&db.write)
        .await?;
    let moved = read::Entity::update_many()
        .col_expr(read::Column::N, n.into())
        .filter(read::Column::PersonId.eq(person.0))
        .filter(read::Column::StreamId.eq(stream.0))
        .filter(read::Column::N.lt(n))
        .exec(&db.write)
        .await?;
    Ok(moved.rows_affected == 1)
}
