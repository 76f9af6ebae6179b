//! The database: connecting, and one repository a subject.
//!
//! The only place where rows become shared values, and the only one that knows sea-orm.

pub mod entities;

pub mod access;
mod copy;
pub mod datasets;
mod group;
mod log_writer;
pub mod logins;
pub mod notices;
pub mod outputs;
pub mod people;
pub mod reads;
pub mod rooms;
pub mod sessions;
mod statement;
pub mod streams;
pub mod tokens;

#[cfg(test)]
pub mod testing;

use self::log_writer::LogWriter;
use super::error::ServerError;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, Database as SeaOrm, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// Two ways in: SQLite takes one writer, so writes queue on their own connection.
/// On PostgreSQL both are the same pool.
#[derive(Clone)]
pub struct Database {
    pub write: DatabaseConnection,
    pub read: DatabaseConnection,
    log: LogWriter,
}

impl Database {
    /// Opens `url` (`postgres://…` or `sqlite://…`) and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, ServerError> {
        let (write, read) = if url.starts_with("postgres") {
            let pool = SeaOrm::connect(options(url, 16)).await?;
            (pool.clone(), pool)
        } else {
            // The writer first: it creates the file.
            let write = SeaOrm::connect(sqlite_options(&format!("{url}?mode=rwc"), 1)).await?;
            let read = SeaOrm::connect(sqlite_options(&format!("{url}?mode=rw"), 4)).await?;
            (write, read)
        };
        Migrator::up(&write, None).await?;
        let log = LogWriter::start(write.clone());
        Ok(Self { write, read, log })
    }

    /// Opens the SQLite file that the data folder holds, creating both when absent.
    pub async fn open_in(data: &Path) -> Result<Self, ServerError> {
        std::fs::create_dir_all(data)?;
        Self::open(&url_in(data)).await
    }

    /// Starts a writing transaction.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        begin(&self.write).await
    }

    /// Commits what the streams have handed over; they append nothing after that.
    pub async fn close_log(&self) {
        self.log.close().await;
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), ServerError> {
        Ok(self.read.ping().await?)
    }
}

/// The SQLite file that a data folder holds.
pub const FILE: &str = "tandem.sqlite";

/// Its address.
pub fn url_in(data: &Path) -> String {
    format!("sqlite://{}", data.join(FILE).display())
}

/// Starts a writing transaction. SQLite takes its lock now, not at the first write, where it would
/// fail at once under a reader's snapshot.
async fn begin(write: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let sqlite_transaction_mode = match write.get_database_backend() {
        DbBackend::Sqlite => Some(SqliteTransactionMode::Immediate),
        _ => None,
    };
    let options = TransactionOptions {
        sqlite_transaction_mode,
        ..Default::default()
    };
    write.begin_with_options(options).await
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .test_before_acquire(false);
    options
}

/// Write-ahead log, and a full sync at each commit: what was acked survives a power cut.
fn sqlite_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
    });
    options
}

/// Unix milliseconds by this machine's clock.
pub fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |elapsed| elapsed.as_millis() as i64)
}
