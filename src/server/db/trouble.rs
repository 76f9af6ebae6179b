//! What stands in the way when the database fails for no fault of whoever asked.

use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use sea_orm::{
    ConnAcquireErr, DbErr, RuntimeErr,
    sqlx::{self, error::DatabaseError, postgres::PgDatabaseError, sqlite::SqliteError},
};
use std::{io, sync::Arc};

/// Trouble passes without anybody changing what they asked for: it is worth trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    DiskFull,
    /// The disk refuses to be written or read, or what it gives back is damaged.
    DiskFails,
    /// The database is away, locked by somebody else, or too busy.
    NoAnswer,
}

impl Trouble {
    /// None when the database answered and the answer was no.
    pub fn of(error: &DbErr) -> Option<Self> {
        match error {
            DbErr::ConnectionAcquire(
                ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed,
            ) => Some(Self::NoAnswer),
            DbErr::Conn(inner) | DbErr::Exec(inner) | DbErr::Query(inner) => match inner {
                RuntimeErr::SqlxError(error) => Self::of_driver(error),
                RuntimeErr::Internal(_) => None,
            },
            _ => None,
        }
    }

    fn of_driver(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::Database(error) => Self::of_answer(error.as_ref()),
            sqlx::Error::Io(error) => Some(Self::of_io(error).unwrap_or(Self::NoAnswer)),
            sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Some(Self::NoAnswer),
            _ => None,
        }
    }

    fn of_answer(error: &dyn DatabaseError) -> Option<Self> {
        let code = error.code()?;
        if error.try_downcast_ref::<SqliteError>().is_some() {
            return Self::of_sqlite(code.parse().ok()?);
        }
        error.try_downcast_ref::<PgDatabaseError>()?;
        Self::of_postgres(&code)
    }

    /// By the result codes of <https://sqlite.org/rescode.html>; the low byte is the primary one.
    fn of_sqlite(code: i32) -> Option<Self> {
        match code & 0xff {
            13 => Some(Self::DiskFull),
            // READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB
            8 | 10 | 11 | 14 | 26 => Some(Self::DiskFails),
            // BUSY, LOCKED, NOMEM, INTERRUPT, PROTOCOL
            5 | 6 | 7 | 9 | 15 => Some(Self::NoAnswer),
            _ => None,
        }
    }

    /// By the classes of <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
    fn of_postgres(code: &str) -> Option<Self> {
        match code {
            "53100" => Some(Self::DiskFull),
            // io_error, read_only_sql_transaction, data_corrupted, index_corrupted
            "58030" | "25006" | "XX001" | "XX002" => Some(Self::DiskFails),
            // lock_not_available
            "55P03" => Some(Self::NoAnswer),
            // connection exceptions, too few resources, shutting down or starting
            _ if ["08", "53", "57"].contains(&code.get(..2)?) => Some(Self::NoAnswer),
            _ => None,
        }
    }

    /// None when the disk is not what failed.
    pub fn of_io(error: &io::Error) -> Option<Self> {
        const EIO: i32 = 5;
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(Self::DiskFull),
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Some(Self::DiskFails)
            }
            _ if error.raw_os_error() == Some(EIO) => Some(Self::DiskFails),
            _ => None,
        }
    }

    /// For the log: what is wrong, for whoever runs the server.
    pub fn words(self) -> &'static str {
        match self {
            Self::DiskFull => "the disk is full",
            Self::DiskFails => "the disk cannot be written or read",
            Self::NoAnswer => "the database does not answer",
        }
    }

    /// The failure as the driver would tell it, for an operation that was given up.
    pub fn given_up() -> DbErr {
        DbErr::Exec(RuntimeErr::SqlxError(Arc::new(sqlx::Error::PoolTimedOut)))
    }
}

impl From<Trouble> for ApiError {
    fn from(trouble: Trouble) -> Self {
        let (code, sentence) = match trouble {
            Trouble::DiskFull => (
                ErrorCode::ServerDiskFull,
                "The server’s disk is full, so nothing can be stored now. It goes on by itself \
                 when there is room again.",
            ),
            Trouble::DiskFails => (
                ErrorCode::ServerDisk,
                "The server’s disk cannot be written, so nothing can be stored now. It goes on by \
                 itself when the disk works again.",
            ),
            Trouble::NoAnswer => (
                ErrorCode::ServerUnavailable,
                "The server’s database does not answer, so nothing can be stored now. It goes on by \
                 itself when the database is back.",
            ),
        };
        ApiError::new(code, sentence).retry_after(2_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_say_what_stands_in_the_way() {
        for (code, expected) in [
            (13, Some(Trouble::DiskFull)),
            (10 | 3 << 8, Some(Trouble::DiskFails)),
            (10 | 4 << 8, Some(Trouble::DiskFails)),
            (8, Some(Trouble::DiskFails)),
            (5, Some(Trouble::NoAnswer)),
            (5 | 2 << 8, Some(Trouble::NoAnswer)),
            (2067, None),
            (1555, None),
            (1811, None),
            (1, None),
        ] {
            assert_eq!(Trouble::of_sqlite(code), expected, "{code}");
        }
        for (code, expected) in [
            ("53100", Some(Trouble::DiskFull)),
            ("58030", Some(Trouble::DiskFails)),
            ("57P01", Some(Trouble::NoAnswer)),
            ("08006", Some(Trouble::NoAnswer)),
            ("40P01", None),
            ("23505", None),
            ("42601", None),
        ] {
            assert_eq!(Trouble::of_postgres(code), expected, "{code}");
        }
    }

    #[test]
    fn what_was_given_up_is_worth_another_try() {
        assert_eq!(Trouble::of(&Trouble::given_up()), Some(Trouble::NoAnswer));
    }
}
