//! What a live data set is made of: the one file that says which others count. It is replaced at once.

use crate::shared::dataset::Column;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

pub const NAME: &str = "manifest.json";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub columns: Vec<Column>,
    #[serde(default)]
    pub keep: Keep,
    /// Rows before this number were not kept when `keep` was another, and stay gone.
    #[serde(default)]
    pub gone: u64,
    /// Oldest first, each beginning where the one before it ends.
    pub segments: Vec<SegmentEntry>,
    /// Files of keys, oldest first. They outlive the rows of their batches.
    #[serde(default)]
    pub keys: Vec<KeysEntry>,
    /// Number of the first row in the tail, which is in the tail's name too.
    pub tail: u64,
}

/// How much of it is kept; what is older goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    #[default]
    All,
    Rows(u64),
    Bytes(u64),
    Days(u32),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentEntry {
    /// Number of its first row, from which its files are named.
    pub first: u64,
    pub rows: u64,
    pub bytes: u64,
    /// When its last row came, Unix milliseconds.
    pub until: i64,
}

/// The keys of a tail that was sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeysEntry {
    /// Number of the first row of that tail, from which the file is named.
    pub first: u64,
    pub count: u64,
}

impl SegmentEntry {
    pub fn end(&self) -> u64 {
        self.first + self.rows
    }
}

impl Manifest {
    /// None where there is no live data set.
    pub fn read(folder: &Path) -> io::Result<Option<Self>> {
        match fs::read(folder.join(NAME)) {
            Ok(json) => Ok(Some(serde_json::from_slice(&json)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// With the bytes that say so.
    pub fn read_bytes(folder: &Path) -> io::Result<(Self, Vec<u8>)> {
        let json = fs::read(folder.join(NAME))?;
        Ok((serde_json::from_slice(&json)?, json))
    }

    /// On disk when it returns.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let next = folder.join("manifest.next");
        let mut file = File::create(&next)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        fs::rename(&next, folder.join(NAME))?;
        sync_folder(folder)
    }
}

/// What was made, renamed or removed in a folder is on disk.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
