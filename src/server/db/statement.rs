//! A group of appends as one statement for SQLite.
//!
//! SQLite runs in a thread of its own, and each statement sent to it costs two changes of threads,
//! more than most statements themselves. So a group is one `INSERT`, which commits by itself; a
//! trigger moves the heads, and refuses the whole when one of them is not where it was (`m0008_heads`).

use super::{entities::event, group::Entry};
use sea_orm::{
    DatabaseConnection, DbErr, RuntimeErr,
    sqlx::{self, Sqlite, query::Query, sqlite::SqliteArguments},
};
use std::sync::Arc;

const INSERT: &str =
    "INSERT INTO events (stream_id, n, id, kind, by_id, by_name, cid, at, data) VALUES ";
const VALUES: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Commits a group on SQLite; nothing of it when anything fails.
pub async fn together(db: &DatabaseConnection, group: &[Entry]) -> Result<(), DbErr> {
    let rows: Vec<_> = group.iter().flat_map(|entry| &entry.rows).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!("{INSERT}{}", vec![VALUES; rows.len()].join(", "));
    query(&sql, &rows)
        .execute(db.get_sqlite_connection_pool())
        .await
        .map_err(|error| DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error))))?;
    Ok(())
}

fn query<'q>(sql: &'q str, rows: &[&'q event::Model]) -> Query<'q, Sqlite, SqliteArguments> {
    // Nothing in the text comes from anywhere but the constants above.
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for row in rows {
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
    // Only the commonest shape stays prepared.
    query.persistent(rows.len() == 1)
}
