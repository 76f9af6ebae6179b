//! The live data sets that this worker holds open. One worker writes them all.

use super::{Append, Keep, Store, first_rows};
use crate::server::worker::wire::{LiveState, Taken, Unwritten};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    dataset::Column,
};
use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// Each has the rows of its tail in memory; the one that was used longest ago is closed for another.
const MOST_OPEN: usize = 32;

#[derive(Clone, Default)]
pub struct Stores(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    stores: HashMap<PathBuf, (u64, Store)>,
    /// Those of which segments are being merged.
    merging: HashSet<PathBuf>,
    clock: u64,
}

impl Stores {
    pub fn create(
        &self,
        folder: &Path,
        columns: Vec<Column>,
        keep: Keep,
        from: Option<&Path>,
    ) -> Result<LiveState, AnalysisError> {
        let created = || {
            let mut store = Store::create(folder, columns, keep)?;
            if let Some(table) = from {
                store.begin_with(first_rows::of(table, store.schema())?, now_ms())?;
            }
            Ok(store)
        };
        let store = created().map_err(|error| {
            // The first error is the one to tell.
            let _ = fs::remove_dir_all(folder);
            unavailable(error)
        })?;
        let state = store.state();
        self.open().put(folder, store);
        Ok(state)
    }

    pub fn append(&self, folder: &Path, appends: &[Append], now_ms: i64) -> Taken {
        let mut open = self.open();
        let taken = open.with(folder, |store| {
            let answers = store.append(appends, now_ms)?;
            Ok((answers, store.state()))
        });
        match &taken {
            Ok(_) => self.merge_beside(&mut open, folder),
            // What is on disk decides what was taken.
            Err(_) => drop(open.stores.remove(folder)),
        }
        taken.map_err(unwritten)
    }

    pub fn version(&self, folder: &Path) -> Result<(PathBuf, LiveState), AnalysisError> {
        let version = |store: &mut Store| Ok((store.version()?, store.state()));
        self.open().with(folder, version).map_err(unavailable)
    }

    pub fn keep(&self, folder: &Path, keep: Keep) -> Result<LiveState, AnalysisError> {
        let kept = |store: &mut Store| {
            store.keep(keep, now_ms())?;
            Ok(store.state())
        };
        self.open().with(folder, kept).map_err(unavailable)
    }

    pub fn remove(&self, folder: &Path) -> Result<(), AnalysisError> {
        let mut open = self.open();
        open.stores.remove(folder);
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unavailable(error)),
            _ => Ok(()),
        }
    }

    fn merge_beside(&self, open: &mut Open, folder: &Path) {
        let Some(merge) = open.stores.get(folder).and_then(|(_, store)| store.merge()) else {
            return;
        };
        let folder = folder.to_owned();
        if !open.merging.insert(folder.clone()) {
            return;
        }
        let stores = self.clone();
        thread::spawn(move || {
            let written = merge.write();
            let mut open = stores.open();
            open.merging.remove(&folder);
            let merged = written.and_then(|bytes| match open.stores.get_mut(&folder) {
                Some((_, store)) => store.merged(&merge, bytes),
                // It was closed; what was written goes when it is opened.
                None => Ok(()),
            });
            if let Err(error) = merged {
                eprintln!("worker: segments of a live data set were not merged: {error}");
            }
        });
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn with<T>(
        &mut self,
        folder: &Path,
        work: impl FnOnce(&mut Store) -> io::Result<T>,
    ) -> io::Result<T> {
        if !self.stores.contains_key(folder) {
            let found = Store::open(folder)?.ok_or(io::ErrorKind::NotFound)?;
            self.put(folder, found);
        }
        self.clock += 1;
        let (used, store) = self.stores.get_mut(folder).ok_or(io::ErrorKind::NotFound)?;
        *used = self.clock;
        work(store)
    }

    fn put(&mut self, folder: &Path, store: Store) {
        self.clock += 1;
        self.stores.insert(folder.to_owned(), (self.clock, store));
        if self.stores.len() > MOST_OPEN {
            let oldest = self.stores.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(folder) = oldest.map(|(folder, _)| folder.clone()) {
                self.stores.remove(&folder);
            }
        }
    }
}

fn now_ms() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed();
    since.map_or(0, |since| since.as_millis() as i64)
}

fn unwritten(error: io::Error) -> Unwritten {
    match error.kind() {
        io::ErrorKind::NotFound => Unwritten::Gone,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Unwritten::DiskFull,
        _ => Unwritten::Failed(error.to_string()),
    }
}

fn unavailable(error: io::Error) -> AnalysisError {
    eprintln!("worker: live data set: {error}");
    AnalysisError::new(
        AnalysisErrorKind::Unavailable,
        "This live data set cannot be read or written now. Try again.",
    )
}
