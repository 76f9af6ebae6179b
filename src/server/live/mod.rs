//! Live data sets on the server's side: what is appended goes through a queue for each into the worker that writes
//! them, and whoever reads gets a version that stays as it is.
//!
//! A batch is answered once it is on disk. What came at once is written at once. Versions are made at most four times
//! a second, so that nobody who reads waits for who writes.

mod publish;
mod queue;
mod refused;
mod version;

pub use refused::full;
pub use version::Version;

use self::{
    queue::{Ask, Queue},
    version::Leftovers,
};
use super::{
    bus::Bus,
    config::Config,
    db::{self, Database},
    engine::{Append, Appended, Engine, Keep, LiveJob},
    error::ServerError,
};
use crate::shared::{
    analysis::AnalysisError,
    api_error::ApiError,
    dataset::Column,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
    protocol::RowsAppended,
};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{Semaphore, oneshot, watch};

/// The largest batch, in bytes.
pub const MAX_BATCH_BYTES: usize = 4_000_000;
/// What may wait for one data set, in bytes.
const WAITING_BYTES: usize = 8 * MAX_BATCH_BYTES;
/// How often what is not to be kept any longer is let go of where nothing is appended.
const TIDY: Duration = Duration::from_secs(60 * 60);

/// The door to all of them. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    config: Arc<Config>,
    db: Database,
    engine: Arc<dyn Engine>,
    bus: Arc<dyn Bus>,
    queues: Mutex<HashMap<DatasetId, Queue>>,
    leftovers: Leftovers,
}

impl Live {
    /// Must be called within a tokio runtime.
    pub fn new(
        config: Arc<Config>,
        db: Database,
        engine: Arc<dyn Engine>,
        bus: Arc<dyn Bus>,
    ) -> Self {
        Self(Arc::new(Inner {
            config,
            db,
            engine,
            bus,
            queues: Mutex::default(),
            leftovers: Leftovers::start(),
        }))
    }

    /// Begins one, with the rows of a table if one is named; answers how many rows and bytes it has.
    pub async fn create(
        &self,
        dataset_id: DatasetId,
        columns: Vec<Column>,
        keep: Keep,
        from: Option<PathBuf>,
    ) -> Result<(i64, i64), AnalysisError> {
        let job = LiveJob {
            folder: self.0.config.live(dataset_id),
            columns,
            keep,
            from,
        };
        let state = self.0.engine.create_live(job).await?;
        Ok((state.rows(), state.bytes as i64))
    }

    /// Appends a batch, all of it or nothing; it is on disk when this answers. Whoever may do so was asked before.
    pub async fn append(
        &self,
        session: SessionId,
        dataset_id: DatasetId,
        batch: Append,
    ) -> Result<Appended, ApiError> {
        let queue = self.queue(session, dataset_id);
        let bytes = batch.body.len().clamp(1, WAITING_BYTES) as u32;
        let room = queue.room.clone().try_acquire_many_owned(bytes);
        let Ok(room) = room else {
            let sentence = "More rows come in than can be stored. Send them again in a moment.";
            return Err(ApiError::new(ErrorCode::RateLimited, sentence).retry_after(1_000));
        };
        let ask = |reply| Ask::Append(batch, room, reply);
        queue.ask(ask).await?
    }

    /// The rows as they are now, or were up to a fifth of a second ago.
    pub async fn version(
        &self,
        session: SessionId,
        dataset_id: DatasetId,
    ) -> Result<Version, ApiError> {
        let queue = self.queue(session, dataset_id);
        let known = queue.current.borrow().clone();
        match known {
            Some(version) => Ok(version),
            None => queue.ask(Ask::Version).await?,
        }
    }

    /// Keeps so much of it from now on. What is gone stays gone.
    pub async fn keep(
        &self,
        session: SessionId,
        dataset_id: DatasetId,
        keep: Keep,
    ) -> Result<(), ApiError> {
        let queue = self.queue(session, dataset_id);
        let kept = queue.ask(|reply| Ask::Keep(keep, reply)).await?;
        kept.map_err(|error| ApiError::new(ErrorCode::ServerUnavailable, error.message))
    }

    /// Each version from now on, as it is made. Closed when the data set is removed.
    pub fn follow(
        &self,
        session: SessionId,
        dataset_id: DatasetId,
    ) -> watch::Receiver<Option<Version>> {
        self.queue(session, dataset_id).current
    }

    /// How many rows there are, as everybody is told.
    pub async fn count(
        &self,
        session: SessionId,
        dataset_id: DatasetId,
    ) -> Result<RowsAppended, ApiError> {
        let version = self.version(session, dataset_id).await?;
        Ok(version.told(session, dataset_id))
    }

    /// Nothing is left of it. Batches that wait are refused.
    pub async fn remove(&self, dataset_id: DatasetId) -> Result<(), ServerError> {
        let queue = self.queues().remove(&dataset_id);
        let removed = match queue {
            // After what is being written.
            Some(queue) => queue.ask(Ask::Remove).await,
            None => Ok(self.remove_now(dataset_id).await),
        };
        let removed = match removed {
            Ok(removed) => removed,
            Err(_) => self.remove_now(dataset_id).await,
        };
        removed.map_err(|error| ServerError::Internal(error.message))
    }

    async fn remove_now(&self, dataset_id: DatasetId) -> Result<(), AnalysisError> {
        let folder = self.0.config.live(dataset_id);
        if !folder.exists() {
            return Ok(());
        }
        self.0.engine.remove_live(folder).await
    }

    /// Lets go of what is kept for so many days only, for as long as the server runs.
    pub async fn tidy(self) {
        let mut clock = tokio::time::interval(TIDY);
        loop {
            clock.tick().await;
            match db::datasets::live(&self.0.db).await {
                Ok(live) => {
                    for (dataset_id, session) in live {
                        let queue = self.queue(session, dataset_id);
                        // The next hour does what is left out now.
                        let _ = queue.ask(Ask::Tidy).await;
                    }
                }
                Err(error) => tracing::warn!(%error, "live data sets not tidied"),
            }
        }
    }

    fn queue(&self, session: SessionId, dataset_id: DatasetId) -> Queue {
        let mut queues = self.queues();
        let start = || Queue::start(self.clone(), session, dataset_id);
        queues.entry(dataset_id).or_insert_with(start).clone()
    }

    fn queues(&self) -> MutexGuard<'_, HashMap<DatasetId, Queue>> {
        self.0.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn room() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(WAITING_BYTES))
}

type Reply<T> = oneshot::Sender<T>;
