//! The file of an upload while it grows.

use crate::server::{db::Trouble, folder::lock_part, private};
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use std::{
    io,
    path::Path,
    time::{Duration, Instant},
};
use tokio::{fs::File, time::sleep};

/// How long a part is waited for that somebody looks at, or has not quite let go of.
const HELD_FOR: Duration = Duration::from_secs(2);

/// Held until it is closed, so that no other server takes it for left over.
pub async fn make(part: &Path) -> io::Result<File> {
    let options = tokio::fs::OpenOptions::from(private::new_file());
    let file = options.open(part).await?.into_std().await;
    match lock_part(&file) {
        true => Ok(File::from_std(file)),
        false => Err(io::ErrorKind::WouldBlock.into()),
    }
}

/// Opens a part that is there, at its end, and holds it.
pub async fn held(part: &Path) -> io::Result<File> {
    let since = Instant::now();
    loop {
        let file = File::options().append(true).open(part).await?;
        let file = file.into_std().await;
        if lock_part(&file) {
            return Ok(File::from_std(file));
        }
        if since.elapsed() > HELD_FOR {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

pub fn remove(path: &Path) {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::error!(%error, path = %path.display(), "left behind by an upload");
        }
        _ => {}
    }
}

pub fn not_written(error: io::Error) -> ApiError {
    tracing::error!(%error, "upload not written");
    let failed = || {
        let sentence = "The file could not be stored. Nothing was changed.";
        ApiError::new(ErrorCode::ServerFailed, sentence)
    };
    Trouble::of_io(&error).map_or_else(failed, ApiError::from)
}
