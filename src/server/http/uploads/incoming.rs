//! One file while it arrives. Dropped before it is kept, it leaves no file and says that it failed; or,
//! if it can go on, it leaves what is here and says that it pauses.

use super::{
    super::{
        member::Member,
        part::{held, make, not_written, remove},
    },
    broken::Broken,
    first_rows::FirstRows,
    in_flight::{Kind, Others, Share, Upload},
    room::{Room, full, too_large},
};
use crate::server::{
    app::App,
    db::now_ms,
    folder::{Note, ms},
    metrics,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    dataset::AddAs,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
    protocol::{UploadPhase, UploadProgress},
};
use futures_util::{Stream, StreamExt};
use std::{
    io,
    path::PathBuf,
    pin::pin,
    time::{Duration, Instant},
};
use tokio::{fs::File, io::AsyncWriteExt, time::sleep};

/// Progress is told at most this often.
const TOLD_EVERY: Duration = Duration::from_millis(200);
/// An upload between two requests rests when none came for so long.
const RESTS_AFTER: Duration = Duration::from_secs(2);

/// A file before any of it is here.
pub struct Announced {
    /// As its sender's machine calls it.
    pub file_name: String,
    /// In bytes, where its sender says.
    pub total: Option<u64>,
    pub kind: Kind,
}

pub struct Incoming {
    pub dataset_id: DatasetId,
    /// As its sender's machine calls it.
    pub file_name: String,
    pub add_as: AddAs,
    /// The file as far as it has come.
    pub part: PathBuf,
    /// Bytes that were here when it was opened.
    before: i64,
    told_at: Instant,
    first_rows: FirstRows,
    file: File,
    pub(super) share: Share,
    room: Room,
    /// Files beside the part, to remove unless the upload is kept.
    leftovers: Vec<PathBuf>,
    app: App,
    end: End,
}

/// What becomes of it when it is dropped: it is removed, it pauses, or nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Removed,
    Parked,
    Kept,
}

impl Incoming {
    /// Opens the file on disk, if one like it may come.
    pub async fn open(
        app: &App,
        member: Member,
        announced: Announced,
        allowed: impl FnOnce(&Others) -> Result<(), ApiError>,
    ) -> Result<Self, ApiError> {
        let dataset_id = DatasetId(uuid::Uuid::new_v4());
        let room = Room::of(app, member.session).await?;
        let Announced {
            file_name,
            total,
            kind,
        } = announced;
        let progress = UploadProgress {
            session_uuid: member.session,
            upload_id: dataset_id.0,
            name: file_name.clone(),
            by: member.person,
            received: 0,
            total: total.map(|total| total as i64),
            phase: UploadPhase::Receiving,
            error: None,
        };
        let mut share = app.uploads.begin(Upload::new(kind, progress), |others| {
            room.check(&file_name, total, others)?;
            allowed(others)
        })?;
        let made = make(&app.config.part(dataset_id)).await;
        let file = made.map_err(|error| {
            share.end();
            not_written(error)
        })?;
        let mut incoming = Self::of(app, share, file, room);
        if incoming.share.upload.is_resumable() {
            incoming.end = End::Removed;
            incoming.note().map_err(not_written)?;
            incoming.end = End::Parked;
        }
        incoming.tell();
        Ok(incoming)
    }

