//! Streams in the database: what one is the log of, append, read after a number, snapshots.

use super::{
    Database,
    entities::{event, snapshot, stream},
    rooms, sessions,
};
use crate::server::error::ServerError;
use crate::shared::{
    account::Person,
    ids::{Cid, EventId, PersonId, SessionId, StreamId},
    stream::{Event, Fact, StreamKind},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, SqlErr,
    sea_query::{Expr, OnConflict},
};
use serde_json::Value;

/// What a stream is the log of, as its first fold begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub stream: StreamId,
    pub kind: StreamKind,
    pub title: String,
    /// The two of a direct conversation; elsewhere the log itself tells who is in.
    pub between: Vec<Person>,
}

pub async fn place(db: &Database, stream: StreamId) -> Result<Option<Place>, ServerError> {
    if let Some(row) = sessions::find(db, SessionId(stream.0)).await? {
        return Ok(Some(Place {
            stream,
            kind: StreamKind::Session,
            title: row.title,
            between: Vec::new(),
        }));
    }
    let Some(room) = rooms::find(db, stream).await? else {
        return Ok(None);
    };
    let between = match room.kind {
        StreamKind::Direct => rooms::members(db, stream).await?,
        _ => Vec::new(),
    };
    Ok(Some(Place {
        stream,
        kind: room.kind,
        title: room.name,
        between,
    }))
}

/// The version in which facts are written; readers give what older ones lack its default.
const DATA_VERSION: i64 = 1;

/// What became of an append.
#[derive(Debug, PartialEq, Eq)]
pub enum Append {
    Committed,
    /// Another writer was first: the head is not the one it was decided against.
    HeadMoved,
    /// One of the commands is stored already.
    CidTaken,
}

/// Appends events whose numbers follow `head`, all or none, in one transaction.
pub async fn append(
    db: &Database,
    stream: StreamId,
    head: i64,
    events: &[Event],
) -> Result<Append, ServerError> {
    let transaction = db.begin().await?;
    let moved = stream::Entity::update_many()
        .col_expr(
            stream::Column::Head,
            Expr::value(head + events.len() as i64),
        )
        .filter(stream::Column::Id.eq(stream.0))
        .filter(stream::Column::Head.eq(head))
        .exec(&transaction)
        .await?;
    if moved.rows_affected != 1 {
        transaction.rollback().await?;
        return Ok(Append::HeadMoved);
    }
    let rows = events.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    match event::Entity::insert_many(rows)
        .exec_without_returning(&transaction)
        .await
    {
        Ok(_) => {
            transaction.commit().await?;
            Ok(Append::Committed)
        }
        Err(error) if violates_unique(&error) => {
            transaction.rollback().await?;
            Ok(Append::CidTaken)
        }
        Err(error) => Err(error.into()),
    }
}

/// Up to `max` events with `n > after`, in order.
pub async fn since(
    db: &Database,
    stream: StreamId,
    after: i64,
    max: i64,
) -> Result<Vec<Event>, ServerError> {
    let rows = event::Entity::find()
        .filter(event::Column::StreamId.eq(stream.0))
        .filter(event::Column::N.gt(after))
        .order_by_asc(event::Column::N)
        .limit(max.max(0) as u64)
        .all(&db.read)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The event that a command of `by` became, when it is stored already.
pub async fn find_cid(
    db: &Database,
    stream: StreamId,
    by: PersonId,
    cid: Cid,
) -> Result<Option<Event>, ServerError> {
    let row = event::Entity::find()
        .filter(event::Column::StreamId.eq(stream.0))
        .filter(event::Column::ById.eq(by.0))
        .filter(event::Column::Cid.eq(cid.0))
        .one(&db.read)
        .await?;
    row.map(from_row).transpose()
}

/// The last number of each of `streams`.
pub async fn heads(
    db: &Database,
    streams: &[StreamId],
) -> Result<Vec<(StreamId, i64)>, ServerError> {
    let rows = stream::Entity::find()
        .filter(stream::Column::Id.is_in(streams.iter().map(|stream| stream.0)))
        .all(&db.read)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (StreamId(row.id), row.head))
        .collect())
}

/// The newest snapshot: its number and its JSON.
pub async fn snapshot(
    db: &Database,
    stream: StreamId,
) -> Result<Option<(i64, String)>, ServerError> {
    let row = snapshot::Entity::find_by_id(stream.0).one(&db.read).await?;
    Ok(row.map(|row| (row.n, row.data)))
}

pub async fn save_snapshot(
    db: &Database,
    stream: StreamId,
    n: i64,
    data: String,
) -> Result<(), ServerError> {
    let row = snapshot::ActiveModel {
        stream_id: Set(stream.0),
        n: Set(n),
        data: Set(data),
    };
    let replace = OnConflict::column(snapshot::Column::StreamId)
        .update_columns([snapshot::Column::N, snapshot::Column::Data])
        .to_owned();
    snapshot::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

fn violates_unique(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

fn row(event: &Event) -> Result<event::ActiveModel, ServerError> {
    let mut data = serde_json::to_value(&event.fact)?;
    if let Value::Object(fields) = &mut data {
        // The tag has a column of its own.
        fields.remove("event");
        fields.insert("v".into(), DATA_VERSION.into());
    }
    Ok(event::ActiveModel {
        stream_id: Set(event.stream.0),
        n: Set(event.n),
        id: Set(event.id.0),
        kind: Set(event.fact.name().into()),
        by_id: Set(event.by.id.0),
        by_name: Set(event.by.name.clone()),
        cid: Set(event.cid.map(|cid| cid.0)),
        at: Set(event.at),
        data: Set(data.to_string()),
    })
}

fn from_row(row: event::Model) -> Result<Event, ServerError> {
    let mut data: Value = serde_json::from_str(&row.data)?;
    if let Value::Object(fields) = &mut data {
        fields.remove("v");
        fields.insert("event".into(), row.kind.into());
    }
    Ok(Event {
        stream: StreamId(row.stream_id),
        n: row.n,
        id: EventId(row.id),
        at: row.at,
        by: Person {
            id: PersonId(row.by_id),
            name: row.by_name,
        },
        cid: row.cid.map(Cid),
        fact: serde_json::from_value::<Fact>(data)?,
    })
}
