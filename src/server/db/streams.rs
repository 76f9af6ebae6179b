//! Streams in the database: what one is the log of, append, read after a number, snapshots.

pub use super::append::Append;

use super::{
    Database,
    entities::{event, snapshot, stream},
    rooms, sessions,
};
use crate::server::error::ServerError;
use crate::shared::{
    account::Person,
    ids::{Cid, EventId, PersonId, SessionId, StreamId},
    session::rules::RuleMade,
    stream::{Event, Fact, Kind, StreamKind},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use serde_json::Value;

/// What a stream is the log of, as its first fold begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamInfo {
    pub stream: StreamId,
    pub kind: StreamKind,
    pub title: String,
    /// The two of a direct conversation; elsewhere the log itself tells who is in.
    pub between: Vec<Person>,
}

pub async fn place(db: &Database, stream: StreamId) -> Result<Option<StreamInfo>, ServerError> {
    if let Some(row) = sessions::find(db, SessionId(stream.0)).await? {
        return Ok(Some(StreamInfo {
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
    Ok(Some(StreamInfo {
        stream,
        kind: room.kind,
        title: room.name,
        between,
    }))
}

/// The version in which facts are written. It counts up when an older program could misread a row:
/// such a program refuses what it does not know. What an older row lacks has a default.
const DATA_VERSION: i64 = 1;

/// Appends events whose numbers follow `head`, all or none, in a group with what other streams append.
pub async fn append(
    db: &Database,
    stream: StreamId,
    head: i64,
    events: &[Event],
) -> Result<Append, ServerError> {
    let rows = events.iter().map(row).collect::<Result<_, _>>()?;
    db.log.append(stream, head, rows).await
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

/// The id of the event that has a number.
pub async fn id_at(
    db: &Database,
    stream: StreamId,
    n: i64,
) -> Result<Option<EventId>, ServerError> {
    let id = event::Entity::find_by_id((stream.0, n))
        .select_only()
        .column(event::Column::Id)
        .into_tuple::<uuid::Uuid>()
        .one(&db.read)
        .await?;
    Ok(id.map(EventId))
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

/// Keeps the state at `n`, unless another server appended after it: what that took out of the log
/// would stand in here.
pub async fn save_snapshot(
    db: &Database,
    stream: StreamId,
    n: i64,
    data: String,
) -> Result<(), ServerError> {
    let backend = db.write.get_database_backend();
    let lock = match backend {
        DbBackend::Postgres => " FOR SHARE",
        _ => "",
    };
    let save = format!(
        "INSERT INTO snapshots (stream_id, n, data) SELECT $1, $2, $3 \
         WHERE (SELECT head FROM streams WHERE id = $1{lock}) = $2 \
         ON CONFLICT (stream_id) DO UPDATE SET n = excluded.n, data = excluded.data"
    );
    let values: [sea_orm::Value; 3] = [stream.0.into(), n.into(), data.into()];
    let save = Statement::from_sql_and_values(backend, save, values);
    db.write.execute_raw(save).await?;
    Ok(())
}

/// Sessions in which a rule was made; it may be there no more.
pub async fn with_rules(db: &Database) -> Result<Vec<SessionId>, ServerError> {
    let ids: Vec<uuid::Uuid> = event::Entity::find()
        .select_only()
        .column(event::Column::StreamId)
        .filter(event::Column::Kind.eq(RuleMade::NAME))
        .distinct()
        .into_tuple()
        .all(&db.read)
        .await?;
    Ok(ids.into_iter().map(SessionId).collect())
}

/// The next fold begins with the first event.
pub async fn drop_snapshot(db: &Database, stream: StreamId) -> Result<(), ServerError> {
    snapshot::Entity::delete_by_id(stream.0)
        .exec(&db.write)
        .await?;
    Ok(())
}

/// An event as it is stored.
pub(super) fn row(event: &Event) -> Result<event::Model, ServerError> {
    let mut data = serde_json::to_value(&event.fact)?;
    if let Value::Object(fields) = &mut data {
        // The tag has a column of its own.
        fields.remove("event");
        fields.insert("v".into(), DATA_VERSION.into());
    }
    Ok(event::Model {
        stream_id: event.stream.0,
        n: event.n,
        id: event.id.0,
        kind: event.fact.name().into(),
        by_id: event.by.id.0,
        by_name: event.by.name.clone(),
        cid: event.cid.map(|cid| cid.0),
        at: event.at,
        data: data.to_string(),
    })
}

pub fn from_row(row: event::Model) -> Result<Event, ServerError> {
    let mut data: Value = serde_json::from_str(&row.data)?;
    if let Value::Object(fields) = &mut data {
        let version = fields.remove("v").and_then(|version| version.as_i64());
        if let Some(version) = version.filter(|version| *version > DATA_VERSION) {
            return Err(ServerError::NewerRow {
                n: row.n,
                version,
                known: DATA_VERSION,
            });
        }
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
