//! Small segments become one: a data set of many is slow to read. The rows are read and written beside the appends.

use super::{Store, tidy};
use crate::server::worker::live::{
    manifest::{Keep, SegmentEntry},
    segment,
};
use datafusion::arrow::datatypes::SchemaRef;
use std::{fs, io, path::PathBuf};

/// So many segments become one.
const FAN: usize = 8;
/// What no merged one exceeds.
const MOST_ROWS: u64 = 4 << 20;
const MOST_BYTES: u64 = 256 << 20;
/// Where only the last rows are kept, one that is cut is written anew for each version.
const LEAST_CUT: u64 = 1 << 16;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Segments that follow each other, to be written as one.
pub struct Merge {
    folder: PathBuf,
    schema: SchemaRef,
    parts: Vec<SegmentEntry>,
}

impl Store {
    /// What is to be merged next.
    pub fn merge(&self) -> Option<Merge> {
        let mut windows = self.manifest.segments.windows(FAN);
        let parts = windows.find(|parts| self.is_worth_merging(parts))?;
        Some(Merge {
            folder: self.folder.clone(),
            schema: self.schema.clone(),
            parts: parts.to_vec(),
        })
    }

    fn is_worth_merging(&self, parts: &[SegmentEntry]) -> bool {
        let rows: u64 = parts.iter().map(|part| part.rows).sum();
        let bytes: u64 = parts.iter().map(|part| part.bytes).sum();
        let largest = parts.iter().map(|part| part.rows).max().unwrap_or(0);
        let span = match parts {
            [first, .., last] => last.until - first.until,
            _ => 0,
        };
        let is_small_part = match self.manifest.keep {
            Keep::All => true,
            Keep::Rows(kept) => rows <= (kept / tidy::PARTS).max(LEAST_CUT),
            Keep::Bytes(kept) => bytes <= kept / tidy::PARTS,
            Keep::Days(days) => span <= i64::from(days) * DAY_MS / tidy::PARTS as i64,
        };
        is_small_part && rows <= MOST_ROWS && bytes <= MOST_BYTES && largest <= rows / 4
    }

    /// Puts what was merged in the place of its parts, unless one of them has gone meanwhile.
    pub fn merged(&mut self, merge: &Merge, bytes: u64) -> io::Result<()> {
        let parts = &merge.parts;
        let mut next = self.manifest.clone();
        let mut windows = next.segments.windows(parts.len());
        let Some(at) = windows.position(|window| window == parts) else {
            return super::remove(&merge.unfinished());
        };
        let whole = merge.whole(bytes);
        let path = segment::path(&self.folder, whole.first, whole.rows);
        fs::rename(merge.unfinished(), path)?;
        next.segments.splice(at..at + parts.len(), [whole]);
        next.write(&self.folder)?;
        self.manifest = next;
        tidy::sweep(&self.folder, &self.manifest)
    }
}

impl Merge {
    /// Writes the rows of all parts beside them; answers the size.
    pub fn write(&self) -> io::Result<u64> {
        let rows = self.parts.iter().flat_map(|part| {
            let path = segment::path(&self.folder, part.first, part.rows);
            let (rows, error) = match segment::read_from(&path, 0) {
                Ok(rows) => (Some(rows), None),
                Err(error) => (None, Some(Err(error))),
            };
            rows.into_iter().flatten().chain(error)
        });
        let (_, bytes) = segment::write(&self.unfinished(), self.schema.clone(), rows)?;
        Ok(bytes)
    }

    fn whole(&self, bytes: u64) -> SegmentEntry {
        SegmentEntry {
            first: self.parts.first().map_or(0, |part| part.first),
            rows: self.parts.iter().map(|part| part.rows).sum(),
            bytes,
            until: self.parts.last().map_or(0, |part| part.until),
        }
    }

    fn unfinished(&self) -> PathBuf {
        segment::merging(&self.folder, self.whole(0).first)
    }
}
