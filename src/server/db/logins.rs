//! Open logins, by the hash of their token.

use super::{
    Database,
    entities::{login, person},
    now_ms,
};
use crate::server::error::ServerError;
use crate::shared::{account::Person, ids::PersonId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// Stores a login that lasts `lasts_ms`, and clears away those whose time is over.
pub async fn open(
    db: &Database,
    token_hash: &str,
    person: PersonId,
    lasts_ms: i64,
) -> Result<(), ServerError> {
    let now = now_ms();
    login::Entity::delete_many()
        .filter(login::Column::ExpiresAt.lte(now))
        .exec(&db.write)
        .await?;
    let row = login::ActiveModel {
        token_hash: Set(token_hash.to_owned()),
        person_id: Set(person.0),
        created_at: Set(now),
        expires_at: Set(now + lasts_ms),
    };
    login::Entity::insert(row)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

/// Whose login it is, while it lasts.
pub async fn person_of(db: &Database, token_hash: &str) -> Result<Option<Person>, ServerError> {
    let found = login::Entity::find_by_id(token_hash.to_owned())
        .filter(login::Column::ExpiresAt.gt(now_ms()))
        .find_also_related(person::Entity)
        .one(&db.read)
        .await?;
    let person = found.and_then(|(_, person)| person);
    Ok(person.map(|row| Person {
        id: PersonId(row.id),
        name: row.name,
    }))
}

pub async fn close(db: &Database, token_hash: &str) -> Result<(), ServerError> {
    login::Entity::delete_by_id(token_hash.to_owned())
        .exec(&db.write)
        .await?;
    Ok(())
}
