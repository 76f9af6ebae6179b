//! Files that are on their way in, also those that wait for their rest: whose they are, how much of each
//! session's room they take, who writes to them now, and what becomes of them when the server stops.
//!
//! Without them, many uploads at once would each fit the quota and together exceed it. Knows no HTTP.

mod share;
mod upload;

pub use share::{Share, Stopped};
pub use upload::{Kind, Upload};

use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{DatasetId, SessionId},
    protocol::{UploadPreview, UploadProgress},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

#[derive(Clone)]
pub struct InFlight(Arc<Inner>);

struct Inner {
    uploads: Mutex<HashMap<DatasetId, Arc<Upload>>>,
    /// True: what has not arrived yet does not arrive any more.
    cut: watch::Sender<bool>,
}

/// What the members know of an upload.
type Told = (UploadProgress, Option<Arc<UploadPreview>>);

/// What all uploads take up beside one, for a rule that looks at both.
pub struct Others {
    /// Of the same person, being received or read now.
    pub running: usize,
    /// Of the same person, waiting for their rest.
    pub parked: usize,
    /// Bytes that those of the same session may come to.
    pub of_session: u64,
    /// Bytes that are still to be written, of all sessions.
    pub unwritten: u64,
}

impl Default for InFlight {
    fn default() -> Self {
        Self(Arc::new(Inner {
            uploads: Mutex::default(),
            cut: watch::Sender::new(false),
        }))
    }
}

impl InFlight {
    /// Begins one that `allowed` lets in, given what the others take up.
    pub fn begin(
        &self,
        upload: Upload,
        allowed: impl FnOnce(&Others) -> Result<(), ApiError>,
    ) -> Result<Share, ApiError> {
        let mut uploads = self.uploads();
        allowed(&others(&uploads, &upload))?;
        let upload = Arc::new(upload);
        uploads.insert(upload.id(), upload.clone());
        drop(uploads);
        Ok(Share::first(self.clone(), upload))
    }

    /// Puts in one that waits for its rest, unless it is known already.
    pub fn park(&self, upload: Upload) -> Arc<Upload> {
        let mut uploads = self.uploads();
        let upload = uploads
            .entry(upload.id())
            .or_insert_with(|| Arc::new(upload));
        upload.clone()
    }

    pub fn find(&self, id: DatasetId) -> Option<Arc<Upload>> {
        self.uploads().get(&id).cloned()
    }

    /// Takes the only right to write, from whoever has it: they are told, and let go when what they
    /// have is on disk. With `cancelled_by` they are told that it ends.
    pub async fn take(&self, upload: &Arc<Upload>, cancelled_by: Option<&Person>) -> Share {
        let number = upload.ask(cancelled_by);
        let turn = upload.turn().lock_owned().await;
        Share::taken(self.clone(), upload.clone(), number, turn)
    }

    /// The same, unless somebody has it.
    pub fn try_take(&self, upload: &Arc<Upload>) -> Option<Share> {
        let turn = upload.turn().try_lock_owned().ok()?;
        let number = upload.asked();
        let share = Share::taken(self.clone(), upload.clone(), number, turn);
        share.is_there().then_some(share)
    }

    /// What the others of the same person and session take up.
    pub fn beside(&self, upload: &Upload) -> Others {
        others(&self.uploads(), upload)
    }

    /// How far those of a session have come, and the first rows of each.
    pub fn of_session(&self, session: SessionId) -> Vec<Told> {
        let uploads = self.uploads();
        let told = uploads
            .values()
            .map(|upload| (upload.progress(), upload.preview()));
        let mut told: Vec<_> = told
            .filter(|(progress, _)| progress.session_uuid == session)
            .collect();
        // In the same order each time.
        told.sort_by(|(a, _), (b, _)| (&a.name, a.upload_id).cmp(&(&b.name, b.upload_id)));
        told
    }

    /// Those that wait for their rest.
    pub fn parked(&self) -> Vec<Arc<Upload>> {
        let uploads = self.uploads();
        let parked = uploads.values().filter(|upload| upload.is_parked());
        parked.cloned().collect()
    }

    /// Cuts all of them, because the server stops, and says which.
    pub fn cut(&self) {
        // Those that hear it are gone from here at once.
        for upload in self.uploads().values().filter(|upload| !upload.is_parked()) {
            let progress = upload.progress();
            let (session, by) = (progress.session_uuid, progress.by.id);
            let (bytes, name) = (progress.received, progress.name);
            tracing::warn!(%session, %by, bytes, "upload cut by the stop: {name}");
        }
        self.0.cut.send_replace(true);
    }

    fn end(&self, id: DatasetId) {
        self.uploads().remove(&id);
    }

    fn uploads(&self) -> MutexGuard<'_, HashMap<DatasetId, Arc<Upload>>> {
        self.0
            .uploads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn others(uploads: &HashMap<DatasetId, Arc<Upload>>, beside: &Upload) -> Others {
    let (id, by, session) = (beside.id(), beside.by(), beside.session());
    let mut others = Others {
        running: 0,
        parked: 0,
        of_session: 0,
        unwritten: 0,
    };
    for upload in uploads.values().filter(|upload| upload.id() != id) {
        if upload.by() == by {
            match upload.is_parked() {
                true => others.parked += 1,
                false => others.running += 1,
            }
        }
        if upload.session() == session {
            others.of_session += upload.reserved();
        }
        others.unwritten += upload.unwritten();
    }
    others
}

#[cfg(test)]
mod tests;
