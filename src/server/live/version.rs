//! A live data set at one moment: files that stay as they are for as long as somebody reads them.

use crate::server::{
    db::now_ms,
    engine::{Keep, LiveState},
};
use crate::shared::{
    ids::{DatasetId, SessionId},
    protocol::RowsAppended,
    session::runs::AsOf,
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::mpsc;

/// Keep it while its files are read.
#[derive(Clone, Debug)]
pub struct Version {
    pub(super) lease: Arc<Lease>,
    pub(super) state: LiveState,
    pub(super) newest: i64,
}

impl Version {
    /// A folder of Parquet files.
    pub fn path(&self) -> &Path {
        &self.lease.path
    }

    pub fn rows(&self) -> i64 {
        self.state.rows()
    }

    /// What is made of it now is of these rows.
    pub fn as_of(&self) -> AsOf {
        AsOf {
            at: now_ms(),
            rows: self.rows(),
            head: self.state.head as i64,
        }
    }

    /// The number of its first row, counted from the first that ever came.
    pub fn first(&self) -> u64 {
        self.state.first
    }

    /// The number that the next row will have.
    pub fn head(&self) -> u64 {
        self.state.head
    }

    /// How much is kept.
    pub fn keep(&self) -> Keep {
        self.state.keep
    }

    pub(super) fn told(&self, session_uuid: SessionId, dataset_id: DatasetId) -> RowsAppended {
        RowsAppended {
            session_uuid,
            dataset_id,
            rows: self.rows(),
            head: self.state.head as i64,
            newest: (self.newest > 0).then_some(self.newest),
        }
    }
}

/// A folder that is removed when nobody reads it any more.
#[derive(Debug)]
pub struct Lease {
    pub path: PathBuf,
    pub leftovers: Leftovers,
}

impl Drop for Lease {
    fn drop(&mut self) {
        // When the server stops nobody listens; the next one removes them all.
        let _ = self.leftovers.0.send(std::mem::take(&mut self.path));
    }
}

/// Removes folders, one after another, beside everything else.
#[derive(Clone, Debug)]
pub struct Leftovers(mpsc::UnboundedSender<PathBuf>);

impl Leftovers {
    pub fn start() -> Self {
        let (left, mut folders) = mpsc::unbounded_channel::<PathBuf>();
        tokio::spawn(async move {
            while let Some(folder) = folders.recv().await {
                match tokio::fs::remove_dir_all(&folder).await {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        tracing::warn!(%error, "a version of a live data set was not removed");
                    }
                    _ => {}
                }
            }
        });
        Self(left)
    }
}
