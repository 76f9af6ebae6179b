//! Invitations to make an account, by the hash of their link's secret.

use super::{Database, entities::invitation, now_ms};
use crate::server::error::ServerError;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

/// Stores one that can be used until `expires_at`, and clears away those whose time is over.
pub async fn insert(db: &Database, token_hash: String, expires_at: i64) -> Result<(), ServerError> {
    let now = now_ms();
    invitation::Entity::delete_many()
        .filter(invitation::Column::ExpiresAt.lte(now))
        .exec(&db.write)
        .await?;
    let row = invitation::ActiveModel {
        token_hash: Set(token_hash),
        created_at: Set(now),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    invitation::Entity::insert(row)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

/// Whether it can be used now.
pub async fn is_good(db: &Database, token_hash: &str) -> Result<bool, ServerError> {
    let found = invitation::Entity::find_by_id(token_hash.to_owned())
        .filter(invitation::Column::UsedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(now_ms()))
        .one(&db.read)
        .await?;
    Ok(found.is_some())
}

/// Uses it up; false when it cannot be used. Of many at once exactly one succeeds.
pub async fn take(db: &Database, token_hash: &str) -> Result<bool, ServerError> {
    let now = now_ms();
    let taken = invitation::Entity::update_many()
        .col_expr(invitation::Column::UsedAt, Expr::value(now))
        .filter(invitation::Column::TokenHash.eq(token_hash))
        .filter(invitation::Column::UsedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(now))
        .exec(&db.write)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Nothing came of it: it can be used once more.
pub async fn give_back(db: &Database, token_hash: &str) -> Result<(), ServerError> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::UsedAt, Expr::value(None::<i64>))
        .filter(invitation::Column::TokenHash.eq(token_hash))
        .exec(&db.write)
        .await?;
    Ok(())
}
