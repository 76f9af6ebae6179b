//! A copy of a live data set while rows come: what its manifest names, and the manifest.
//!
//! Segments never change. The tail grows at its end: what is copied is a beginning of it, and a batch that is cut is
//! left out when the copy is opened. Files may go while this runs; then it begins anew with the manifest of then.

use crate::server::{error::ServerError, worker::live};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const TRIES: usize = 20;

/// Answers the sizes of its files.
pub async fn copy(from: PathBuf, to: PathBuf) -> Result<Vec<u64>, ServerError> {
    let copied = tokio::task::spawn_blocking(move || copy_now(&from, &to)).await;
    let copied = copied.map_err(|error| ServerError::Internal(error.to_string()))?;
    Ok(copied?)
}

fn copy_now(from: &Path, to: &Path) -> io::Result<Vec<u64>> {
    let mut tried = 0;
    loop {
        tried += 1;
        match once(from, to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && tried < TRIES => {}
            copied => return copied,
        }
    }
}

fn once(from: &Path, to: &Path) -> io::Result<Vec<u64>> {
    match fs::remove_dir_all(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::create_dir_all(to)?;
    let files = live::files(from)?;
    let sealed = files.sealed.iter().map(|name| keep(from, to, name));
    let mut sizes = sealed.collect::<io::Result<Vec<u64>>>()?;
    // It is written again and again, and so it is never a link.
    sizes.push(fs::copy(from.join(&files.tail), to.join(&files.tail))?);
    fs::File::open(to.join(&files.tail))?.sync_all()?;
    fs::write(to.join(&files.manifest), &files.manifest_bytes)?;
    fs::File::open(to.join(&files.manifest))?.sync_all()?;
    fs::File::open(to)?.sync_all()?;
    sizes.push(files.manifest_bytes.len() as u64);
    Ok(sizes)
}

/// A link, or a copy where there are none.
fn keep(from: &Path, to: &Path, name: &str) -> io::Result<u64> {
    let (from, to) = (from.join(name), to.join(name));
    match fs::hard_link(&from, &to) {
        Ok(()) => Ok(fs::metadata(&to)?.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        Err(_) => {
            let bytes = fs::copy(&from, &to)?;
            fs::File::open(&to)?.sync_all()?;
            Ok(bytes)
        }
    }
}
