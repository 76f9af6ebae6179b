//! The files of data sets: each there, as long and with the bytes that its row says, and readable; and
//! no file that belongs to nothing.

use super::Report;
use crate::server::{
    config::Config,
    db::{self, Database, datasets::DatasetRow},
    engine::{Engine, Look, RowsJob},
    error::ServerError,
    folder::{Note, is_held},
    worker::{live::files as live_files, wire},
};
use crate::shared::ids::DatasetId;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

pub async fn check(
    config: &Config,
    db: &Database,
    engine: Arc<dyn Engine>,
    report: &mut Report,
) -> Result<(), ServerError> {
    let there = files(config)?;
    for (id, session) in db::check::datasets(db).await? {
        if db::check::head(db, session).await?.is_none() {
            // A deleted session's: cleared away by the server, or at the next start.
            continue;
        }
        let found = dataset(config, db, id, engine.clone()).await?;
        // Deleted meanwhile, it has no row any more.
        let found = match found.is_empty() || !db::check::has_dataset(db, id).await? {
            true => Vec::new(),
            false => dataset(config, db, id, engine.clone()).await?,
        };
        report.datasets += 1;
        report.findings.extend(found);
    }
    report.files = there.len();
    let known: BTreeSet<DatasetId> = db::check::datasets(db)
        .await?
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    for file in there {
        if is_orphan(config, &known, &file)? {
            report.findings.push(format!(
                "The file {} belongs to no data set and to no upload.",
                file.display()
            ));
        }
    }
    Ok(())
}

async fn dataset(
    config: &Config,
    db: &Database,
    id: DatasetId,
    engine: Arc<dyn Engine>,
) -> Result<Vec<String>, ServerError> {
    let row = match db::datasets::get(db, id).await {
        Ok(Some(row)) if row.is_cleared() => return Ok(Vec::new()),
        Ok(Some(row)) => row,
        Ok(None) => return Ok(Vec::new()),
        Err(ServerError::Json(why)) => {
            return Ok(vec![format!(
                "The row of the data set {id} does not parse: {why}."
            )]);
        }
        Err(error) => return Err(error),
    };
    let name = format!("The data set {id} “{}”", row.name);
    let mut found = Vec::new();
    if !db::datasets::is_known_to_session(db, id).await? && !is_held(&config.part(id)) {
        found.push("the log of its session does not tell of it".to_owned());
    }
    match row.live {
        true => found.extend(live(&config.live(id))),
        false => {
            found.extend(original(&config.original(id), &row).await?);
            found.extend(table(&config.parquet(id), &row, engine).await);
        }
    }
    Ok(found
        .into_iter()
        .map(|said| format!("{name}: {said}."))
        .collect())
}

async fn original(path: &Path, row: &DatasetRow) -> Result<Option<String>, ServerError> {
    let shown = path.display().to_string();
    let path = path.to_owned();
    let hashed = tokio::task::spawn_blocking(move || hash(&path)).await;
    let hashed = hashed.map_err(|error| ServerError::Internal(error.to_string()))?;
    Ok(match hashed {
        Err(error) if error.kind() == ErrorKind::NotFound => Some(format!("{shown} is missing")),
        Err(error) => Some(format!("{shown} cannot be read: {error}")),
        Ok((bytes, _)) if bytes != row.bytes => Some(format!(
            "{shown} has {bytes} bytes, its row says {}",
            row.bytes
        )),
        Ok((_, hash)) if hash != row.content_hash => {
            Some(format!("{shown} has other bytes than when it was uploaded"))
        }
        Ok(_) => None,
    })
}

/// Files that are named are there. What the tail holds is found out by the worker that opens it.
fn live(folder: &Path) -> Option<String> {
    let files = match live_files(folder) {
        Ok(files) => files,
        Err(error) => return Some(format!("{} cannot be read: {error}", folder.display())),
    };
    let named = files.sealed.iter().chain([&files.tail]);
    let mut missing = named
        .map(|name| folder.join(name))
        .filter(|path| !path.exists());
    // A server that runs may have replaced them meanwhile.
    let gone = missing.next()?;
    let still = live_files(folder).is_ok_and(|now| now.manifest_bytes == files.manifest_bytes);
    still.then(|| format!("{} is missing", gone.display()))
}

fn hash(path: &Path) -> io::Result<(i64, String)> {
    let mut file = File::open(path)?;
    let (mut digest, mut piece, mut bytes) = (Sha256::new(), vec![0; 1 << 20], 0);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        digest.update(&piece[..read]);
        bytes += read as i64;
    }
    let hash = digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok((bytes, hash))
}

/// Opened by a worker, as a preview would; the last row stands behind all others.
async fn table(path: &Path, row: &DatasetRow, engine: Arc<dyn Engine>) -> Option<String> {
    let shown = path.display();
    if let Err(error) = File::open(path) {
        return Some(match error.kind() {
            ErrorKind::NotFound => format!("{shown} is missing"),
            _ => format!("{shown} cannot be read: {error}"),
        });
    }
    let job = RowsJob {
        look: Look::at(path),
        offset: (row.rows - 1).max(0),
        limit: 1,
    };
    match engine.rows(job).await {
        Err(error) => Some(format!(
            "{shown} cannot be opened: {}",
            error.message.trim_end_matches('.')
        )),
        Ok(page) if page.total != row.rows => Some(format!(
            "{shown} has {} rows, its row says {}",
            page.total, row.rows
        )),
        Ok(page) => {
            let columns = page.rows.first().map_or(row.columns.len(), Vec::len);
            (columns != row.columns.len()).then(|| {
                format!(
                    "{shown} has {columns} columns, its row says {}",
                    row.columns.len()
                )
            })
        }
    }
}

fn files(config: &Config) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in [
        config.uploads_dir(),
        config.datasets_dir(),
        config.views_dir(),
        config.live_dir(),
    ] {
        let inside = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            inside => inside?,
        };
        for file in inside {
            found.push(file?.path());
        }
    }
    found.sort();
    Ok(found)
}

fn is_orphan(config: &Config, known: &BTreeSet<DatasetId>, file: &Path) -> io::Result<bool> {
    // A server's own, while it starts.
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with(".trial-") {
        return Ok(false);
    }
    let id = file
        .file_stem()
        .and_then(|stem| stem.to_str()?.parse().ok());
    let id = id.map(DatasetId);
    let folders = [config.views_dir(), config.live_dir()];
    if folders.iter().any(|folder| file.parent() == Some(folder)) {
        let is_known = id.is_some_and(|id| known.contains(&id));
        return Ok(!is_known && file.try_exists()?);
    }
    let of_upload = id.is_some_and(|id| is_held(&config.part(id)));
    let waits = id.is_some_and(|id| Note::of_part(config, id).is_some());
    let of_waiting = waits
        && ["part", Config::NOTE_ENDING]
            .iter()
            .any(|ending| has(file, ending));
    let mut unfinished = ["part", "unfinished", Config::NOTE_ENDING, Note::UNFINISHED]
        .into_iter()
        .chain(wire::TRIAL);
    let unfinished = unfinished.any(|ending| has(file, ending));
    let of_dataset = !unfinished && id.is_some_and(|id| known.contains(&id));
    Ok(!of_upload && !of_waiting && !of_dataset && file.try_exists()?)
}

fn has(file: &Path, ending: &str) -> bool {
    file.extension().is_some_and(|found| found == ending)
}
