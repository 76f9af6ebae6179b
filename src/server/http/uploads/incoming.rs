//! One file while it arrives. Dropped before it is kept, it leaves no file and says that it failed.

use super::{
    super::{file_name::size, member::Member},
    in_flight::{InFlight, Share},
};
use crate::server::{
    app::App,
    db::{self, Trouble},
    folder::lock_part,
    metrics, private,
    streams::Streams,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
    protocol::{UploadPhase, UploadProgress},
};
use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tokio::{fs::File, io::AsyncWriteExt};

/// Progress is told at most this often.
const TOLD_EVERY: Duration = Duration::from_millis(200);

pub struct Incoming {
    pub dataset_id: DatasetId,
    /// As its sender's machine calls it.
    pub file_name: String,
    /// A data set of its own, also where its name is taken.
    pub own: bool,
    /// The file as far as it has come.
    pub part: PathBuf,
    progress: UploadProgress,
    told_at: Instant,
    file: File,
    share: Share,
    /// What the session's kept files take up.
    stored: u64,
    largest: u64,
    quota: u64,
    /// Files to remove unless the upload is kept.
    leftovers: Vec<PathBuf>,
    streams: Streams,
    kept: bool,
}

impl Incoming {
    /// Opens the file on disk, if one of `total` bytes may come.
    pub async fn open(
        app: &App,
        in_flight: &InFlight,
        member: Member,
        file_name: String,
        total: Option<u64>,
    ) -> Result<Self, ApiError> {
        let dataset_id = DatasetId(uuid::Uuid::new_v4());
        let part = app.config.part(dataset_id);
        let (largest, quota) = (app.config.max_upload, app.config.max_session);
        let stored = db::datasets::bytes_in_session(&app.db, member.session).await? as u64;
        if total.is_some_and(|total| total > largest) {
            return Err(too_large(&file_name, largest));
        }
        if stored + total.unwrap_or(0) > quota {
            return Err(full(quota));
        }
        let most = app.config.connections.uploads_per_person;
        let share =
            in_flight.begin(dataset_id, member.session, &member.person, &file_name, most)?;
        let file = make(&part).await.map_err(not_written)?;
        let incoming = Self {
            dataset_id,
            own: false,
            progress: UploadProgress {
                session_uuid: member.session,
                upload_id: dataset_id.0,
                name: file_name.clone(),
                by: member.person,
                received: 0,
                total: total.map(|total| total as i64),
                phase: UploadPhase::Receiving,
                error: None,
            },
            told_at: Instant::now(),
            file,
            share,
            stored,
            largest,
            quota,
            leftovers: vec![part.clone(), app.config.parquet(dataset_id)],
            streams: app.streams.clone(),
            kept: false,
            part,
            file_name,
        };
        incoming.tell();
        Ok(incoming)
    }

    pub fn session(&self) -> SessionId {
        self.progress.session_uuid
    }

    pub fn by(&self) -> &Person {
        &self.progress.by
    }

    pub fn received(&self) -> i64 {
        self.progress.received
    }

    /// Appends a piece of the file.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), ApiError> {
        let received = self.progress.received as u64 + piece.len() as u64;
        if received > self.largest {
            return Err(self.failed(too_large(&self.file_name, self.largest)));
        }
        if self.stored + self.share.add(piece.len() as u64) > self.quota {
            return Err(self.failed(full(self.quota)));
        }
        if let Err(error) = self.file.write_all(piece).await {
            return Err(self.failed(not_written(error)));
        }
        metrics::UPLOADED_BYTES.inc_by(piece.len() as u64);
        self.progress.received = received as i64;
        if self.told_at.elapsed() >= TOLD_EVERY {
            self.tell();
            self.told_at = Instant::now();
        }
        Ok(())
    }

    /// The whole file is on disk; a worker reads it now.
    pub async fn complete(&mut self) -> Result<(), ApiError> {
        let flushed = match self.file.flush().await {
            Ok(()) => self.file.sync_all().await,
            Err(error) => Err(error),
        };
        flushed.map_err(|error| self.failed(not_written(error)))?;
        self.progress.phase = UploadPhase::Reading;
        self.tell();
        Ok(())
    }

    /// Keeps the file under another name; it too is removed should a later step fail. The part stays
    /// beside it until the session has the file: a server that starts finds by it what was not finished.
    pub async fn name(&mut self, to: PathBuf) -> Result<(), ApiError> {
        self.leftovers.push(to.clone());
        let named = match tokio::fs::hard_link(&self.part, &to).await {
            // A system that does not link.
            Err(_) => tokio::fs::rename(&self.part, to).await,
            linked => linked,
        };
        named.map_err(|error| self.failed(not_written(error)))
    }

    /// The session has it: nothing but the part is removed any more.
    pub fn keep(mut self) {
        self.kept = true;
        remove(&self.part);
        self.progress.phase = UploadPhase::Done;
        self.tell();
    }

    /// Notes why it failed, for the members; the drop tells it.
    pub fn failed(&mut self, error: ApiError) -> ApiError {
        self.progress.error = Some(error.message.clone());
        error
    }

    /// Resolves when the server stops and cannot wait for the rest.
    pub fn stopped(&self) -> impl Future<Output = ()> + use<> {
        self.share.cut()
    }

    /// The server stops before the file is here.
    pub fn stop(&mut self) -> ApiError {
        let sentence = format!(
            "The server is being restarted and {} did not arrive whole. Send it again in a minute.",
            self.file_name
        );
        let refusal = ApiError::new(ErrorCode::ServerUnavailable, sentence).retry_after(10_000);
        self.failed(refusal)
    }

    /// The connection broke off.
    pub fn cut(&mut self) -> ApiError {
        self.failed(ApiError::new(
            ErrorCode::RequestMalformed,
            "The file did not arrive whole.",
        ))
    }

    fn tell(&self) {
        self.streams.tell_upload(self.progress.clone());
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        for path in &self.leftovers {
            remove(path);
        }
        self.progress.phase = UploadPhase::Failed;
        let cut = || "The file did not arrive whole.".to_owned();
        self.progress.error.get_or_insert_with(cut);
        self.tell();
    }
}

/// Held until it is closed, so that no other server takes it for left over.
async fn make(part: &Path) -> io::Result<File> {
    let options = tokio::fs::OpenOptions::from(private::new_file());
    let file = options.open(part).await?.into_std().await;
    match lock_part(&file) {
        true => Ok(File::from_std(file)),
        false => Err(io::ErrorKind::WouldBlock.into()),
    }
}

fn remove(path: &Path) {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::error!(%error, path = %path.display(), "left behind by an upload");
        }
        _ => {}
    }
}

fn too_large(file_name: &str, largest: u64) -> ApiError {
    let largest = size(largest);
    let sentence = format!("{file_name} is over {largest}. This server takes up to {largest}.");
    ApiError::new(ErrorCode::DatasetTooLarge, sentence)
}

fn full(quota: u64) -> ApiError {
    let sentence = format!(
        "This session is full: its files may take up {} in all.",
        size(quota)
    );
    ApiError::new(ErrorCode::ServerFull, sentence)
}

fn not_written(error: io::Error) -> ApiError {
    tracing::error!(%error, "upload not written");
    let failed = || {
        let sentence = "The file could not be stored. Nothing was changed.";
        ApiError::new(ErrorCode::ServerFailed, sentence)
    };
    Trouble::of_io(&error).map_or_else(failed, ApiError::from)
}
