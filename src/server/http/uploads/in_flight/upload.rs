//! One upload: how far it has come, and who may write to it.

use crate::shared::{
    account::Person,
    dataset::AddAs,
    ids::{DatasetId, PersonId, SessionId},
    protocol::{UploadPhase, UploadPreview, UploadProgress},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Mutex as Turn, watch};

/// How it is kept between two requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Comes in one request, and ends with it.
    Plain(AddAs),
    /// Waits for its rest where a request breaks off.
    Resumable(AddAs),
}

impl Kind {
    pub fn add_as(self) -> AddAs {
        match self {
            Self::Plain(add_as) | Self::Resumable(add_as) => add_as,
        }
    }
}

pub struct Upload {
    kind: Kind,
    state: Mutex<State>,
    turn: Arc<Turn<()>>,
    asks: watch::Sender<Asked>,
}

struct State {
    progress: UploadProgress,
    /// Its first rows, once they are known.
    preview: Option<Arc<UploadPreview>>,
    is_parked: bool,
    /// In ms since 1970; when what waits for its rest is removed.
    expires_ms: i64,
}

/// What has been asked of whoever writes to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// Counts requests: only the last one may write.
    pub(super) number: u64,
    pub(super) cancelled_by: Option<Person>,
}

impl Upload {
    /// One that begins.
    pub fn new(kind: Kind, progress: UploadProgress) -> Self {
        Self {
            kind,
            state: Mutex::new(State {
                progress,
                preview: None,
                is_parked: false,
                expires_ms: 0,
            }),
            turn: Arc::default(),
            asks: watch::Sender::default(),
        }
    }

    /// One that waits for its rest.
    pub fn parked(add_as: AddAs, progress: UploadProgress, expires_ms: i64) -> Self {
        let upload = Self::new(Kind::Resumable(add_as), progress);
        upload.set_parked(true);
        upload.state().expires_ms = expires_ms;
        upload
    }

    /// The data set will have the same.
    pub fn id(&self) -> DatasetId {
        DatasetId(self.state().progress.upload_id)
    }

    pub fn session(&self) -> SessionId {
        self.state().progress.session_uuid
    }

    pub fn by(&self) -> PersonId {
        self.state().progress.by.id
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn is_resumable(&self) -> bool {
        matches!(self.kind, Kind::Resumable(_))
    }

    /// As it was told last, with the bytes that there are now.
    pub fn progress(&self) -> UploadProgress {
        self.state().progress.clone()
    }

    /// Its first rows, while the rest is on its way.
    pub fn preview(&self) -> Option<Arc<UploadPreview>> {
        self.state().preview.clone()
    }

    /// Keeps its first rows for who joins later.
    pub fn set_preview(&self, preview: Arc<UploadPreview>) {
        self.state().preview = Some(preview);
    }

    /// Bytes that it has in all; 0 where its sender did not say.
    pub fn total(&self) -> u64 {
        self.state().progress.total.unwrap_or(0) as u64
    }

    pub fn is_parked(&self) -> bool {
        self.state().is_parked
    }

    /// Whether all of it is here and a worker reads it.
    pub fn is_being_read(&self) -> bool {
        let state = self.state();
        !state.is_parked && state.progress.phase == UploadPhase::Reading
    }

    pub fn expires_ms(&self) -> i64 {
        self.state().expires_ms
    }

    pub fn set_expires_ms(&self, expires_ms: i64) {
        self.state().expires_ms = expires_ms;
    }

    /// Which request is the last that asked for it.
    pub fn asked(&self) -> u64 {
        self.asks.borrow().number
    }

    /// Changes how far it has come; answers what is to be told.
    pub fn change(&self, change: impl FnOnce(&mut UploadProgress)) -> UploadProgress {
        let mut state = self.state();
        change(&mut state.progress);
        state.progress.clone()
    }

    pub(super) fn set_parked(&self, is_parked: bool) {
        self.state().is_parked = is_parked;
    }

    /// Bytes that it takes of its session's room: all it may come to.
    pub(super) fn reserved(&self) -> u64 {
        let state = self.state();
        let (received, total) = (state.progress.received, state.progress.total);
        received.max(total.unwrap_or(0)) as u64
    }

    pub(super) fn unwritten(&self) -> u64 {
        let state = self.state();
        let left = state.progress.total.unwrap_or(0) - state.progress.received;
        left.max(0) as u64
    }

    pub(super) fn turn(&self) -> Arc<Turn<()>> {
        self.turn.clone()
    }

    pub(super) fn asks(&self) -> watch::Receiver<Asked> {
        self.asks.subscribe()
    }

    pub(super) fn ask(&self, cancelled_by: Option<&Person>) -> u64 {
        let mut number = 0;
        self.asks.send_modify(|asked| {
            asked.number += 1;
            number = asked.number;
            if let Some(person) = cancelled_by {
                asked.cancelled_by.get_or_insert_with(|| person.clone());
            }
        });
        number
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
