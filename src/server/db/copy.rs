//! A copy of the database for a backup, made beside a server that goes on writing.

use super::{Database, epoch, now_ms, options};
use crate::server::error::ServerError;
use sea_orm::{ConnectOptions, ConnectionTrait, Database as SeaOrm, DbBackend, Statement};
use std::path::Path;

impl Database {
    /// Opens what is there and changes nothing, the tables neither: the server that uses it may be
    /// of an older version.
    pub async fn open_as_it_is(url: &str) -> Result<Self, ServerError> {
        match url.starts_with("postgres") {
            true => Self::untouched(options(url, 1)).await,
            // Not read-only: readers of a write-ahead log keep a note of their own beside it.
            false => Self::untouched(options(&format!("{url}?mode=rw"), 1)).await,
        }
    }

    /// Opens a SQLite file to be read and nothing else.
    pub async fn open_to_read(file: &Path) -> Result<Self, ServerError> {
        // The address is only there to say that it is SQLite.
        let mut options = options("sqlite://copy", 1);
        let file = file.to_owned();
        options.map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&file).read_only(true));
        Self::untouched(options).await
    }

    /// Opens a copy that nobody uses yet.
    async fn open_to_change(file: &Path) -> Result<Self, ServerError> {
        let mut options = options("sqlite://copy", 1);
        let file = file.to_owned();
        options.map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&file));
        Self::untouched(options).await
    }

    async fn untouched(options: ConnectOptions) -> Result<Self, ServerError> {
        let one = SeaOrm::connect(options).await?;
        Ok(Self::over(one.clone(), one))
    }

    pub fn is_sqlite(&self) -> bool {
        self.read.get_database_backend() == DbBackend::Sqlite
    }

    /// Writes everything that is committed at one moment to a new SQLite file, while others write on.
    /// The copy is a history of its own.
    pub async fn copy_to(&self, file: &Path) -> Result<(), ServerError> {
        let name = file.to_str().ok_or_else(|| {
            ServerError::Internal(format!("“{}” cannot be written in UTF-8", file.display()))
        })?;
        let copy =
            Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
        let copied_at = now_ms();
        self.read.execute_raw(copy).await?;
        let copy = Self::open_to_change(file).await?;
        let begun = copy.begin_epoch(copied_at).await;
        copy.close().await?;
        begun
    }

    async fn begin_epoch(&self, copied_at: i64) -> Result<(), ServerError> {
        let has_epochs = "SELECT 1 FROM sqlite_master WHERE name = 'epochs'";
        let has_epochs = Statement::from_string(DbBackend::Sqlite, has_epochs);
        match self.read.query_one_raw(has_epochs).await? {
            Some(_) => epoch::begin(self, Some(copied_at)).await,
            // Of a server that is older than this program.
            None => Ok(()),
        }
    }

    /// Lets go of the file.
    pub async fn close(self) -> Result<(), ServerError> {
        Ok(self.read.close().await?)
    }
}
