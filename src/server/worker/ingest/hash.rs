//! The content hash of a file, taken on a thread of its own while the file is read.

use crate::shared::analysis::AnalysisError;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    thread::JoinHandle,
};

const BUFFER_BYTES: usize = 256 << 10;

/// A hash on its way.
pub struct Hash(JoinHandle<io::Result<String>>);

impl Hash {
    pub fn start(source: &Path) -> Self {
        let source = source.to_owned();
        Self(std::thread::spawn(move || of_file(&source)))
    }

    /// SHA-256 in hex.
    pub fn finish(self) -> Result<String, AnalysisError> {
        let ended = self.0.join();
        ended
            .unwrap_or_else(|_| Err(io::Error::other("the hash's thread panicked")))
            .map_err(Into::into)
    }
}

fn of_file(source: &Path) -> io::Result<String> {
    let mut file = File::open(source)?;
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut hash = Sha256::new();
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
    }
    let digest = hash.finalize();
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
