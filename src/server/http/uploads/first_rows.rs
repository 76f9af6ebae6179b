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

/// So many bytes have rows enough, as a rule; of long rows it takes as many as a worker looks at.
const STEPS: [u64; 2] = [64 << 10, 256 << 10];
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
    /// How many steps are on disk.
    reached: watch::Sender<usize>,
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

    /// So many bytes are here; whether that is a step further, so that they should be on disk.
    pub fn come(&mut self, bytes: u64) -> bool {
        if let Some((app, upload)) = self.of.take() {
            self.looks = Some(Looks::begin(app, upload));
        }
        let looks = self.looks.as_ref();
        looks.is_some_and(|looks| steps(bytes) > *looks.reached.borrow())
    }

    /// Nobody needs them any more.
    pub fn end(&mut self) {
        self.of = None;
        self.looks = None;
    }

    /// So many bytes are on disk.
    pub fn are_there(&self, bytes: u64) {
        if let Some(looks) = &self.looks {
            looks.reached.send_replace(steps(bytes));
        }
    }
}

fn steps(bytes: u64) -> usize {
    STEPS.iter().filter(|step| bytes >= **step).count()
}

impl Looks {
    fn begin(app: App, upload: Arc<Upload>) -> Self {
        let reached = watch::Sender::new(0);
        let task = tokio::spawn(look(app, upload, reached.subscribe()));
        Self {
            reached,
            task: task.abort_handle(),
        }
    }
}

impl Drop for Looks {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Tries what comes first, and at each further step while that says nothing.
async fn look(app: App, upload: Arc<Upload>, mut reached: watch::Receiver<usize>) {
    let first_step = reached.wait_for(|steps| *steps > 0);
    // What is there by then is tried, whether it is a step or not.
    let _ = timeout_at(Instant::now() + WAITS, first_step).await;
    let found = loop {
        let tried = *reached.borrow();
        if let Some(found) = read(&app, &upload).await {
            break found;
        }
        if reached.wait_for(|steps| *steps > tried).await.is_err() {
            return;
        }
    };
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
