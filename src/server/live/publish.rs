//! What everybody sees of one live data set: its version of now, and the word that there is a newer one.

use super::{
    Live,
    refused::{full, no_such, not_now},
    version::{Lease, Version},
};
use crate::server::{
    bus::Audience,
    db,
    engine::{Append, Appended, Keep, LiveState, Refusal, Unwritten},
};
use crate::shared::{
    analysis::AnalysisError,
    api_error::ApiError,
    ids::{DatasetId, SessionId},
    stream::StreamKind,
};
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::{sync::watch, time::Instant};

/// A version lasts so long at least.
const EVERY: Duration = Duration::from_millis(250);
/// After a fault.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// How often the size is written down, and what the session takes up in all is asked for.
const MEASURE: Duration = Duration::from_secs(5);

type Answers = Vec<Result<Appended, Refusal>>;

pub struct Published {
    live: Live,
    session: SessionId,
    dataset_id: DatasetId,
    folder: PathBuf,
    version: watch::Sender<Option<Version>>,
    /// As the worker had it last.
    state: LiveState,
    /// When a row came last, Unix milliseconds.
    newest: i64,
    /// Not before this.
    next: Instant,
    measured: Option<Instant>,
    full: Option<ApiError>,
}

impl Published {
    pub fn new(
        live: Live,
        session: SessionId,
        dataset_id: DatasetId,
    ) -> (Self, watch::Receiver<Option<Version>>) {
        let (version, current) = watch::channel(None);
        let folder = live.0.config.live(dataset_id);
        let published = Self {
            live,
            session,
            dataset_id,
            folder,
            version,
            state: LiveState::default(),
            newest: 0,
            next: Instant::now(),
            measured: None,
            full: None,
        };
        (published, current)
    }

    /// When the next version is to be made, where there is something new.
    pub fn due(&self) -> Option<Instant> {
        let known = self.version.borrow().as_ref().map(|known| known.state);
        (self.state != LiveState::default() && known != Some(self.state)).then_some(self.next)
    }

    pub async fn append(
        &mut self,
        batches: Vec<Append>,
        now_ms: i64,
    ) -> Result<Result<Answers, Unwritten>, AnalysisError> {
        let engine = &self.live.0.engine;
        let taken = engine.append(self.folder.clone(), batches, now_ms).await?;
        Ok(taken.map(|(answers, state)| {
            if answers.iter().flatten().any(|answer| !answer.dup) {
                self.newest = now_ms;
            }
            self.state = state;
            answers
        }))
    }

    /// The one of now.
    pub async fn version(&mut self) -> Result<Version, ApiError> {
        let known = self.version.borrow().clone();
        match known {
            Some(known) => Ok(known),
            None => self
                .publish()
                .await
                .ok_or_else(|| match self.folder.exists() {
                    true => not_now(),
                    false => no_such(),
                }),
        }
    }

    /// Makes a version and tells everybody; none where that failed, which is tried again where rows came.
    pub async fn publish(&mut self) -> Option<Version> {
        let made = self.live.0.engine.version(self.folder.clone()).await;
        let (path, state) = match made {
            Ok(made) => made,
            Err(error) => {
                tracing::warn!(error = %error.message, "no version of a live data set");
                self.next = Instant::now() + TRY_AGAIN;
                return None;
            }
        };
        let known = self.version.borrow().clone();
        let lease = known.as_ref().map(|known| known.lease.clone());
        let lease = lease.filter(|lease| lease.path == path).unwrap_or_else(|| {
            Arc::new(Lease {
                path,
                leftovers: self.live.0.leftovers.clone(),
            })
        });
        let version = Version {
            lease,
            state,
            newest: self.newest,
        };
        self.state = state;
        self.next = Instant::now() + EVERY;
        let is_news = known.is_none_or(|known| known.state != state);
        self.version.send_replace(Some(version.clone()));
        if is_news {
            let to = Audience::Stream(StreamKind::Session, self.session.into());
            let told = version.told(self.session, self.dataset_id);
            self.live.0.bus.send(to, &told);
        }
        Some(version)
    }

    /// Why nothing may be appended, if the session is full.
    pub async fn no_room(&mut self) -> Option<ApiError> {
        if self.measured.is_some_and(|last| last.elapsed() < MEASURE) {
            return self.full.clone();
        }
        self.measured = Some(Instant::now());
        let (db, quota) = (&self.live.0.db, self.live.0.config.max_session);
        let measured = async {
            if self.state != LiveState::default() {
                let (rows, bytes) = (self.state.rows(), self.state.bytes as i64);
                db::datasets::set_size(db, self.dataset_id, rows, bytes).await?;
            }
            db::datasets::bytes_in_session(db, self.session).await
        };
        match measured.await {
            Ok(bytes) => self.full = (bytes as u64 > quota).then(|| full(quota)),
            // The rows do not wait for the database.
            Err(error) => tracing::warn!(%error, "a live data set was not measured"),
        }
        self.full.clone()
    }

    /// Keeps so much from now on; readers see it at once.
    pub async fn keep(&mut self, keep: Keep) -> Result<(), AnalysisError> {
        let engine = &self.live.0.engine;
        self.state = engine.keep_live(self.folder.clone(), keep).await?;
        self.next = Instant::now();
        Ok(())
    }

    pub async fn remove(&self) -> Result<(), AnalysisError> {
        self.live.remove_now(self.dataset_id).await
    }
}
