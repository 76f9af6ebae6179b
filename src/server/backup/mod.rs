//! A copy of what a server keeps, made while it runs: the database at one moment, and the files of
//! the data sets that it knows then. A server whose data folder is the copy goes on from there.
//!
//! Files never change once they are stored, so a hard link is a copy that costs nothing. The copy grows
//! under another name and gets its own at the end: what has it is whole.

mod live_copy;

use super::{
    config::Config,
    db::{self, Database, datasets},
    error::ServerError,
};
use crate::shared::ids::DatasetId;
use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};
use tokio::fs;

/// How often it begins anew because data sets were deleted meanwhile.
const TRIES: usize = 5;

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0} is there already and not an empty folder. Name one that does not exist yet")]
    Taken(PathBuf),
    #[error("There is no database in {0}. TANDEM_DATA names the folder that the server uses")]
    NoDatabase(PathBuf),
    #[error("There is no room for the backup in {0}. Nothing of it was kept")]
    Full(PathBuf),
    #[error("The backup was not made: {0}")]
    Failed(#[from] ServerError),
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What was written.
#[derive(Debug, Default)]
pub struct Backup {
    /// False with PostgreSQL, which has its own way: `pg_dump`.
    pub has_database: bool,
    pub files: usize,
    pub bytes: u64,
    /// Files that the data folder itself lacks.
    pub missing: Vec<PathBuf>,
}

/// Copies to `target`, which must not exist or be empty.
pub async fn make(config: &Config, target: &Path) -> Result<Backup, BackupError> {
    let target = std::path::absolute(target)?;
    if !is_free(&target).await? {
        return Err(BackupError::Taken(target));
    }
    let database = open(config).await?;
    let growing = PartialCopy::beside(&target);
    let made = fill(config, &database, &growing.0).await;
    let backup = made.map_err(|error| match is_full(&error) {
        true => BackupError::Full(target.clone()),
        false => error.into(),
    })?;
    // Refuses when somebody else has put something there by now.
    fs::rename(&growing.0, &target).await?;
    sync(target.parent().unwrap_or(&target)).await?;
    Ok(backup)
}

async fn is_free(target: &Path) -> io::Result<bool> {
    match fs::read_dir(target).await {
        Ok(mut inside) => Ok(inside.next_entry().await?.is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

async fn open(config: &Config) -> Result<Database, BackupError> {
    if let Some(url) = &config.database_url {
        return Ok(Database::open_as_it_is(url).await?);
    }
    let file = config.data.join(Config::DATABASE_FILE);
    if !fs::try_exists(&file).await? {
        return Err(BackupError::NoDatabase(config.data.clone()));
    }
    Ok(Database::open_as_it_is(&db::url_in(&config.data)).await?)
}

/// The copy while it grows. Goes with this, unless it has got its name.
struct PartialCopy(PathBuf);

impl PartialCopy {
    /// In the same folder, so that a rename is all that is left to do.
    fn beside(target: &Path) -> Self {
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or("backup".as_ref()));
        name.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
        Self(target.with_file_name(name))
    }
}

impl Drop for PartialCopy {
    fn drop(&mut self) {
        match std::fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::error!(%error, path = %self.0.display(), "left behind by a backup");
            }
            _ => {}
        }
    }
}

/// A data set that goes between the copy of the database and that of its files is deleted: begin
/// anew, so that the copy knows of it too. One that is missing once more was missing before.
async fn fill(config: &Config, database: &Database, folder: &Path) -> Result<Backup, ServerError> {
    let mut backup = Backup::default();
    for _ in 0..TRIES {
        let before = std::mem::take(&mut backup.missing);
        backup = once(config, database, folder).await?;
        if backup.missing == before {
            break;
        }
    }
    Ok(backup)
}

async fn once(config: &Config, database: &Database, folder: &Path) -> Result<Backup, ServerError> {
    match fs::remove_dir_all(folder).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let copy = Config::on_this_machine(folder.to_owned());
    fs::create_dir_all(copy.uploads_dir()).await?;
    fs::create_dir_all(copy.datasets_dir()).await?;
    let mut backup = Backup::default();
    for dataset in known(database, folder, &mut backup).await? {
        if fs::try_exists(config.live(dataset)).await? {
            let to = copy.live(dataset);
            let bytes = live_copy::copy(config.live(dataset), to).await?;
            bytes.into_iter().for_each(|bytes| backup.add(bytes));
            continue;
        }
        let original = (config.original(dataset), copy.original(dataset));
        let parquet = (config.parquet(dataset), copy.parquet(dataset));
        for (from, to) in [original, parquet] {
            match keep(&from, &to).await {
                Ok(bytes) => backup.add(bytes),
                Err(error) if error.kind() == io::ErrorKind::NotFound => backup.missing.push(from),
                Err(error) => return Err(error.into()),
            }
        }
    }
    for folder in [&copy.uploads_dir(), &copy.datasets_dir(), folder] {
        sync(folder).await?;
    }
    Ok(backup)
}

/// Copies the database, if it is one of files, and answers which data sets the copy knows.
async fn known(
    database: &Database,
    folder: &Path,
    backup: &mut Backup,
) -> Result<Vec<DatasetId>, ServerError> {
    if !database.is_sqlite() {
        return datasets::in_use(database).await;
    }
    let file = folder.join(Config::DATABASE_FILE);
    database.copy_to(&file).await?;
    // SQLite leaves that to whoever asked for the copy.
    sync(&file).await?;
    backup.has_database = true;
    backup.add(fs::metadata(&file).await?.len());
    let copy = Database::open_to_read(&file).await?;
    let datasets = datasets::in_use(&copy).await?;
    copy.close().await?;
    Ok(datasets)
}

impl Backup {
    fn add(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }
}

/// Hard-links the file, or else copies it. Returns its size in bytes.
async fn keep(from: &Path, to: &Path) -> io::Result<u64> {
    match fs::hard_link(from, to).await {
        Ok(()) => return Ok(fs::metadata(to).await?.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
        // Another disk, or a system that does not link.
        Err(_) => {}
    }
    let bytes = fs::copy(from, to).await?;
    sync(to).await?;
    Ok(bytes)
}

async fn sync(path: &Path) -> io::Result<()> {
    fs::File::open(path).await?.sync_all().await
}

fn is_full(error: &ServerError) -> bool {
    match error {
        ServerError::Io(error) => matches!(
            error.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
        ),
        // SQLite's words for it, code 13.
        ServerError::Database(error) => error.to_string().contains("database or disk is full"),
        _ => false,
    }
}
