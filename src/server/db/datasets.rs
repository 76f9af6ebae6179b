//! Data sets: what was read from which file, for which session.

use super::{
    Database,
    entities::{dataset, event, session},
    notes, now_ms,
};
use crate::server::error::ServerError;
use crate::shared::{
    dataset::Column,
    ids::{DatasetId, SessionId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, IntoCondition},
};

/// The content of a data set of which nothing is kept.
const CLEARED: &str = "";

#[derive(Clone, Debug, PartialEq)]
pub struct DatasetRow {
    pub id: DatasetId,
    pub session: SessionId,
    pub name: String,
    /// As its owner's machine called it.
    pub file_name: String,
    /// SHA-256 of the original file, in hex.
    pub content_hash: String,
    /// Size of the original file.
    pub bytes: i64,
    pub rows: i64,
    pub columns: Vec<Column>,
    /// Whether rows are appended to it. There is no file that it came from.
    pub live: bool,
}

impl DatasetRow {
    /// Whether it was removed and nothing is kept of it.
    pub fn is_cleared(&self) -> bool {
        self.content_hash == CLEARED
    }
}

pub async fn insert(db: &Database, row: &DatasetRow) -> Result<(), ServerError> {
    let row = dataset::ActiveModel {
        id: Set(row.id.0),
        session_uuid: Set(row.session.0),
        name: Set(row.name.clone()),
        file_name: Set(row.file_name.clone()),
        content_hash: Set(row.content_hash.clone()),
        bytes: Set(row.bytes),
        rows: Set(row.rows),
        columns: Set(serde_json::to_string(&row.columns)?),
        live: Set(row.live),
        created_at: Set(now_ms()),
    };
    dataset::Entity::insert(row)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

pub async fn get(db: &Database, id: DatasetId) -> Result<Option<DatasetRow>, ServerError> {
    let Some(row) = dataset::Entity::find_by_id(id.0).one(&db.read).await? else {
        return Ok(None);
    };
    Ok(Some(DatasetRow {
        id: DatasetId(row.id),
        session: SessionId(row.session_uuid),
        name: row.name,
        file_name: row.file_name,
        content_hash: row.content_hash,
        bytes: row.bytes,
        rows: row.rows,
        columns: serde_json::from_str(&row.columns)?,
        live: row.live,
    }))
}

/// Data sets whose session was deleted: their files are left over.
pub async fn orphaned_files(db: &Database) -> Result<Vec<DatasetId>, ServerError> {
    by_session(db, false).await
}

/// Data sets that are there, of sessions that are there.
pub async fn in_use(db: &Database) -> Result<Vec<DatasetId>, ServerError> {
    by_session(db, true).await
}

async fn by_session(db: &Database, there: bool) -> Result<Vec<DatasetId>, ServerError> {
    let sessions = session::Entity::find()
        .select_only()
        .column(session::Column::SessionUuid)
        .into_query();
    let ids: Vec<uuid::Uuid> = dataset::Entity::find()
        .select_only()
        .column(dataset::Column::Id)
        .filter(match there {
            true => Condition::all()
                .add(dataset::Column::SessionUuid.in_subquery(sessions))
                .add(dataset::Column::ContentHash.ne(CLEARED)),
            false => dataset::Column::SessionUuid
                .not_in_subquery(sessions)
                .into_condition(),
        })
        .into_tuple()
        .all(&db.read)
        .await?;
    Ok(ids.into_iter().map(DatasetId).collect())
}

/// Whether the log of its session tells of it, so that it counts there.
pub async fn is_known_to_session(db: &Database, id: DatasetId) -> Result<bool, ServerError> {
    let Some(row) = dataset::Entity::find_by_id(id.0).one(&db.read).await? else {
        return Ok(false);
    };
    let told = event::Entity::find()
        .filter(event::Column::StreamId.eq(row.session_uuid))
        .filter(event::Column::Kind.eq("dataset_update"))
        .filter(event::Column::Data.contains(id.to_string()))
        .one(&db.read)
        .await?;
    Ok(told.is_some())
}

/// Takes back a data set that its session did not accept, or that is left over.
pub async fn remove(db: &Database, id: DatasetId) -> Result<(), ServerError> {
    dataset::Entity::delete_by_id(id.0).exec(&db.write).await?;
    Ok(())
}

/// Whether anything of it is there, or may be.
pub async fn is_kept(db: &Database, id: DatasetId) -> Result<bool, ServerError> {
    let row = dataset::Entity::find_by_id(id.0).one(&db.read).await?;
    Ok(row.is_some_and(|row| row.content_hash != CLEARED))
}

/// Another data set than `id` that was read from a file of the same content, the oldest, if there is one.
pub async fn other_of_content(
    db: &Database,
    content_hash: &str,
    id: DatasetId,
) -> Result<Option<DatasetId>, ServerError> {
    let found = dataset::Entity::find()
        .select_only()
        .column(dataset::Column::Id)
        .filter(dataset::Column::ContentHash.eq(content_hash))
        .filter(dataset::Column::ContentHash.ne(CLEARED))
        .filter(dataset::Column::Id.ne(id.0))
        .filter(dataset::Column::Live.eq(false))
        .order_by_asc(dataset::Column::CreatedAt)
        .into_tuple::<uuid::Uuid>()
        .one(&db.read)
        .await?;
    Ok(found.map(DatasetId))
}

/// Nothing is left of a data set but its row, which keeps the name and who may ask after it.
pub async fn mark_cleared(db: &Database, id: DatasetId) -> Result<(), ServerError> {
    let row = dataset::ActiveModel {
        id: Set(id.0),
        file_name: Set(String::new()),
        content_hash: Set(CLEARED.into()),
        bytes: Set(0),
        columns: Set("[]".into()),
        ..Default::default()
    };
    dataset::Entity::update(row).exec(&db.write).await?;
    Ok(())
}

/// How large a live data set is by now.
pub async fn set_size(
    db: &Database,
    id: DatasetId,
    rows: i64,
    bytes: i64,
) -> Result<(), ServerError> {
    dataset::Entity::update_many()
        .col_expr(dataset::Column::Rows, Expr::value(rows))
        .col_expr(dataset::Column::Bytes, Expr::value(bytes))
        .filter(dataset::Column::Id.eq(id.0))
        .filter(dataset::Column::ContentHash.ne(CLEARED))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// The live data sets that are there, and whose.
pub async fn live(db: &Database) -> Result<Vec<(DatasetId, SessionId)>, ServerError> {
    let ids: Vec<(uuid::Uuid, uuid::Uuid)> = dataset::Entity::find()
        .select_only()
        .columns([dataset::Column::Id, dataset::Column::SessionUuid])
        .filter(dataset::Column::Live.eq(true))
        .filter(dataset::Column::ContentHash.ne(CLEARED))
        .into_tuple()
        .all(&db.read)
        .await?;
    let ids = ids.into_iter();
    Ok(ids
        .map(|(id, session)| (DatasetId(id), SessionId(session)))
        .collect())
}

/// What a session takes up: its original files, the same content once, and its pages of notes.
pub async fn bytes_in_session(db: &Database, session: SessionId) -> Result<i64, ServerError> {
    let sizes: Vec<(String, i64)> = dataset::Entity::find()
        .select_only()
        .columns([dataset::Column::ContentHash, dataset::Column::Bytes])
        .distinct()
        .filter(dataset::Column::SessionUuid.eq(session.0))
        .into_tuple()
        .all(&db.read)
        .await?;
    // Added up here: a session has tens of them, and PostgreSQL's sum of bigint is a decimal.
    let files: i64 = sizes.into_iter().map(|(_, bytes)| bytes).sum();
    Ok(files + notes::bytes_in_session(db, session).await?)
}
