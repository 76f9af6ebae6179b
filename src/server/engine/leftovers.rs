//! What a killed worker may leave behind of its job.

use crate::server::worker::wire;
use std::path::{Path, PathBuf};

/// What a killed worker may leave behind of an upload. Goes when the job did not end well.
pub struct Leftovers(pub Option<PathBuf>);

impl Drop for Leftovers {
    fn drop(&mut self) {
        if let Some(parquet) = &self.0 {
            remove(&wire::unfinished(parquet));
            (0..wire::SCRATCHES).for_each(|number| remove(&wire::scratch(parquet, number)));
            remove(parquet);
        }
    }
}

/// The same of a trial; nothing of it is ever kept.
pub struct TrialLeftovers(pub PathBuf);

impl Drop for TrialLeftovers {
    fn drop(&mut self) {
        wire::trial(&self.0).iter().for_each(|path| remove(path));
        remove(&wire::unfinished(&self.0));
        (0..wire::SCRATCHES).for_each(|number| remove(&wire::scratch(&self.0, number)));
    }
}

/// A folder that a job worked in.
pub struct ScratchFolder(pub PathBuf);

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        match std::fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(%error, path = %self.0.display(), "a leftover stays");
            }
            _ => {}
        }
    }
}

pub fn remove(path: &Path) {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "a leftover stays");
        }
        _ => {}
    }
}
