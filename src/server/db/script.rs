//! A group of appends as one script for SQLite, from `BEGIN` to `COMMIT`.
//!
//! SQLite runs in a thread of its own, and each statement sent to it alone costs two changes of
//! threads, more than most statements themselves. A script is sent once.

use super::{group::Entry, streams::Append};
use sea_orm::{
    DatabaseConnection, DbErr, RuntimeErr,
    sqlx::{
        self, Row, Sqlite,
        pool::PoolConnection,
        query::Query,
        sqlite::{SqliteArguments, SqliteRow},
    },
};
use std::{collections::HashSet, sync::Arc};
use uuid::Uuid;

const ADVANCE: &str = "UPDATE streams SET head = ? WHERE id = ? AND head = ?; ";
/// One row of it stands for what is appended; nothing is when the head had moved.
const INSERT: &str = "INSERT INTO events (stream_id, n, id, kind, by_id, by_name, cid, at, data) \
    SELECT * FROM (VALUES ";
const VALUES: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?)";
const IF_ADVANCED: &str = ") WHERE changes() = 1 RETURNING stream_id; ";

/// Commits a group on SQLite; nothing of it when anything fails.
pub async fn together(db: &DatabaseConnection, group: &[Entry]) -> Result<Vec<Append>, DbErr> {
    let pool = db.get_sqlite_connection_pool();
    let mut connection = pool.acquire().await.map_err(db_error)?;
    let sql = text(group);
    let rows = query(&sql, group).fetch_all(&mut *connection).await;
    match rows {
        Ok(rows) => appends(group, &rows).map_err(db_error),
        Err(error) => {
            roll_back(connection).await;
            Err(db_error(error))
        }
    }
}

fn text(group: &[Entry]) -> String {
    let mut sql = String::from("BEGIN IMMEDIATE; ");
    for entry in group {
        sql += ADVANCE;
        sql += INSERT;
        sql += &vec![VALUES; entry.rows.len()].join(", ");
        sql += IF_ADVANCED;
    }
    sql += "COMMIT";
    sql
}

fn query<'q>(sql: &'q str, group: &'q [Entry]) -> Query<'q, Sqlite, SqliteArguments> {
    // Nothing in the text comes from anywhere but the constants above.
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for entry in group {
        query = query
            .bind(entry.next_head())
            .bind(entry.stream.0)
            .bind(entry.head);
        for row in &entry.rows {
            query = query
                .bind(row.stream_id)
                .bind(row.n)
                .bind(row.id)
                .bind(&row.kind)
                .bind(row.by_id)
                .bind(&row.by_name)
                .bind(row.cid)
                .bind(row.at)
                .bind(&row.data);
        }
    }
    // Larger groups come in too many shapes for each to stay prepared.
    query.persistent(group.len() == 1)
}

fn appends(group: &[Entry], rows: &[SqliteRow]) -> Result<Vec<Append>, sqlx::Error> {
    let appended = rows
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<HashSet<Uuid>, _>>()?;
    let became = |entry: &Entry| match appended.contains(&entry.stream.0) {
        true => Append::Committed,
        false => Append::HeadMoved,
    };
    Ok(group.iter().map(became).collect())
}

/// A connection whose state is not known is not used again.
async fn roll_back(mut connection: PoolConnection<Sqlite>) {
    let undone = sqlx::query("ROLLBACK").execute(&mut *connection).await;
    if undone.is_err() {
        // It had not begun, or SQLite has rolled back by itself; a new connection is certain.
        if let Err(error) = connection.close().await {
            tracing::warn!(%error, "a connection to the database did not close");
        }
    }
}

fn db_error(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}
