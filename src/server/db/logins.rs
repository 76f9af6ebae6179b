//! Open logins, by the hash of their token.

use super::{
    Database,
    entities::{login, person},
    now_ms,
};
use crate::server::error::ServerError;
use crate::shared::{account::Person, ids::PersonId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

/// An open login as its owner may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLogin {
    pub token_hash: String,
    /// In words; empty when nobody said.
    pub device: String,
    pub created_at: i64,
    pub seen_at: i64,
}

/// Stores a login that lasts `lasts_ms`, and clears away those whose time is over.
pub async fn open(
    db: &Database,
    token_hash: &str,
    person: PersonId,
    lasts_ms: i64,
    device: &str,
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
        device: Set(device.to_owned()),
        seen_at: Set(now),
    };
    login::Entity::insert(row)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

/// A login that lasts: whose, how they like their pages, when it was last seen.
pub struct Found {
    pub person: Person,
    pub look: String,
    pub seen_at: i64,
}

/// Whose login it is, while it lasts.
pub async fn find(db: &Database, token_hash: &str) -> Result<Option<Found>, ServerError> {
    let found = login::Entity::find_by_id(token_hash.to_owned())
        .filter(login::Column::ExpiresAt.gt(now_ms()))
        .find_also_related(person::Entity)
        .one(&db.read)
        .await?;
    Ok(found.and_then(|(login, person)| {
        let row = person?;
        Some(Found {
            person: Person {
                id: PersonId(row.id),
                name: row.name,
            },
            look: row.look,
            seen_at: login.seen_at,
        })
    }))
}

/// Notes when a login was last seen.
pub async fn touch(db: &Database, token_hash: &str, at: i64) -> Result<(), ServerError> {
    login::Entity::update_many()
        .col_expr(login::Column::SeenAt, Expr::value(at))
        .filter(login::Column::TokenHash.eq(token_hash))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Where a person is signed in, the last seen first.
pub async fn of_person(db: &Database, person: PersonId) -> Result<Vec<OpenLogin>, ServerError> {
    let rows = login::Entity::find()
        .filter(login::Column::PersonId.eq(person.0))
        .filter(login::Column::ExpiresAt.gt(now_ms()))
        .order_by_desc(login::Column::SeenAt)
        .order_by_desc(login::Column::CreatedAt)
        .all(&db.read)
        .await?;
    let open = rows.into_iter().map(|row| OpenLogin {
        token_hash: row.token_hash,
        device: row.device,
        created_at: row.created_at,
        seen_at: row.seen_at,
    });
    Ok(open.collect())
}

pub async fn close(db: &Database, token_hash: &str) -> Result<(), ServerError> {
    login::Entity::delete_by_id(token_hash.to_owned())
        .exec(&db.write)
        .await?;
    Ok(())
}
