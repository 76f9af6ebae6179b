//! What the reader asks for: stored in the outbox first, then sent in order, one at a time; files past it.

mod address;
mod commands;
mod manage;
mod sent;
mod uploads;

pub use address::Address;
pub use sent::Sent;
pub use uploads::{UPLOAD_INPUT, Upload, UploadAct, UploadKey, UploadState};

use super::{connection::Handles, view::StreamView};
use crate::shared::ids::RunId;
use leptos::prelude::*;

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Actions {
    view: StreamView,
    handles: Handles,
    uploads: RwSignal<Vec<Upload>>,
    /// The run that this tab asked for last, once it is in the log.
    last_asked: RwSignal<Option<RunId>>,
    /// What the assertive live region says: here, why something could not be done.
    pub(super) alarm: RwSignal<String>,
}

impl Actions {
    pub fn new(view: StreamView, handles: Handles) -> Self {
        Self {
            view,
            handles,
            uploads: RwSignal::new(Vec::new()),
            last_asked: RwSignal::new(None),
            alarm: RwSignal::new(String::new()),
        }
    }

    pub fn uploads(self) -> RwSignal<Vec<Upload>> {
        self.uploads
    }

    pub fn last_asked(self) -> RwSignal<Option<RunId>> {
        self.last_asked
    }
}
