//! What a deleted session leaves behind: the files of its data sets, then their rows.
//!
//! The rows outlive the session until their files are gone, so that a server that stops in between
//! finds them again.

use super::{
    config::Config,
    db::{self, Database},
    error::ServerError,
};
use crate::shared::ids::DatasetId;
use std::{io, path::Path};

/// Clears it away; at boot, and after each deletion.
pub async fn clear(config: &Config, db: &Database) -> Result<(), ServerError> {
    for dataset in db::datasets::orphaned_files(db).await? {
        remove_files(config, dataset)?;
        db::datasets::remove(db, dataset).await?;
    }
    Ok(())
}

/// Removes the file of a data set as it came, as it was read, and what was computed of it.
pub fn remove_files(config: &Config, dataset: DatasetId) -> io::Result<()> {
    remove(&config.original(dataset))?;
    remove(&config.parquet(dataset))?;
    remove_folder(&config.views(dataset))?;
    remove_folder(&config.live(dataset))
}

/// A folder with all that is in it.
pub fn remove_folder(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
