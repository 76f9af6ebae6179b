//! Rows as they are stored, also those that cannot be read: for `tandem check`.

use super::{
    Database,
    entities::{dataset, event, notification, output, session, snapshot, stream},
    streams,
};
use crate::server::error::ServerError;
use crate::shared::{
    ids::{DatasetId, StreamId},
    stream::Event,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

/// A row of the log, or why it cannot be read.
pub struct Row {
    pub n: i64,
    pub event: Result<Event, String>,
}

impl Database {
    /// From here on nothing is written by this connection, whatever is asked of it.
    pub async fn only_read(&self) -> Result<(), ServerError> {
        if self.is_sqlite() {
            self.read
                .execute_unprepared("PRAGMA query_only = ON")
                .await?;
        }
        Ok(())
    }
}

/// What SQLite itself finds broken in its file; of PostgreSQL nothing is asked.
pub async fn integrity(db: &Database) -> Result<Vec<String>, ServerError> {
    if !db.is_sqlite() {
        return Ok(Vec::new());
    }
    let backend = db.read.get_database_backend();
    let ask = |sql: &str| db.read.query_all_raw(Statement::from_string(backend, sql));
    let mut found = Vec::new();
    for row in ask("PRAGMA integrity_check(20)").await? {
        let said: String = row.try_get_by_index(0)?;
        if said != "ok" {
            found.push(said);
        }
    }
    for row in ask("PRAGMA foreign_key_check").await? {
        let (table, parent): (String, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
        found.push(format!(
            "a row of {table} belongs to one of {parent} that is not there"
        ));
    }
    Ok(found)
}

/// Every stream, by its id.
pub async fn streams(db: &Database) -> Result<Vec<StreamId>, ServerError> {
    let ids: Vec<uuid::Uuid> = stream::Entity::find()
        .select_only()
        .column(stream::Column::Id)
        .order_by_asc(stream::Column::Id)
        .into_tuple()
        .all(&db.read)
        .await?;
    Ok(ids.into_iter().map(StreamId).collect())
}

/// The last number of a stream as the stream itself has it; none when it is gone.
pub async fn head(db: &Database, id: StreamId) -> Result<Option<i64>, ServerError> {
    let row = stream::Entity::find_by_id(id.0).one(&db.read).await?;
    Ok(row.map(|row| row.head))
}

/// Ids that events or snapshots name, and that no stream has.
pub async fn without_stream(db: &Database) -> Result<Vec<(&'static str, StreamId)>, ServerError> {
    let streams = || {
        stream::Entity::find()
            .select_only()
            .column(stream::Column::Id)
    };
    use sea_orm::QueryTrait;
    let of_events: Vec<uuid::Uuid> = event::Entity::find()
        .select_only()
        .column(event::Column::StreamId)
        .filter(event::Column::StreamId.not_in_subquery(streams().into_query()))
        .distinct()
        .into_tuple()
        .all(&db.read)
        .await?;
    let of_snapshots: Vec<uuid::Uuid> = snapshot::Entity::find()
        .select_only()
        .column(snapshot::Column::StreamId)
        .filter(snapshot::Column::StreamId.not_in_subquery(streams().into_query()))
        .into_tuple()
        .all(&db.read)
        .await?;
    let of_sessions: Vec<uuid::Uuid> = session::Entity::find()
        .select_only()
        .column(session::Column::SessionUuid)
        .filter(session::Column::SessionUuid.not_in_subquery(streams().into_query()))
        .into_tuple()
        .all(&db.read)
        .await?;
    let named = [
        ("events", of_events),
        ("a snapshot", of_snapshots),
        ("a session", of_sessions),
    ];
    let each = named
        .into_iter()
        .flat_map(|(what, ids)| ids.into_iter().map(move |id| (what, StreamId(id))));
    Ok(each.collect())
}

/// Up to `max` rows with `n > after`, in order.
pub async fn rows(
    db: &Database,
    stream: StreamId,
    after: i64,
    max: u64,
) -> Result<Vec<Row>, ServerError> {
    let some = event::Entity::find()
        .filter(event::Column::StreamId.eq(stream.0))
        .filter(event::Column::N.gt(after))
        .order_by_asc(event::Column::N)
        .limit(max);
    let numbers: Vec<i64> = some
        .clone()
        .select_only()
        .column(event::Column::N)
        .into_tuple()
        .all(&db.read)
        .await?;
    let Some(last) = numbers.last() else {
        return Ok(Vec::new());
    };
    // What was appended in between comes in the next page.
    let whole = some.filter(event::Column::N.lte(*last)).all(&db.read).await;
    if let Ok(models) = whole {
        return Ok(models.into_iter().map(read).collect());
    }
    let mut rows = Vec::new();
    for n in numbers {
        match event::Entity::find_by_id((stream.0, n)).one(&db.read).await {
            Ok(Some(model)) => rows.push(read(model)),
            Ok(None) => {}
            Err(error) => rows.push(Row {
                n,
                event: Err(in_words(&error)),
            }),
        }
    }
    Ok(rows)
}

fn read(model: event::Model) -> Row {
    let n = model.n;
    let event = streams::from_row(model).map_err(|error| error.to_string());
    Row { n, event }
}

fn in_words(error: &DbErr) -> String {
    error.to_string()
}

/// The data sets that have a row, with the session of each.
pub async fn datasets(db: &Database) -> Result<Vec<(DatasetId, StreamId)>, ServerError> {
    let rows: Vec<(uuid::Uuid, uuid::Uuid)> = dataset::Entity::find()
        .select_only()
        .column(dataset::Column::Id)
        .column(dataset::Column::SessionUuid)
        .order_by_asc(dataset::Column::Id)
        .into_tuple()
        .all(&db.read)
        .await?;
    let ids = rows.into_iter();
    Ok(ids
        .map(|(id, session)| (DatasetId(id), StreamId(session)))
        .collect())
}

pub async fn has_dataset(db: &Database, id: DatasetId) -> Result<bool, ServerError> {
    let found = dataset::Entity::find_by_id(id.0)
        .select_only()
        .column(dataset::Column::Id)
        .into_tuple::<uuid::Uuid>()
        .one(&db.read)
        .await?;
    Ok(found.is_some())
}

/// Keys of outputs, and numbers of notifications, whose text is no JSON.
pub async fn unreadable(db: &Database) -> Result<Vec<String>, ServerError> {
    let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let outputs: Vec<(String, String)> = output::Entity::find()
            .select_only()
            .columns([output::Column::Key, output::Column::Data])
            .filter(output::Column::Key.gt(after))
            .order_by_asc(output::Column::Key)
            .limit(PAGE)
            .into_tuple()
            .all(&db.read)
            .await?;
        let broken = outputs.iter().filter(|(_, data)| !is_json(data));
        found.extend(broken.map(|(key, _)| format!("The output {key} does not parse.")));
        match outputs.into_iter().next_back() {
            Some((last, _)) => after = last,
            None => break,
        }
    }
    // Read as they are shown: a kind or an id that is none fails here.
    if let Err(error) = notification::Entity::find().all(&db.read).await {
        found.push(format!("The notifications do not parse: {error}."));
    }
    Ok(found)
}

/// Outputs may be large.
const PAGE: u64 = 50;
