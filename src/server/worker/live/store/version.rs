//! What readers get of a live data set: its rows at one moment, which stay as they are.

use super::Store;
use crate::server::worker::live::segment;
use datafusion::arrow::array::RecordBatch;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Where they are, within the folder of the data set. None of them outlives the server that asked for it.
pub const VERSIONS: &str = "versions";

impl Store {
    /// A folder of Parquet files with the rows that are kept now, which stays as it is. It is there already when
    /// nothing came since.
    pub fn version(&self) -> io::Result<PathBuf> {
        let versions = self.folder.join(VERSIONS);
        let (first, head) = (self.first(), self.head());
        let path = versions.join(format!("{first}-{head}"));
        if path.is_dir() {
            return Ok(path);
        }
        let next = versions.join(format!("{first}-{head}.next"));
        if next.is_dir() {
            fs::remove_dir_all(&next)?;
        }
        fs::create_dir_all(&next)?;
        for entry in &self.manifest.segments {
            let from = segment::path(&self.folder, entry.first, entry.rows);
            let begin = entry.first.max(first);
            if begin >= entry.end() {
                continue;
            }
            let to = segment::path(&next, begin, entry.end() - begin);
            if begin == entry.first {
                link(&from, &to)?;
            } else {
                let rows = segment::read_from(&from, begin - entry.first)?;
                segment::write(&to, self.schema.clone(), rows)?;
            }
        }
        let begin = self.manifest.tail.max(first);
        // A table without rows has its columns.
        if begin < head || first == head {
            let rows = self.tail_from(begin).into_iter().map(Ok);
            let to = segment::path(&next, begin, head - begin);
            segment::write(&to, self.schema.clone(), rows)?;
        }
        fs::rename(&next, &path)?;
        Ok(path)
    }

    fn tail_from(&self, first: u64) -> Vec<RecordBatch> {
        let (mut rows, mut at) = (Vec::new(), self.manifest.tail);
        for batch in &self.batches {
            let count = batch.num_rows() as u64;
            let skip = first.saturating_sub(at).min(count);
            if skip < count {
                rows.push(batch.slice(skip as usize, (count - skip) as usize));
            }
            at += count;
        }
        rows
    }
}

/// The same file under another name; not every file system has that.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => fs::copy(from, to).map(drop),
        linked => linked,
    }
}
