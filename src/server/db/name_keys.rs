//! Who has which look: no two people and no two rooms take names that look alike, however they ask at
//! once. The key is a primary key, so the database tells one.
//!
//! Accounts and rooms of earlier versions may look alike already. They stay as they are: the first has
//! the key.

use super::entities::{person, person_key, room, room_key};
use crate::server::look_alikes::keys;
use crate::shared::{ids::PersonId, stream::StreamKind};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, SqlErr,
    sea_query::{OnConflict, Query},
};
use uuid::Uuid;

/// Gives a person the looks of `name`, and takes those of an earlier name. False when another has one
/// of them: then roll back.
pub async fn take_person(
    transaction: &impl ConnectionTrait,
    person: PersonId,
    name: &str,
) -> Result<bool, DbErr> {
    person_key::Entity::delete_many()
        .filter(person_key::Column::PersonId.eq(person.0))
        .exec(transaction)
        .await?;
    let inserted = person_key::Entity::insert_many(person_rows(person.0, name))
        .exec_without_returning(transaction)
        .await;
    taken(inserted.map(|_| ()))
}

/// Gives a new room the looks of `name`; false when another has one of them: then roll back.
pub async fn take_room(
    transaction: &impl ConnectionTrait,
    stream: Uuid,
    name: &str,
) -> Result<bool, DbErr> {
    let inserted = room_key::Entity::insert_many(room_rows(stream, name))
        .exec_without_returning(transaction)
        .await;
    taken(inserted.map(|_| ()))
}

fn taken(inserted: Result<(), DbErr>) -> Result<bool, DbErr> {
    match inserted {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn person_rows(person_id: i64, name: &str) -> Vec<person_key::ActiveModel> {
    let row = |key| person_key::ActiveModel {
        key: Set(key),
        person_id: Set(person_id),
    };
    keys(name).into_iter().map(row).collect()
}

fn room_rows(stream_id: Uuid, name: &str) -> Vec<room_key::ActiveModel> {
    let row = |key| room_key::ActiveModel {
        key: Set(key),
        stream_id: Set(stream_id),
    };
    keys(name).into_iter().map(row).collect()
}

/// Makes the keys of those that have none, in the order they came: a key that is taken stays with its
/// owner.
pub async fn complete(db: &DatabaseConnection) -> Result<(), DbErr> {
    complete_people(db).await?;
    complete_rooms(db).await
}

async fn complete_people(db: &DatabaseConnection) -> Result<(), DbErr> {
    let known = Query::select()
        .column(person_key::Column::PersonId)
        .from(person_key::Entity)
        .to_owned();
    let without: Vec<(i64, String)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Name])
        .filter(person::Column::Id.not_in_subquery(known))
        .order_by_asc(person::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let taken = OnConflict::column(person_key::Column::Key)
        .do_nothing()
        .to_owned();
    for (id, name) in without {
        person_key::Entity::insert_many(person_rows(id, &name))
            .on_conflict(taken.clone())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

async fn complete_rooms(db: &DatabaseConnection) -> Result<(), DbErr> {
    let known = Query::select()
        .column(room_key::Column::StreamId)
        .from(room_key::Entity)
        .to_owned();
    let without: Vec<(Uuid, String)> = room::Entity::find()
        .select_only()
        .columns([room::Column::StreamId, room::Column::Name])
        .filter(room::Column::Kind.eq(StreamKind::Room.name()))
        .filter(room::Column::StreamId.not_in_subquery(known))
        .order_by_asc(room::Column::CreatedAt)
        .into_tuple()
        .all(db)
        .await?;
    let taken = OnConflict::column(room_key::Column::Key)
        .do_nothing()
        .to_owned();
    for (stream, name) in without {
        room_key::Entity::insert_many(room_rows(stream, &name))
            .on_conflict(taken.clone())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
