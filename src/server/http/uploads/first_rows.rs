//! The first rows of a file while the rest of it arrives: a worker reads them from what is on disk, and the
//! members are told. The file never waits for that, and what goes wrong here is no fault of the file.

use super::in_flight::Upload;
use crate::server::{
    app::App,
    engine::{self, FirstRowsJob},
};
use crate::shared::protocol::UploadPreview;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::AbortHandle,
    time::{Instant, timeout_at},
};
use uuid::Uuid;

/// So many bytes have rows enough.
const ENOUGH: u64 = 64 << 10;
/// With fewer it is tried when this has passed since the first came.
const WAITS: Duration = Duration::from_millis(100);

/// Looks for them until it is dropped.
pub struct FirstRows {
    /// None where they were told before.
    of: Option<(App, Arc<Upload>)>,
    /// From the first bytes on.
    looks: Option<Looks>,
}

struct Looks {
    is_enough: watch::Sender<bool>,
    task: AbortHandle,
}

impl FirstRows {
    pub fn of(app: &App, upload: &Arc<Upload>) -> Self {
        let is_known = upload.preview().is_some();
        Self {
            of: (!is_known).then(|| (app.clone(), upload.clone())),
            looks: None,
        }
    }

    /// So many bytes are here; whether that is enough only now, so that they should be on disk.
    pub fn come(&mut self, bytes: u64) -> bool {
        if let Some((app, upload)) = self.of.take() {
            self.looks = Some(Looks::begin(app, upload));
        }
        let is_enough = |looks: &Looks| *looks.is_enough.borrow();
        bytes >= ENOUGH && self.looks.as_ref().is_some_and(|looks| !is_enough(looks))
    }

    /// Nobody needs them any more.
    pub fn end(&mut self) {
        self.of = None;
        self.looks = None;
    }

    /// What is enough is on disk.
    pub fn are_there(&self) {
        if let Some(looks) = &self.looks {
            looks.is_enough.send_replace(true);
        }
    }
}

impl Looks {
    fn begin(app: App, upload: Arc<Upload>) -> Self {
        let is_enough = watch::Sender::new(false);
        let task = tokio::spawn(look(app, upload, is_enough.subscribe()));
        Self {
            is_enough,
            task: task.abort_handle(),
        }
    }
}

impl Drop for Looks {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Tries twice at most: what comes first, and if that says nothing, what is enough.
async fn look(app: App, upload: Arc<Upload>, mut is_enough: watch::Receiver<bool>) {
    let soon = timeout_at(Instant::now() + WAITS, is_enough.wait_for(|is| *is));
    let is_early = soon.await.is_err();
    let mut found = read(&app, &upload).await;
    if found.is_none() && is_early && is_enough.wait_for(|is| *is).await.is_ok() {
        found = read(&app, &upload).await;
    }
    let Some(found) = found else { return };
    let preview = Arc::new(UploadPreview {
        session_uuid: upload.session(),
        upload_id: upload.id().0,
        columns: found.columns,
        more_columns: found.more_columns,
        rows: found.rows,
    });
    upload.set_preview(preview.clone());
    app.streams.tell_first_rows(&preview);
}

/// None where what is here says nothing yet, or never does.
async fn read(app: &App, upload: &Arc<Upload>) -> Option<engine::FirstRows> {
    let progress = upload.progress();
    let job = FirstRowsJob {
        source: app.config.part(upload.id()),
        file_name: progress.name,
        goes_on: progress.total != Some(progress.received),
        // Named like what a server tries at its start, which is nobody's loss.
        scratch: app
            .config
            .views_dir()
            .join(format!(".trial-{}", Uuid::new_v4())),
    };
    // By a task of its own: a worker in the middle of it is not killed because the upload ends.
    let reading = tokio::spawn(app.engine.first_rows(job));
    match reading.await.ok()? {
        Ok(found) => Some(found).filter(|found| !found.rows.is_empty()),
        Err(error) => {
            tracing::debug!(%error, "no first rows of an upload");
            None
        }
    }
}
