//! Public rooms and direct conversations: opening one, finding one, who is in which.

use super::{
    Database,
    entities::{person, room, room_member, stream},
    name_keys, now_ms,
    people::name_key,
};
use crate::server::{error::ServerError, look_alikes::composed};
use crate::shared::{
    account::Person,
    ids::{PersonId, StreamId},
    protocol::LOBBY,
    session::SOMEONE,
    stream::StreamKind,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, SqlErr,
    sea_query::OnConflict,
};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomRow {
    pub stream: StreamId,
    pub kind: StreamKind,
    pub name: String,
}

impl From<room::Model> for RoomRow {
    fn from(row: room::Model) -> Self {
        let kind = if row.kind == StreamKind::Direct.name() {
            StreamKind::Direct
        } else {
            StreamKind::Room
        };
        Self {
            stream: StreamId(row.stream_id),
            kind,
            name: row.name,
        }
    }
}

/// What a public room is found by.
fn room_key(name: &str) -> String {
    format!("room:{}", name_key(name))
}

/// What the conversation of two people is found by, whoever asks.
fn direct_key(a: PersonId, b: PersonId) -> String {
    format!("direct:{}:{}", a.min(b), a.max(b))
}

/// Opens a public room; `None` when the name is taken, or one that looks like it.
pub async fn create(db: &Database, name: &str) -> Result<Option<RoomRow>, ServerError> {
    insert(db, StreamKind::Room, room_key(name), name, &[]).await
}

/// The conversation of two people, opened when there is none.
pub async fn direct(db: &Database, a: &Person, b: &Person) -> Result<RoomRow, ServerError> {
    let key = direct_key(a.id, b.id);
    let name = format!("{} and {}", a.name, b.name);
    match insert(db, StreamKind::Direct, key.clone(), &name, &[a.id, b.id]).await? {
        Some(row) => Ok(row),
        None => by_key(db, &key).await?.ok_or_else(|| {
            ServerError::from(sea_orm::DbErr::RecordNotFound("direct conversation".into()))
        }),
    }
}

async fn insert(
    db: &Database,
    kind: StreamKind,
    key: String,
    name: &str,
    members: &[PersonId],
) -> Result<Option<RoomRow>, ServerError> {
    let transaction = db.begin().await?;
    let id = Uuid::new_v4();
    let row = room::ActiveModel {
        stream_id: Set(id),
        kind: Set(kind.name().into()),
        key: Set(key),
        name: Set(name.to_owned()),
        created_at: Set(now_ms()),
    };
    match room::Entity::insert(row)
        .exec_without_returning(&transaction)
        .await
    {
        Ok(_) => {}
        // Of two who ask at once, the unique key tells one.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            transaction.rollback().await?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    }
    // The lobby is everyone's, whatever was called nearly so before it opened.
    let is_named = kind == StreamKind::Room && name != LOBBY;
    if is_named && !name_keys::take_room(&transaction, id, name).await? {
        transaction.rollback().await?;
        return Ok(None);
    }
    stream::Entity::insert(stream::ActiveModel {
        id: Set(id),
        kind: Set(kind.name().into()),
        head: Set(0),
    })
    .exec_without_returning(&transaction)
    .await?;
    if !members.is_empty() {
        let rows = members.iter().map(|person| room_member::ActiveModel {
            stream_id: Set(id),
            person_id: Set(person.0),
        });
        room_member::Entity::insert_many(rows)
            .exec_without_returning(&transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(Some(RoomRow {
        stream: StreamId(id),
        kind,
        name: name.to_owned(),
    }))
}

async fn by_key(db: &Database, key: &str) -> Result<Option<RoomRow>, ServerError> {
    let row = room::Entity::find()
        .filter(room::Column::Key.eq(key))
        .one(&db.read)
        .await?;
    Ok(row.map(RoomRow::from))
}

pub async fn by_name(db: &Database, name: &str) -> Result<Option<RoomRow>, ServerError> {
    let (key, composed) = (room_key(name), room_key(&composed(name)));
    match by_key(db, &key).await? {
        None if composed != key => by_key(db, &composed).await,
        found => Ok(found),
    }
}

pub async fn find(db: &Database, stream: StreamId) -> Result<Option<RoomRow>, ServerError> {
    let row = room::Entity::find_by_id(stream.0).one(&db.read).await?;
    Ok(row.map(RoomRow::from))
}

/// Every public room, by name.
pub async fn public(db: &Database) -> Result<Vec<RoomRow>, ServerError> {
    let rows = room::Entity::find()
        .filter(room::Column::Kind.eq(StreamKind::Room.name()))
        .order_by_asc(room::Column::Key)
        .all(&db.read)
        .await?;
    Ok(rows.into_iter().map(RoomRow::from).collect())
}

/// The rooms and direct conversations that `person` is in.
pub async fn of_person(db: &Database, person: PersonId) -> Result<Vec<RoomRow>, ServerError> {
    let ids = room_member::Entity::find()
        .filter(room_member::Column::PersonId.eq(person.0))
        .all(&db.read)
        .await?;
    let rows = room::Entity::find()
        .filter(room::Column::StreamId.is_in(ids.into_iter().map(|row| row.stream_id)))
        .order_by_asc(room::Column::Key)
        .all(&db.read)
        .await?;
    Ok(rows.into_iter().map(RoomRow::from).collect())
}

/// Everyone in a room, by number.
pub async fn members(db: &Database, stream: StreamId) -> Result<Vec<Person>, ServerError> {
    let ids = room_member::Entity::find()
        .filter(room_member::Column::StreamId.eq(stream.0))
        .all(&db.read)
        .await?;
    let mut ids: Vec<i64> = ids.into_iter().map(|row| row.person_id).collect();
    ids.sort_unstable();
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(ids.iter().copied()))
        .all(&db.read)
        .await?;
    let named = |id| rows.iter().find(|row| row.id == id);
    // Who deleted their account stays one of the two of a conversation.
    let name = |id| named(id).map_or_else(|| SOMEONE.to_owned(), |row| row.name.clone());
    let members = ids.into_iter().map(|id| Person {
        id: PersonId(id),
        name: name(id),
    });
    Ok(members.collect())
}

pub async fn count_members(db: &Database, stream: StreamId) -> Result<i64, ServerError> {
    let members = room_member::Entity::find()
        .filter(room_member::Column::StreamId.eq(stream.0))
        .count(&db.read)
        .await?;
    Ok(members as i64)
}

/// Notes that a person entered; again does nothing.
pub async fn enter(db: &Database, stream: StreamId, person: PersonId) -> Result<(), ServerError> {
    let row = room_member::ActiveModel {
        stream_id: Set(stream.0),
        person_id: Set(person.0),
    };
    let known = OnConflict::columns([room_member::Column::StreamId, room_member::Column::PersonId])
        .do_nothing()
        .to_owned();
    room_member::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

pub async fn leave(db: &Database, stream: StreamId, person: PersonId) -> Result<(), ServerError> {
    room_member::Entity::delete_by_id((stream.0, person.0))
        .exec(&db.write)
        .await?;
    Ok(())
}
