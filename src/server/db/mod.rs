//! The database: connecting, and one repository a subject.
//!
//! The only place where rows become shared values, and the only one that knows sea-orm.

pub mod entities;

pub mod access;
mod append;
pub mod browsers;
pub mod check;
pub mod checkpoints;
mod copy;
pub mod datasets;
pub mod departures;
pub mod epoch;
mod group;
mod health;
pub mod invitations;
mod log_writer;
pub mod logins;
mod name_keys;
pub mod notes;
pub mod notifications;
pub mod operators;
pub mod outputs;
pub mod people;
mod probe;
pub mod readings;
pub mod reads;
mod redacted_rows;
pub mod removed_datasets;
pub mod removed_notes;
pub mod rooms;
pub mod sessions;
pub mod start;
mod statement;
pub mod streams;
pub mod tokens;
mod trouble;
pub mod wipe;

#[cfg(test)]
pub mod testing;

pub use self::trouble::Trouble;

use self::{health::Health, log_writer::LogWriter};
use super::{config::Config, error::ServerError, private};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, Database as SeaOrm, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::{
        self, Connection,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::time::timeout;

/// Two ways in: SQLite takes one writer, so writes queue on their own connection.
/// On PostgreSQL both are the same pool.
#[derive(Clone)]
pub struct Database {
    pub write: DatabaseConnection,
    pub read: DatabaseConnection,
    log: LogWriter,
    health: Health,
}

impl Database {
    /// Opens `url` (`postgres://…` or `sqlite://…`) and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, ServerError> {
        let (write, read) = if url.starts_with("postgres") {
            let pool = SeaOrm::connect(options(url, 16)).await?;
            (pool.clone(), pool)
        } else {
            private::database(url)?;
            // The writer first.
            let write = SeaOrm::connect(sqlite_options(&format!("{url}?mode=rwc"), 1)).await?;
            let read = SeaOrm::connect(sqlite_options(&format!("{url}?mode=rw"), 4)).await?;
            (write, read)
        };
        start::refuse_newer(&write).await?;
        Migrator::up(&write, None).await?;
        name_keys::complete(&write).await?;
        Ok(Self::over(write, read))
    }

    fn over(write: DatabaseConnection, read: DatabaseConnection) -> Self {
        let health = Health::default();
        let log = LogWriter::start(write.clone(), health.clone());
        Self {
            write,
            read,
            log,
            health,
        }
    }

    /// Opens the SQLite file that the data folder holds, creating both when absent.
    pub async fn open_in(data: &Path) -> Result<Self, ServerError> {
        private::folder(data)?;
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

    /// What stood in the way of the last write; none when it went through.
    pub fn trouble(&self) -> Option<Trouble> {
        self.health.trouble()
    }

    /// Whether the database answers to who reads.
    pub async fn try_to_read(&self) -> Result<(), Trouble> {
        match timeout(log_writer::PATIENCE, self.read.ping()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Trouble::of(&error).unwrap_or(Trouble::NoAnswer)),
            Err(_) => Err(Trouble::NoAnswer),
        }
    }

    /// Writes something of no meaning and has it committed, to see whether that can be done.
    pub async fn try_to_write(&self) -> Result<(), Trouble> {
        let probed = timeout(log_writer::PATIENCE, probe::write(&self.write)).await;
        let trouble = match probed {
            Ok(Ok(())) => None,
            // A database that refuses this one refuses more than this one.
            Ok(Err(error)) => Some(Trouble::of(&error).unwrap_or(Trouble::NoAnswer)),
            Err(_) => Some(Trouble::NoAnswer),
        };
        self.health.note(trouble);
        trouble.map_or(Ok(()), Err)
    }
}

/// The address of the SQLite file that a data folder holds.
pub fn url_in(data: &Path) -> String {
    // These mean something in an address, and nothing in a path.
    let path = data.join(Config::DATABASE_FILE).display().to_string();
    let path = path.replace('%', "%25").replace('?', "%3F");
    format!("sqlite://{path}")
}

/// The file that an address is of; none when the database is kept elsewhere.
pub fn file_of(url: &str) -> Option<PathBuf> {
    let address = url.strip_prefix("sqlite:")?;
    let path = address.strip_prefix("//").unwrap_or(address);
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() || path == ":memory:" {
        return None;
    }
    Some(path.replace("%3F", "?").replace("%25", "%").into())
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

/// Whoever waits longer than this for a connection is told that the database does not answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long SQLite waits for a lock of another program.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);
/// A connection that rested this long is asked whether it is still one.
const RESTED: Duration = Duration::from_secs(1);

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .connect_timeout(PATIENCE)
        .sqlx_logging(false)
        .test_before_acquire_if_idle_for(RESTED)
        .map_sqlx_postgres_pool_opts(|pool| pool.after_release(|one, _| Box::pin(is_clean(one))))
        .map_sqlx_sqlite_pool_opts(|pool| pool.after_release(|one, _| Box::pin(is_clean(one))));
    options
}

/// Whether a connection that comes back may be used again. One whose transaction could not be ended
/// is thrown away: when a commit fails, SQLite may end the transaction by itself, and the driver,
/// which counts them, would hold what follows for a part of it and never commit.
async fn is_clean<C: Connection>(connection: &mut C) -> Result<bool, sqlx::Error> {
    if !connection.is_in_transaction() {
        return Ok(true);
    }
    // A rollback may be under way still.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Write-ahead log, and a full sync at each commit: what was acked survives a power cut.
fn sqlite_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(LOCK_PATIENCE)
            .foreign_keys(true)
            // What is deleted is written over, not only let go of.
            .pragma("secure_delete", "ON")
    });
    options
}

/// Unix milliseconds by this machine's clock.
pub fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |elapsed| elapsed.as_millis() as i64)
}
