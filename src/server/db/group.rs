//! Group commit: appends to several streams in one transaction, each with a result of its own.
//!
//! First all together. When the database refuses one of them (a command that is stored already, a
//! head that moved), the group is rolled back and done again in a way that only those fail that fail
//! by themselves. An append names its head: doing it again cannot store it twice. When the database
//! or its disk is in trouble nothing is done again: all are told so, and whoever asked asks anew.

use super::{
    append::{Append, Entry, all_failed},
    begin,
    entities::{event, stream},
    statement,
    trouble::Trouble,
};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, SqlErr, TransactionTrait, sea_query::Expr,
};

/// Commits what can be committed of `group`, which has one entry of each stream; answers for each.
pub async fn commit(db: &DatabaseConnection, group: &[Entry]) -> Vec<Result<Append, DbErr>> {
    if db.get_database_backend() == DbBackend::Sqlite {
        return statement::commit(db, group).await;
    }
    let results = match together(db, group).await {
        Ok(appends) => return appends.into_iter().map(Ok).collect(),
        Err(error) if Trouble::of(&error).is_some() => Err(error),
        Err(_) => apart(db, group).await,
    };
    results.unwrap_or_else(|error| all_failed(group, &error))
}

async fn together(db: &DatabaseConnection, group: &[Entry]) -> Result<Vec<Append>, DbErr> {
    let transaction = begin(db).await?;
    let mut appends = Vec::with_capacity(group.len());
    for entry in group {
        appends.push(match advance(&transaction, entry).await? {
            true => Append::Committed,
            false => Append::HeadMoved,
        });
    }
    let moved = group.iter().zip(&appends);
    let rows = moved
        .filter(|(_, append)| **append == Append::Committed)
        .flat_map(|(entry, _)| &entry.rows);
    insert(&transaction, rows).await?;
    transaction.commit().await?;
    Ok(appends)
}

async fn apart(
    db: &DatabaseConnection,
    group: &[Entry],
) -> Result<Vec<Result<Append, DbErr>>, DbErr> {
    let transaction = begin(db).await?;
    let mut results = Vec::with_capacity(group.len());
    for entry in group {
        let savepoint = transaction.begin().await?;
        let result = match alone(&savepoint, entry).await {
            Err(error) if violates_unique(&error) => Ok(Append::CidTaken),
            result => result,
        };
        match result {
            Ok(Append::Committed) => savepoint.commit().await?,
            _ => savepoint.rollback().await?,
        }
        results.push(result);
    }
    transaction.commit().await?;
    Ok(results)
}

async fn alone(savepoint: &DatabaseTransaction, entry: &Entry) -> Result<Append, DbErr> {
    if !advance(savepoint, entry).await? {
        return Ok(Append::HeadMoved);
    }
    insert(savepoint, &entry.rows).await?;
    Ok(Append::Committed)
}

/// Moves the head, if it is still the one that was decided against.
async fn advance(transaction: &DatabaseTransaction, entry: &Entry) -> Result<bool, DbErr> {
    let moved = stream::Entity::update_many()
        .col_expr(stream::Column::Head, Expr::value(entry.next_head()))
        .filter(stream::Column::Id.eq(entry.stream.0))
        .filter(stream::Column::Head.eq(entry.head))
        .exec(transaction)
        .await?;
    Ok(moved.rows_affected == 1)
}

async fn insert(
    transaction: &DatabaseTransaction,
    rows: impl IntoIterator<Item = &event::Model>,
) -> Result<(), DbErr> {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| row.clone().into_active_model())
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    event::Entity::insert_many(rows)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

fn violates_unique(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}
