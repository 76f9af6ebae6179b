//! What stands on pages of notes, as the updates that made it.

use super::{
    Database,
    entities::{note_state, note_update},
};
use crate::server::error::ServerError;
use crate::shared::ids::{NoteId, PersonId, SessionId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

/// Which page of which session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NotePlace {
    pub session: SessionId,
    pub note: NoteId,
}

/// A change of a page, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteUpdate {
    /// 1, 2, 3 …
    pub n: i64,
    pub by: PersonId,
    /// Unix milliseconds.
    pub at: i64,
    pub data: Vec<u8>,
}

/// Stores updates of a page, all or none. Fails where one of their numbers is given out, and where the session is no
/// more.
pub async fn append(
    db: &Database,
    place: NotePlace,
    updates: &[NoteUpdate],
) -> Result<(), ServerError> {
    let rows = updates.iter().map(|update| row(place, update));
    note_update::Entity::insert_many(rows)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

fn row(place: NotePlace, update: &NoteUpdate) -> note_update::ActiveModel {
    note_update::ActiveModel {
        session_uuid: Set(place.session.0),
        note_id: Set(place.note.0),
        n: Set(update.n),
        by_id: Set(update.by.0),
        at: Set(update.at),
        data: Set(update.data.clone()),
    }
}

/// Updates after a number, in order.
pub async fn since(
    db: &Database,
    place: NotePlace,
    after: i64,
) -> Result<Vec<NoteUpdate>, ServerError> {
    let rows = note_update::Entity::find()
        .filter(note_update::Column::SessionUuid.eq(place.session.0))
        .filter(note_update::Column::NoteId.eq(place.note.0))
        .filter(note_update::Column::N.gt(after))
        .order_by_asc(note_update::Column::N)
        .all(&db.read)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| NoteUpdate {
            n: row.n,
            by: PersonId(row.by_id),
            at: row.at,
            data: row.data,
        })
        .collect())
}

/// The pages that something stands on, or stood.
pub async fn places(db: &Database) -> Result<Vec<NotePlace>, ServerError> {
    let rows: Vec<(uuid::Uuid, uuid::Uuid)> = note_update::Entity::find()
        .select_only()
        .columns([
            note_update::Column::SessionUuid,
            note_update::Column::NoteId,
        ])
        .distinct()
        .into_tuple()
        .all(&db.read)
        .await?;
    let place = |(session, note)| NotePlace {
        session: SessionId(session),
        note: NoteId(note),
    };
    Ok(rows.into_iter().map(place).collect())
}

/// The newest state that was kept, and the number of the last update in it.
pub async fn state(db: &Database, place: NotePlace) -> Result<Option<(i64, Vec<u8>)>, ServerError> {
    let row = note_state::Entity::find_by_id((place.session.0, place.note.0));
    Ok(row.one(&db.read).await?.map(|row| (row.n, row.data)))
}

/// Keeps the state after update `n` in the place of an older one.
pub async fn save_state(
    db: &Database,
    place: NotePlace,
    n: i64,
    data: Vec<u8>,
) -> Result<(), ServerError> {
    let row = note_state::ActiveModel {
        session_uuid: Set(place.session.0),
        note_id: Set(place.note.0),
        n: Set(n),
        data: Set(data),
    };
    let key = [note_state::Column::SessionUuid, note_state::Column::NoteId];
    let newer = OnConflict::columns(key)
        .update_columns([note_state::Column::N, note_state::Column::Data])
        .to_owned();
    note_state::Entity::insert(row)
        .on_conflict(newer)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

/// Puts one update in the place of several that follow each other, all or nothing. It has the number of the last.
pub async fn merge(
    db: &Database,
    place: NotePlace,
    from: i64,
    merged: &NoteUpdate,
) -> Result<(), ServerError> {
    let transaction = db.begin().await?;
    note_update::Entity::delete_many()
        .filter(note_update::Column::SessionUuid.eq(place.session.0))
        .filter(note_update::Column::NoteId.eq(place.note.0))
        .filter(note_update::Column::N.between(from, merged.n))
        .exec(&transaction)
        .await?;
    note_update::Entity::insert(row(place, merged))
        .exec_without_returning(&transaction)
        .await?;
    Ok(transaction.commit().await?)
}

/// Nothing is left of a page; answers whether anything was there.
pub async fn remove(db: &Database, place: NotePlace) -> Result<bool, ServerError> {
    let transaction = db.begin().await?;
    let states = note_state::Entity::delete_many()
        .filter(note_state::Column::SessionUuid.eq(place.session.0))
        .filter(note_state::Column::NoteId.eq(place.note.0))
        .exec(&transaction)
        .await?;
    let updates = note_update::Entity::delete_many()
        .filter(note_update::Column::SessionUuid.eq(place.session.0))
        .filter(note_update::Column::NoteId.eq(place.note.0))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(states.rows_affected + updates.rows_affected > 0)
}

/// What the pages of a session take up, with their histories.
pub async fn bytes_in_session(db: &Database, session: SessionId) -> Result<i64, ServerError> {
    let bytes: Option<Option<i64>> = note_update::Entity::find()
        .select_only()
        .expr(Expr::cust("SUM(LENGTH(data))"))
        .filter(note_update::Column::SessionUuid.eq(session.0))
        .into_tuple()
        .one(&db.read)
        .await?;
    Ok(bytes.flatten().unwrap_or_default())
}
