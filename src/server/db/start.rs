//! Whether a database can be worked with, asked once at start, and why not in words.

use super::{Database, begin};
use crate::server::{error::ServerError, start_error::StartError};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr, Statement,
    sqlx::{self, postgres::PgConnectOptions},
};
use std::{io, path::Path, time::Duration};
use tokio::{
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// The longest that a server is waited for at start.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether anybody is there at all. The driver tries on for long and then cannot say what happened.
pub async fn reach(url: &str) -> Result<(), StartError> {
    let server: PgConnectOptions = url.parse().map_err(|_| {
        // The address may hold a password: it is not repeated.
        StartError(
            "DATABASE_URL cannot be read. It should be like postgres://user:password@host:5432/name."
                .into(),
        )
    })?;
    let port = server.get_port();
    let socket = match server.get_socket() {
        Some(folder) => Some(folder.clone()),
        None => Some(Path::new(server.get_host()))
            .filter(|host| host.is_absolute())
            .map(Path::to_owned),
    };
    let knocking = async {
        match socket {
            Some(folder) => UnixStream::connect(folder.join(format!(".s.PGSQL.{port}")))
                .await
                .map(drop),
            None => TcpStream::connect((server.get_host(), port))
                .await
                .map(drop),
        }
    };
    let answer = timeout(PATIENCE, knocking).await;
    let why = match answer {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => words(&error),
        Err(_) => format!("nothing came back in {} s", PATIENCE.as_secs()),
    };
    Err(StartError(format!(
        "PostgreSQL does not answer at {}: {why}. Start it there, or correct DATABASE_URL.",
        name(url)
    )))
}

/// A database as whoever runs it knows it, without the password.
pub fn name(url: &str) -> String {
    if let Some(file) = super::file_of(url) {
        return file.display().to_string();
    }
    let Ok(server) = url.parse::<PgConnectOptions>() else {
        return "DATABASE_URL".to_owned();
    };
    let (host, port) = (server.get_host(), server.get_port());
    let host = match host.contains(':') {
        true => format!("[{host}]"),
        false => host.to_owned(),
    };
    let user = server.get_username();
    let database = server.get_database().unwrap_or(user);
    format!("{host}:{port}, database “{database}”, user “{user}”")
}

/// Refuses a database that a later program has changed: this one would not know what it reads.
pub(super) async fn refuse_newer(connection: &DatabaseConnection) -> Result<(), ServerError> {
    let known = steps();
    let newer: Vec<String> = taken(connection).await?;
    match newer.iter().find(|step| !known.contains(step)) {
        None => Ok(()),
        Some(step) => Err(ServerError::Internal(format!(
            "it is of a newer Tandem: step {step} was taken, and this program knows those up to {}. \
             Start the newer program, or this one on a backup from before",
            known.last().map_or("none", String::as_str)
        ))),
    }
}

impl Database {
    /// Whether its tables are those that this program works with; in words when they are not.
    pub async fn is_up_to_date(&self) -> Result<(), ServerError> {
        refuse_newer(&self.read).await?;
        let taken = taken(&self.read).await?;
        match steps().iter().find(|step| !taken.contains(step)) {
            None => Ok(()),
            Some(step) => Err(ServerError::Internal(format!(
                "it is of an older Tandem: step {step} was not taken yet. Start the server once, \
                 or run tandem migrate"
            ))),
        }
    }

    /// Tries a change that changes nothing, so that a database that only lets itself be read is noticed
    /// at start and not at everybody's first message.
    pub async fn can_be_changed(&self) -> Result<(), ServerError> {
        let transaction = begin(&self.write).await?;
        transaction
            .execute_unprepared("UPDATE streams SET head = head WHERE 1 = 0")
            .await?;
        Ok(transaction.rollback().await?)
    }
}

/// The steps that this program knows, oldest first.
fn steps() -> Vec<String> {
    let steps = Migrator::migrations();
    steps.iter().map(|step| step.name().to_owned()).collect()
}

/// The steps that the database has taken; none when it is new.
async fn taken(connection: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let backend = connection.get_database_backend();
    let exists = match backend {
        sea_orm::DbBackend::Postgres => {
            "SELECT to_regclass('seaql_migrations') IS NOT NULL AS found"
        }
        _ => "SELECT COUNT(*) > 0 AS found FROM sqlite_master WHERE name = 'seaql_migrations'",
    };
    let found = connection
        .query_one_raw(Statement::from_string(backend, exists))
        .await?;
    match found {
        Some(row) if row.try_get::<bool>("", "found")? => {}
        _ => return Ok(Vec::new()),
    }
    let steps = "SELECT version FROM seaql_migrations ORDER BY version";
    let rows = connection
        .query_all_raw(Statement::from_string(backend, steps))
        .await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}

/// What stands in the way, without the names of the floors that passed it on.
pub fn why(error: &ServerError) -> String {
    match error {
        ServerError::Database(error) => why_database(error),
        ServerError::Io(error) => words(error),
        other => other.to_string(),
    }
}

/// PostgreSQL's `read_only_sql_transaction`.
const READ_ONLY: &str = "25006";

fn why_database(error: &DbErr) -> String {
    let late = "it did not answer in time".to_owned();
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => late,
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => match error.as_ref() {
            sqlx::Error::Database(answer)
                if answer.code().is_some_and(|code| code == READ_ONLY) =>
            {
                "it only lets itself be read: it is a standby, or default_transaction_read_only is \
                 on for this database or user where off is needed"
                    .to_owned()
            }
            sqlx::Error::Database(answer) => answer.message().to_owned(),
            sqlx::Error::Io(error) => words(error),
            sqlx::Error::PoolTimedOut => late,
            other => other.to_string(),
        },
        other => other.to_string(),
    }
}

/// The system's words, without its number.
fn words(error: &io::Error) -> String {
    let said = error.to_string();
    let words = said.split(" (os error").next().unwrap_or(&said);
    words.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_without_its_password() {
        let url = "postgres://ada:secret@db.example:5433/tandem";
        let named = name(url);
        assert_eq!(named, "db.example:5433, database “tandem”, user “ada”");
        assert_eq!(
            name("sqlite:///srv/tandem.sqlite?mode=rw"),
            "/srv/tandem.sqlite"
        );
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_told_at_once() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let url = format!("postgres://ada:secret@127.0.0.1:{port}/tandem");
        let told = reach(&url).await.unwrap_err().to_string();
        assert!(told.contains(&format!("127.0.0.1:{port}")), "{told}");
        assert!(
            told.contains("refused") && !told.contains("secret"),
            "{told}"
        );
        let told = reach("postgres://127.0.0.1:x/tandem")
            .await
            .unwrap_err()
            .to_string();
        assert!(told.starts_with("DATABASE_URL cannot be read"), "{told}");
    }
}
