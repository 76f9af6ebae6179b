//! Whether the server can do its work: read, write, keep files. Asked by whoever runs it.

use super::db::{Database, Trouble};
use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// What a write showed holds this long, however often it is asked for.
const HOLDS: Duration = Duration::from_secs(1);

/// When it was asked, and what stood in the way.
type Answer = (Instant, Option<Trouble>);

/// Cheap to clone; all clones share the last answer.
#[derive(Clone)]
pub struct Readiness {
    db: Database,
    data: PathBuf,
    last: Arc<Mutex<Option<Answer>>>,
}

impl Readiness {
    pub fn new(db: Database, data: PathBuf) -> Self {
        let last = Arc::default();
        Self { db, data, last }
    }

    /// Fails with what stands in the way: of reading, of the last write, or of a write made now.
    pub async fn check(&self) -> Result<(), Trouble> {
        self.db.try_to_read().await?;
        let mut last = self.last.lock().await;
        let known = last.filter(|(at, _)| at.elapsed() < HOLDS);
        let trouble = match known {
            // A write since then may have failed.
            Some((_, trouble)) => trouble.or(self.db.trouble()),
            None => {
                let trouble = self.try_to_write().await.err();
                *last = Some((Instant::now(), trouble));
                trouble
            }
        };
        trouble.map_or(Ok(()), Err)
    }

    async fn try_to_write(&self) -> Result<(), Trouble> {
        self.db.try_to_write().await?;
        let data = self.data.clone();
        let kept = tokio::task::spawn_blocking(move || try_to_keep(&data)).await;
        // A panic in it is as good as a disk that fails.
        let kept = kept.unwrap_or_else(|panic| Err(io::Error::other(panic)));
        kept.map_err(|error| {
            tracing::warn!(%error, folder = %self.data.display(), "TANDEM_DATA cannot be written");
            Trouble::of_io(&error).unwrap_or(Trouble::DiskFails)
        })
    }
}

/// Writes a small file to the disk, and takes it away again.
fn try_to_keep(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!(".ready-{}", uuid::Uuid::new_v4().simple()));
    let written = File::create_new(&path).and_then(|mut file| {
        file.write_all(&[0; 4096])?;
        file.sync_all()
    });
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => written.and(Err(error)),
        _ => written,
    }
}
