//! Personal access tokens, by the hash of their secret.

use super::{
    Database,
    entities::{person, token},
    now_ms,
};
use crate::server::error::ServerError;
use crate::shared::{access_token::AccessToken, account::Person, ids::PersonId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

/// A token that is good now, and whose.
pub struct Found {
    pub token: AccessToken,
    pub person: Person,
}

pub async fn insert(
    db: &Database,
    person: PersonId,
    token: &AccessToken,
    token_hash: String,
) -> Result<(), ServerError> {
    let row = token::ActiveModel {
        id: Set(token.id),
        person_id: Set(person.0),
        name: Set(token.name.clone()),
        token_hash: Set(token_hash),
        created_at: Set(token.created_at),
        expires_at: Set(token.expires_at),
        used_at: Set(token.used_at),
    };
    token::Entity::insert(row)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

/// A person's tokens, the newest first; also those whose time is over.
pub async fn of_person(db: &Database, person: PersonId) -> Result<Vec<AccessToken>, ServerError> {
    let rows = token::Entity::find()
        .filter(token::Column::PersonId.eq(person.0))
        .order_by_desc(token::Column::CreatedAt)
        .all(&db.read)
        .await?;
    Ok(rows.into_iter().map(shown).collect())
}

/// Deletes a token of `person`; its hash when there was one.
pub async fn revoke(
    db: &Database,
    person: PersonId,
    id: Uuid,
) -> Result<Option<String>, ServerError> {
    let row = token::Entity::find_by_id(id)
        .filter(token::Column::PersonId.eq(person.0))
        .one(&db.write)
        .await?;
    token::Entity::delete_many()
        .filter(token::Column::Id.eq(id))
        .filter(token::Column::PersonId.eq(person.0))
        .exec(&db.write)
        .await?;
    Ok(row.map(|row| row.token_hash))
}

pub async fn find(db: &Database, token_hash: &str) -> Result<Option<Found>, ServerError> {
    let row = token::Entity::find()
        .filter(token::Column::TokenHash.eq(token_hash))
        .filter(lasts_at(now_ms()))
        .one(&db.read)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let owner = person::Entity::find_by_id(row.person_id)
        .one(&db.read)
        .await?;
    Ok(owner.map(|owner| Found {
        token: shown(row),
        person: Person {
            id: PersonId(owner.id),
            name: owner.name,
        },
    }))
}

pub async fn touch(db: &Database, id: Uuid, at: i64) -> Result<(), ServerError> {
    token::Entity::update_many()
        .col_expr(token::Column::UsedAt, Expr::value(at))
        .filter(token::Column::Id.eq(id))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Hashes of the tokens whose time ended after `after`, up to and including `until`.
pub async fn ended_between(
    db: &Database,
    after: i64,
    until: i64,
) -> Result<Vec<String>, ServerError> {
    let rows = token::Entity::find()
        .filter(token::Column::ExpiresAt.gt(after))
        .filter(token::Column::ExpiresAt.lte(until))
        .all(&db.read)
        .await?;
    Ok(rows.into_iter().map(|row| row.token_hash).collect())
}

pub(super) fn lasts_at(now: i64) -> Condition {
    Condition::any()
        .add(token::Column::ExpiresAt.is_null())
        .add(token::Column::ExpiresAt.gt(now))
}

fn shown(row: token::Model) -> AccessToken {
    AccessToken {
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        expires_at: row.expires_at,
        used_at: row.used_at,
    }
}
