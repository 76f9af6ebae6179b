//! What servers that were killed left unfinished: parts of uploads, half-written tables, files that
//! no session has heard of, and views of data sets that are gone.
//!
//! An upload's part is locked while it grows, and stays until its session has it. One that nobody holds
//! is left over, whoever began it; servers that share a folder leave each other's alone. One with a note
//! beside it waits for its rest and is left alone until it expires.

use super::{Note, remove::remove};
use crate::server::{
    config::Config,
    db::{self, Database},
    error::ServerError,
    orphaned_files::remove_folder,
    worker::wire,
};
use crate::shared::ids::DatasetId;
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

/// Where files cannot be locked, a part is left over when nothing was written to it for so long.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// Holds a part that was just made. False when a server that starts took it for left over.
pub fn lock_part(part: &File) -> bool {
    match part.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        // Not every file system can; see `ABANDONED`.
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "the part of an upload is not locked");
            true
        }
    }
}

/// Removes what an earlier process left unfinished.
pub async fn sweep(config: &Config, db: &Database) -> Result<(), ServerError> {
    // Listed before the parts: what is being written has its part by then.
    let mut tables = files(&config.datasets_dir(), "unfinished")?;
    for ending in wire::TRIAL {
        tables.extend(files(&config.datasets_dir(), ending)?);
    }
    let mut notes = files(&config.uploads_dir(), Config::NOTE_ENDING)?;
    notes.extend(files(&config.uploads_dir(), Note::UNFINISHED)?);
    for part in files(&config.uploads_dir(), "part")? {
        if is_left_over(&part)? {
            sweep_part(config, db, &part).await?;
        }
    }
    for note in notes {
        let is_whole = note
            .extension()
            .is_some_and(|ending| ending == Config::NOTE_ENDING);
        let part = dataset(&note).map(|id| config.part(id));
        if !part.is_some_and(|part| is_held(&part) || is_whole && part.exists()) {
            remove(&note)?;
        }
    }
    for table in tables {
        if dataset(&table).is_none_or(|id| !config.part(id).exists()) {
            remove(&table)?;
        }
    }
    sweep_live(config, db).await?;
    sweep_views(config, db).await
}

/// Versions are of a server that has ended, and so is a data set that no session has heard of.
async fn sweep_live(config: &Config, db: &Database) -> Result<(), ServerError> {
    for folder in folders(&config.live_dir())? {
        let id = folder
            .file_name()
            .and_then(|name| name.to_str()?.parse().ok());
        let Some(id) = id.map(DatasetId) else {
            continue;
        };
        match db::datasets::is_known_to_session(db, id).await? {
            true => remove_folder(&folder.join(wire::VERSIONS))?,
            false => {
                db::datasets::remove(db, id).await?;
                remove_folder(&folder)?;
            }
        }
    }
    Ok(())
}

/// What is being written is locked, and left alone.
async fn sweep_views(config: &Config, db: &Database) -> Result<(), ServerError> {
    for folder in folders(&config.views_dir())? {
        let id = folder
            .file_name()
            .and_then(|name| name.to_str()?.parse().ok());
        let is_kept = match id {
            Some(id) => db::datasets::is_kept(db, DatasetId(id)).await?,
            None => false,
        };
        if !is_kept {
            remove_folder(&folder)?;
            continue;
        }
        for ending in [wire::EXPORT, wire::UNFINISHED_VIEW] {
            for file in files(&folder, ending)? {
                if is_left_over(&file)? {
                    remove(&file)?;
                }
            }
        }
    }
    Ok(())
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let inside = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        inside => inside?,
    };
    let paths = inside.map(|file| Ok(file?.path()));
    let paths = paths.collect::<io::Result<Vec<_>>>()?;
    Ok(paths.into_iter().filter(|path| path.is_dir()).collect())
}

async fn sweep_part(config: &Config, db: &Database, part: &Path) -> Result<(), ServerError> {
    if let Some(id) = dataset(part) {
        if !db::datasets::is_known_to_session(db, id).await? {
            db::datasets::remove(db, id).await?;
            remove(&config.original(id))?;
            remove(&config.parquet(id))?;
            if Note::of_part(config, id).is_some_and(|(note, _)| !note.is_expired()) {
                return Ok(());
            }
        }
        remove(&config.note(id))?;
    }
    tracing::info!(part = %part.display(), "removed what an upload left");
    // Last: it is what the next start would find the rest by.
    Ok(remove(part)?)
}

/// Whether an upload is still going on at this part, in whichever server.
pub fn is_held(part: &Path) -> bool {
    part.exists() && !is_left_over(part).unwrap_or(false)
}

fn is_left_over(part: &Path) -> io::Result<bool> {
    let opened = File::options().read(true).write(true).open(part);
    let file = match opened {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        opened => opened?,
    };
    Ok(match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(_)) => {
            let written = file.metadata()?.modified()?;
            written.elapsed().is_ok_and(|age| age > ABANDONED)
        }
    })
}

fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == ending)
        {
            found.push(path);
        }
    }
    Ok(found)
}

/// Whose file it is, by its name.
fn dataset(file: &Path) -> Option<DatasetId> {
    let name = file.file_name()?.to_str()?;
    let (id, _) = name.split_once('.')?;
    Some(DatasetId(id.parse().ok()?))
}
