//! What a request brings is written, and with the last byte becomes a data set. It goes on when its
//! sender leaves: what has arrived is kept, whatever happens to the connection.

use super::{
    super::{Added, discard, in_flight::Stopped, incoming::Incoming, keep, panicked},
    headers::BEFORE,
};
use crate::server::{
    app::App,
    http::{part::not_written, uploads::broken::Broken},
};
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use axum::body::BodyDataStream;
use http::HeaderMap;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

/// So many bytes before the offset are compared.
const COMPARED: u64 = 65_536;

/// What came of a request.
pub enum Came {
    /// So many bytes are here.
    Parked(u64),
    Kept(Added),
}

/// A refusal, and how many bytes are here; none when nothing is left.
type Refused = (ApiError, Option<u64>);

pub async fn bring(
    app: App,
    incoming: Incoming,
    body: Option<BodyDataStream>,
) -> Result<Came, Refused> {
    let brought = tokio::spawn(write(app, incoming, body)).await;
    brought.unwrap_or_else(|error| Err((panicked(error), None)))
}

async fn write(
    app: App,
    mut incoming: Incoming,
    body: Option<BodyDataStream>,
) -> Result<Came, Refused> {
    let Some(mut body) = body else {
        return end(app, incoming).await;
    };
    match incoming.receive(&mut body).await {
        Ok(()) => end(app, incoming).await,
        Err(broken) => {
            // Browsers hear an answer only once they have sent everything.
            discard(body);
            break_off(app, incoming, broken).await
        }
    }
}

async fn end(app: App, incoming: Incoming) -> Result<Came, Refused> {
    if !incoming.is_whole() {
        return Ok(Came::Parked(incoming.park(None).await));
    }
    let upload = incoming.share.upload.clone();
    let kept = keep::keep(app, incoming).await;
    // What may pass by itself leaves it there.
    let left = |refusal: ApiError| {
        let here = upload.is_parked().then(|| upload.total());
        (refusal, here)
    };
    kept.map(Came::Kept).map_err(left)
}

async fn break_off(app: App, mut incoming: Incoming, broken: Broken) -> Result<Came, Refused> {
    let is_cancelled = matches!(broken, Broken::Stopped(Stopped::Cancelled(_)));
    if incoming.is_whole() && matches!(broken, Broken::Line) {
        return end(app, incoming).await;
    }
    let words = broken.clone().words(&incoming.file_name, true);
    if is_cancelled {
        return Err((incoming.failed(words), None));
    }
    Err((words, Some(incoming.park(Some(&broken)).await)))
}

/// Refuses the rest of a file whose beginning is another than what is here.
pub async fn check_before(part: &Path, here: u64, headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(said) = headers.get(BEFORE) else {
        return Ok(());
    };
    let part = part.to_owned();
    let hashed = tokio::task::spawn_blocking(move || hash_before(part, here)).await;
    let hashed = hashed.map_err(panicked)?;
    let hashed = hashed.map_err(not_written)?;
    let same = |said: &str| said.trim().eq_ignore_ascii_case(&hashed);
    match said.to_str().is_ok_and(same) {
        true => Ok(()),
        false => {
            let sentence = "This file has changed since its first part was sent. Send it anew.";
            Err(ApiError::new(ErrorCode::UploadChanged, sentence))
        }
    }
}

fn hash_before(part: PathBuf, here: u64) -> io::Result<String> {
    let mut bytes = vec![0; here.min(COMPARED) as usize];
    let at = here - bytes.len() as u64;
    File::open(part)?.read_exact_at(&mut bytes, at)?;
    let digest = Sha256::digest(&bytes);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
