//! Browsers that are known as a person's, by the hash of their cookie's secret.

use super::{Database, entities::browser as table, now_ms};
use crate::server::error::ServerError;
use crate::shared::ids::PersonId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

/// Browsers of one person; the longest unseen goes.
const MOST: u64 = 50;

pub async fn knows(db: &Database, person: PersonId, token_hash: &str) -> Result<bool, ServerError> {
    let row = table::Entity::find_by_id((token_hash.to_owned(), person.0))
        .one(&db.read)
        .await?;
    Ok(row.is_some())
}

/// Notes that `person` signed in at a browser, whose secret changes from `before` to `now` for
/// everyone who is known there.
pub async fn remember(
    db: &Database,
    person: PersonId,
    before: Option<&str>,
    now: &str,
) -> Result<(), ServerError> {
    if let Some(before) = before {
        table::Entity::update_many()
            .col_expr(table::Column::TokenHash, Expr::value(now))
            .filter(table::Column::TokenHash.eq(before))
            .exec(&db.write)
            .await?;
    }
    let row = table::ActiveModel {
        token_hash: Set(now.to_owned()),
        person_id: Set(person.0),
        seen_at: Set(now_ms()),
    };
    let known = OnConflict::columns([table::Column::TokenHash, table::Column::PersonId])
        .update_column(table::Column::SeenAt)
        .to_owned();
    table::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(&db.write)
        .await?;
    forget_beyond(db, person).await
}

async fn forget_beyond(db: &Database, person: PersonId) -> Result<(), ServerError> {
    let last = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .order_by_desc(table::Column::SeenAt)
        .offset(MOST)
        .limit(1)
        .one(&db.write)
        .await?;
    if let Some(last) = last {
        table::Entity::delete_many()
            .filter(table::Column::PersonId.eq(person.0))
            .filter(table::Column::SeenAt.lte(last.seen_at))
            .exec(&db.write)
            .await?;
    }
    Ok(())
}

/// Forgets the browsers of `person`, except one.
pub async fn forget(
    db: &Database,
    person: PersonId,
    except: Option<&str>,
) -> Result<(), ServerError> {
    table::Entity::delete_many()
        .filter(table::Column::PersonId.eq(person.0))
        .filter(table::Column::TokenHash.ne(except.unwrap_or_default()))
        .exec(&db.write)
        .await?;
    Ok(())
}
