//! A table on disk is a Parquet file, or a folder of them, one after the other in the order of their names.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// What makes a file the same one under another name. It never changes once it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    device: u64,
    inode: u64,
    bytes: u64,
    /// When it was written: numbers of files that are gone are given out again.
    written: (i64, i64),
}

pub fn files(table: &Path) -> io::Result<Vec<PathBuf>> {
    if !table.is_dir() {
        return Ok(vec![table.to_owned()]);
    }
    let files = fs::read_dir(table)?.map(|file| file.map(|file| file.path()));
    let mut files = files.collect::<io::Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

pub fn identity(file: &Path) -> io::Result<Identity> {
    let found = fs::metadata(file)?;
    Ok(Identity {
        device: found.dev(),
        inode: found.ino(),
        bytes: found.len(),
        written: (found.mtime(), found.mtime_nsec()),
    })
}
