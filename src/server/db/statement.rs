//! A group of appends as one statement for SQLite.
//!
//! SQLite runs in a thread of its own, and each statement sent to it costs two changes of threads,
//! more than most statements themselves. So a group is one `INSERT`, which commits by itself; a
//! trigger moves the heads, and refuses the whole when one of them is not where it was (`m0008_heads`).
//! There is no transaction that could stay open: what the statement did is committed when it answers.

use super::{
    append::{Append, Entry, all_failed},
    entities::event,
};
use sea_orm::{
    DatabaseConnection, DbErr, RuntimeErr,
    sqlx::{
        self, Connection, Sqlite, SqliteConnection, pool::PoolConnection, query::Query,
        sqlite::SqliteArguments,
    },
};
use std::sync::Arc;

const INSERT: &str =
    "INSERT INTO events (stream_id, n, id, kind, by_id, by_name, cid, at, data) VALUES ";
const VALUES: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Commits what can be committed of `group`; answers for each.
pub async fn commit(db: &DatabaseConnection, group: &[Entry]) -> Vec<Result<Append, DbErr>> {
    let mut connection = match acquire(db).await {
        Ok(connection) => connection,
        Err(error) => return all_failed(group, &db_error(error)),
    };
    let results = halves(&mut connection, group).await;
    let failed = results.iter().any(Result::is_err);
    if failed || connection.is_in_transaction() {
        // Whatever state it is in, nobody shall write on in it.
        connection.close_on_drop();
    }
    results
}

/// The one connection that writes, outside of any transaction: what is inserted through it is
/// committed, or an error.
async fn acquire(db: &DatabaseConnection) -> sqlx::Result<PoolConnection<Sqlite>> {
    let mut connection = db.get_sqlite_connection_pool().acquire().await?;
    if connection.is_in_transaction() {
        connection.close_on_drop();
        return Err(sqlx::Error::BeginFailed);
    }
    Ok(connection)
}

/// All together; when one of them is refused, each half by itself, down to the one.
async fn halves(connection: &mut SqliteConnection, group: &[Entry]) -> Vec<Result<Append, DbErr>> {
    let mut open = vec![group];
    let mut results = Vec::with_capacity(group.len());
    while let Some(part) = open.pop() {
        match insert(connection, part).await {
            Ok(()) => results.extend(part.iter().map(|_| Ok(Append::Committed))),
            Err(error) => match (refusal(&error), part) {
                (Some(append), [_]) => results.push(Ok(append)),
                (Some(_), _) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    open.extend([second, first]);
                }
                (None, _) => {
                    // The disk or the database: the rest would not fare better.
                    let rest = group.len() - results.len();
                    let error = db_error(error);
                    results.extend((0..rest).map(|_| Err(error.clone())));
                    return results;
                }
            },
        }
    }
    results
}

/// What an answer of the database says of an append; none when it says nothing of it.
fn refusal(error: &sqlx::Error) -> Option<Append> {
    match error.as_database_error()?.code()?.as_ref() {
        // SQLITE_CONSTRAINT_UNIQUE: of two indexes, the one over commands.
        "2067" => Some(Append::CidTaken),
        // SQLITE_CONSTRAINT_PRIMARYKEY: the number is given out. SQLITE_CONSTRAINT_TRIGGER: so the
        // trigger says.
        "1555" | "1811" => Some(Append::HeadMoved),
        _ => None,
    }
}

async fn insert(connection: &mut SqliteConnection, group: &[Entry]) -> sqlx::Result<()> {
    let rows: Vec<_> = group.iter().flat_map(|entry| &entry.rows).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!("{INSERT}{}", vec![VALUES; rows.len()].join(", "));
    query(&sql, &rows).execute(connection).await?;
    Ok(())
}

fn db_error(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
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
