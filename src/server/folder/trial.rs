//! Whether the data folder can be worked in: each folder is made, written to and read, the database's
//! file opened to be written.

use super::owner::{me, whose};
use crate::server::{config::Config, db, private, start_error::StartError};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
};

/// What the first bytes of a SQLite file are.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Makes the folders, and says which of them, or which file, cannot be used by whom and why.
pub fn prepare(config: &Config) -> Result<(), StartError> {
    for folder in [
        config.data.clone(),
        config.uploads_dir(),
        config.datasets_dir(),
        config.views_dir(),
    ] {
        folder_can_be_used(&folder, "TANDEM_DATA")?;
    }
    match &config.database_url {
        None => file_can_be_used(&config.data.join(Config::DATABASE_FILE)),
        Some(url) => {
            let Some(file) = db::file_of(url) else {
                return Ok(());
            };
            let folder = file.parent().filter(|folder| *folder != Path::new(""));
            folder_can_be_used(folder.unwrap_or(Path::new(".")), "DATABASE_URL")?;
            file_can_be_used(&file)
        }
    }
}

fn folder_can_be_used(folder: &Path, setting: &str) -> Result<(), StartError> {
    let tried = private::folder(folder)
        .map_err(|error| ("make", error))
        .and_then(|()| read(folder).map_err(|error| ("read", error)))
        .and_then(|()| write(folder).map_err(|error| ("write in", error)));
    tried.map_err(|(right, error)| no_use_of(folder, setting, right, &error))
}

fn read(folder: &Path) -> io::Result<()> {
    fs::read_dir(folder).map(drop)
}

fn write(folder: &Path) -> io::Result<()> {
    let trial = folder.join(format!(".trial-{}", uuid::Uuid::new_v4().simple()));
    match File::create_new(&trial) {
        Ok(_) => fs::remove_file(&trial),
        // A full disk is no reason not to start: what is there can be read.
        Err(error) if is_full(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}

fn no_use_of(folder: &Path, setting: &str, right: &str, error: &io::Error) -> StartError {
    let shown = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let there = nearest(&shown);
    if !there.is_dir() {
        return StartError(format!(
            "{setting} needs the folder {}, but {} is a file. Name a folder.",
            shown.display(),
            there.display()
        ));
    }
    let at = match there == shown {
        true => "which".to_owned(),
        false => format!("where {}", there.display()),
    };
    StartError(format!(
        "{setting} needs the folder {}: the user {} has to {right} it, {at} {}, and cannot: {}. {}",
        shown.display(),
        me(),
        whose(&there),
        cause(error),
        advice(error, "Give the folder to that user, or name another.")
    ))
}

/// The path itself, or the nearest above it that is there.
fn nearest(path: &Path) -> PathBuf {
    let there = path.ancestors().find(|above| above.exists());
    there.unwrap_or(Path::new("/")).to_owned()
}

/// The database's file, and the two that SQLite keeps beside it.
fn file_can_be_used(file: &Path) -> Result<(), StartError> {
    for ending in ["", "-wal", "-shm"] {
        let mut file = file.to_owned();
        file.as_mut_os_string().push(ending);
        match OpenOptions::new().read(true).write(true).open(&file) {
            Ok(opened) if ending.is_empty() => is_sqlite(&file, opened)?,
            Ok(_) => {}
            // Made at its time.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(no_use_of_file(&file, &error)),
        }
    }
    Ok(())
}

fn no_use_of_file(file: &Path, error: &io::Error) -> StartError {
    let shown = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    if file.is_dir() {
        return StartError(format!(
            "The database {} is a folder; it should be a file.",
            shown.display()
        ));
    }
    StartError(format!(
        "The database {} has to be read and written by the user {}, but it {}: {}. {}",
        shown.display(),
        me(),
        whose(&shown),
        cause(error),
        advice(error, "Give the file to that user, with the rights 600.")
    ))
}

fn is_sqlite(path: &Path, mut file: File) -> Result<(), StartError> {
    let mut head = [0; SQLITE.len()];
    match file.read(&mut head) {
        // A file without a byte is a database without a table.
        Ok(0) => Ok(()),
        Ok(_) if head == SQLITE => Ok(()),
        Ok(_) => Err(StartError(format!(
            "{} is not a SQLite database: it begins with other bytes. \
             Name another file, or put the backup in its place.",
            path.display()
        ))),
        Err(error) => Err(no_use_of_file(path, &error)),
    }
}

/// The system's words, without its number.
fn cause(error: &io::Error) -> String {
    let said = error.to_string();
    let words = said.split(" (os error").next().unwrap_or(&said);
    words.to_lowercase()
}

fn advice(error: &io::Error, rights: &str) -> String {
    match error.kind() {
        ErrorKind::ReadOnlyFilesystem => "The disk it is on is mounted read-only.".to_owned(),
        // EPERM and not EACCES: no right would help.
        ErrorKind::PermissionDenied if error.raw_os_error() == Some(1) => {
            "It may be marked immutable (lsattr shows it).".to_owned()
        }
        ErrorKind::PermissionDenied => rights.to_owned(),
        _ => "Look at the disk, or name another place.".to_owned(),
    }
}
