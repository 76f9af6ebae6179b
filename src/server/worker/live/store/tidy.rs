//! What a live data set does between appends: seals a tail that is long, and lets go of what is not to be kept.

use super::{Store, remove};
use crate::server::worker::live::{
    keys::MOST_KEYS,
    manifest::{Keep, Manifest},
    segment,
};
use datafusion::arrow::array::RecordBatch;
use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

/// A tail of so many rows, or bytes in memory, is sealed; where rows are kept for some days, one of this age too.
const SEAL_ROWS: u64 = 1 << 16;
const SEAL_BYTES: usize = 16 << 20;
const SEAL_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// What is kept is in so many parts at least, so that little goes at once.
pub const PARTS: u64 = 8;

impl Store {
    /// Keeps so much from now on. What is gone stays gone.
    pub fn keep(&mut self, keep: Keep, now_ms: i64) -> io::Result<()> {
        let next = Manifest {
            keep,
            gone: self.first(),
            ..self.manifest.clone()
        };
        next.write(&self.folder)?;
        self.manifest = next;
        self.tidy(now_ms);
        Ok(())
    }

    /// Seals a tail that is long, and lets go of what is not to be kept. What fails here is tried again with the next
    /// append: all rows are where they were.
    pub fn tidy(&mut self, now_ms: i64) {
        let bytes: usize = self
            .batches
            .iter()
            .map(RecordBatch::get_array_memory_size)
            .sum();
        let rows = self.head() - self.manifest.tail;
        let most = match self.manifest.keep {
            Keep::Bytes(kept) => (kept / PARTS) as usize,
            _ => SEAL_BYTES,
        };
        let is_old = matches!(self.manifest.keep, Keep::Days(_)) && now_ms - self.since > SEAL_MS;
        let is_long = rows >= SEAL_ROWS || bytes >= most.min(SEAL_BYTES) || is_old;
        let done = match is_long {
            true => self.seal(now_ms),
            false => Ok(()),
        };
        if let Err(error) = done.and_then(|()| self.forget(now_ms)) {
            eprintln!("worker: live data set: {error}");
        }
    }

    fn forget(&mut self, now_ms: i64) -> io::Result<()> {
        let (first, mut next) = (self.first(), self.manifest.clone());
        let mut bytes: u64 = next.segments.iter().map(|segment| segment.bytes).sum();
        next.segments.retain(|segment| {
            let goes = match next.keep {
                Keep::All => false,
                Keep::Rows(_) => segment.end() <= first,
                Keep::Bytes(most) => bytes > most,
                Keep::Days(days) => segment.until < now_ms - i64::from(days) * DAY_MS,
            };
            bytes -= if goes { segment.bytes } else { 0 };
            !goes
        });
        let mut count: u64 = next.keys.iter().map(|entry| entry.count).sum();
        next.keys.retain(|entry| {
            let goes = count - entry.count >= MOST_KEYS as u64;
            count -= if goes { entry.count } else { 0 };
            !goes
        });
        if next == self.manifest {
            return Ok(());
        }
        next.write(&self.folder)?;
        self.manifest = next;
        sweep(&self.folder, &self.manifest)
    }
}

/// Also what was being written when the worker was killed.
pub fn sweep_all(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path
            .extension()
            .is_some_and(|ending| ending == segment::MERGING)
        {
            remove(&path)?;
        }
    }
    sweep(folder, manifest)
}

/// Removes what the manifest does not name: what a seal left that was cut short, and what is not kept.
pub fn sweep(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let segments = manifest
        .segments
        .iter()
        .map(|entry| segment::path(folder, entry.first, entry.rows));
    let keys = manifest
        .keys
        .iter()
        .map(|entry| super::keys_path(folder, entry.first));
    let named: HashSet<PathBuf> = segments
        .chain(keys)
        .chain([super::tail_path(folder, manifest.tail)])
        .collect();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("parquet" | "keys" | "tail")) && !named.contains(&path) {
            remove(&path)?;
        }
    }
    Ok(())
}