    /// Opens the file of one that waits for its rest. None: it is not there any more.
    pub async fn reopen(app: &App, mut share: Share) -> Result<Option<Self>, ApiError> {
        let (session, id) = (share.upload.session(), share.upload.id());
        let room = Room::of(app, session).await?;
        let file = match held(&app.config.part(id)).await {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                remove(&app.config.note(id));
                share.end();
                return Ok(None);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                let sentence = "The server still works on this upload. Trying again.";
                let refusal = ApiError::new(ErrorCode::ServerUnavailable, sentence);
                return Err(refusal.retry_after(1_000));
            }
            Err(error) => return Err(not_written(error)),
        };
        let bytes = file.metadata().await.map_err(not_written)?.len();
        share.run();
        share.upload.change(|progress| {
            progress.received = bytes as i64;
            progress.phase = UploadPhase::Receiving;
        });
        let incoming = Self::of(app, share, file, room);
        incoming.tell();
        Ok(Some(incoming))
    }

    fn of(app: &App, share: Share, file: File, room: Room) -> Self {
        let (dataset_id, kind) = (share.upload.id(), share.upload.kind());
        Self {
            dataset_id,
            file_name: share.upload.progress().name,
            add_as: kind.add_as(),
            part: app.config.part(dataset_id),
            before: share.upload.progress().received,
            told_at: Instant::now(),
            first_rows: FirstRows::of(app, &share.upload),
            file,
            room,
            leftovers: vec![app.config.parquet(dataset_id)],
            app: app.clone(),
            end: match share.upload.is_resumable() {
                true => End::Parked,
                false => End::Removed,
            },
            share,
        }
    }

    pub fn session(&self) -> SessionId {
        self.share.upload.session()
    }

    pub fn by(&self) -> Person {
        self.share.upload.progress().by
    }

    /// Bytes so far.
    pub fn received(&self) -> i64 {
        self.share.upload.progress().received
    }

    /// Whether as many bytes are here as were announced.
    pub fn is_whole(&self) -> bool {
        self.received() as u64 == self.share.upload.total()
    }

    /// Writes what comes, until that ends, breaks off, or is stopped.
    pub async fn receive<B: AsRef<[u8]>, E>(
        &mut self,
        mut body: impl Stream<Item = Result<B, E>> + Unpin,
    ) -> Result<(), Broken> {
        let mut stopped = pin!(self.share.stopped());
        loop {
            let next = tokio::select! {
                biased;
                why = &mut stopped => return Err(Broken::Stopped(why)),
                next = body.next() => next,
            };
            match next {
                None => return Ok(()),
                Some(Err(_)) => return Err(Broken::Line),
                Some(Ok(piece)) => self.write(piece.as_ref()).await?,
            }
        }
    }

    /// Appends a piece of the file.
    async fn write(&mut self, piece: &[u8]) -> Result<(), ApiError> {
        let bytes = piece.len() as u64;
        let received = self.received() as u64 + bytes;
        if self.share.upload.is_resumable() && received > self.share.upload.total() {
            return Err(too_long(self.share.upload.total()));
        }
        if received > self.room.largest {
            return Err(too_large(&self.file_name, self.room.largest));
        }
        if self.room.stored + self.share.add(bytes) > self.room.quota {
            return Err(full(self.room.quota));
        }
        self.file.write_all(piece).await.map_err(not_written)?;
        metrics::UPLOADED_BYTES.inc_by(bytes);
        if self.first_rows.come(received) {
            // A worker is to find on disk what has come.
            self.file.flush().await.map_err(not_written)?;
            self.first_rows.are_there(received);
        }
        if self.told_at.elapsed() >= TOLD_EVERY {
            self.tell();
            self.told_at = Instant::now();
        }
        Ok(())
    }

    /// It waits for its rest. Answers how many bytes are here, which are on disk then.
    pub async fn park(mut self, broken: Option<&Broken>) -> u64 {
        self.end = End::Parked;
        if self.received() != self.before {
            self.settle().await;
        }
        let here = self.received() as u64;
        if broken.is_none() {
            self.rest_later();
        }
        here
    }

    /// Brings to disk what has come, and how long it is kept now.
    async fn settle(&mut self) {
        if let Err(error) = self.store().await {
            tracing::error!(%error, "a part is not wholly on disk");
        }
        // What there is counts, whatever was meant to be written.
        if let Ok(file) = self.file.metadata().await {
            let here = file.len() as i64;
            self.share
                .upload
                .change(|progress| progress.received = here);
        }
        if let Err(error) = self.note() {
            tracing::error!(%error, "how long a part is kept is not on disk");
        }
    }

    /// Between two requests it does not pause yet.
    fn rest_later(&mut self) {
        let (upload, streams) = (self.share.upload.clone(), self.app.streams.clone());
        let (uploads, expires_ms) = (self.app.uploads.clone(), upload.expires_ms());
        tokio::spawn(async move {
            sleep(RESTS_AFTER).await;
            // Whatever comes makes it last longer.
            let rests = upload.is_parked() && upload.expires_ms() == expires_ms;
            if rests && uploads.find(upload.id()).is_some() {
                streams.tell_upload(upload.change(|told| told.phase = UploadPhase::Paused));
            }
        });
        self.end = End::Kept;
    }

    /// The whole file is on disk; a worker reads it now.
    pub async fn complete(&mut self) -> Result<(), ApiError> {
        let stored = self.store().await;
        stored.map_err(|error| self.failed(not_written(error)))?;
        self.turn_to(UploadPhase::Reading);
        Ok(())
    }

    async fn store(&mut self) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await
    }

    /// Keeps the file under another name; it too is removed should a later step fail. The part stays
    /// beside it until the session has the file: a server that starts finds by it what was not finished.
    /// Where a file of the same bytes is kept already, it is that one, so that they take up their place once.
    pub async fn name(&mut self, to: PathBuf, same: Option<PathBuf>) -> Result<(), ApiError> {
        self.leftovers.push(to.clone());
        if let Some(same) = same
            && tokio::fs::hard_link(same, &to).await.is_ok()
        {
            return Ok(());
        }
        let named = match tokio::fs::hard_link(&self.part, &to).await {
            // A system that does not link.
            Err(_) => tokio::fs::rename(&self.part, to).await,
            linked => linked,
        };
        named.map_err(|error| self.failed(not_written(error)))
    }

    /// The session has it: nothing but the part is removed any more.
    pub fn keep(mut self) {
        self.end = End::Kept;
        self.first_rows.end();
        self.share.end();
        self.remove_part();
        self.turn_to(UploadPhase::Done);
    }

    /// Notes why it failed, for the members; the drop tells it. What may pass by itself is not the end of
    /// an upload that can go on.
    pub fn failed(&mut self, error: ApiError) -> ApiError {
        let goes_on = self.share.upload.is_resumable() && error.code.is_retryable();
        if !goes_on {
            self.end = End::Removed;
            let sentence = error.message.clone();
            self.share
                .upload
                .change(|progress| progress.error = Some(sentence));
        }
        error
    }

    fn note(&self) -> io::Result<()> {
        let upload = &self.share.upload;
        let progress = upload.progress();
        let now = now_ms();
        let before = Note::read(&self.app.config, self.dataset_id);
        let note = Note {
            session: progress.session_uuid,
            by: progress.by,
            file_name: progress.name,
            length: upload.total(),
            add_as: self.add_as,
            created_ms: before.map_or(now, |note| note.created_ms),
            expires_ms: now.saturating_add(ms(self.app.config.upload_kept)),
        };
        note.write(&self.app.config, self.dataset_id)?;
        upload.set_expires_ms(note.expires_ms);
        Ok(())
    }

    fn remove_part(&self) {
        if self.share.upload.is_resumable() {
            remove(&self.app.config.note(self.dataset_id));
        }
        remove(&self.part);
    }

    fn turn_to(&self, phase: UploadPhase) {
        self.share.upload.change(|progress| progress.phase = phase);
        self.tell();
    }

    fn tell(&self) {
        self.app.streams.tell_upload(self.share.upload.progress());
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if self.end == End::Kept {
            return;
        }
        self.first_rows.end();
        for path in &self.leftovers {
            remove(path);
        }
        if self.end == End::Parked {
            self.turn_to(UploadPhase::Paused);
            return;
        }
        self.remove_part();
        self.share.end();
        self.share.upload.change(|progress| {
            let cut = || "The file did not arrive whole.".to_owned();
            progress.error.get_or_insert_with(cut);
        });
        self.turn_to(UploadPhase::Failed);
    }
}

pub(super) fn too_long(total: u64) -> ApiError {
    let sentence = format!("More was sent than the {total} bytes that were announced.");
    ApiError::new(ErrorCode::UploadTooLong, sentence)
}
