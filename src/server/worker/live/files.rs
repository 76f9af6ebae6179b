//! Which files a live data set is made of, for whoever copies it.

use super::{manifest::Manifest, segment, store};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Names within its folder.
pub struct Files {
    /// These never change.
    pub sealed: Vec<String>,
    pub tail: String,
    pub manifest: String,
    /// As it named them.
    pub manifest_bytes: Vec<u8>,
}

pub fn files(folder: &Path) -> io::Result<Files> {
    let (manifest, manifest_bytes) = Manifest::read_bytes(folder)?;
    let name = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let segments = manifest.segments.iter();
    let segments = segments.map(|part| segment::path(folder, part.first, part.rows));
    let keys = manifest.keys.iter();
    let keys = keys.map(|entry| store::keys_path(folder, entry.first));
    Ok(Files {
        sealed: segments.chain(keys).map(name).collect(),
        tail: name(store::tail_path(folder, manifest.tail)),
        manifest: super::manifest::NAME.to_owned(),
        manifest_bytes,
    })
}
