//! Rules of live data sets at work: one task for each data set that has any reads what came, and says in the log what
//! fires and what clears.
//!
//! The log knows the rules and which of them fire; nothing else is kept, so that after a restart they look at what
//! comes from then on. It knows no transport.

mod evaluator;
mod watcher;

use super::{
    db::{self, Database},
    engine::Engine,
    live::Live,
    streams::Streams,
    wakes::Wakes,
};
use crate::shared::{
    ids::{DatasetId, SessionId},
    session::StreamState,
};
use std::{collections::BTreeSet, sync::Arc};
use watcher::Watcher;

/// The door to all of them. Cheap to clone.
#[derive(Clone)]
pub struct Rules(Arc<Inner>);

struct Inner {
    db: Database,
    engine: Arc<dyn Engine>,
    streams: Streams,
    live: Live,
    running: Wakes,
}

impl Rules {
    pub fn new(db: Database, engine: Arc<dyn Engine>, streams: Streams, live: Live) -> Self {
        Self(Arc::new(Inner {
            db,
            engine,
            streams,
            live,
            running: Wakes::default(),
        }))
    }

    /// Looks after all that were made before the server started.
    pub async fn begin(self) {
        match db::streams::with_rules(&self.0.db).await {
            Ok(sessions) => {
                for session in sessions {
                    self.wake(session).await;
                }
            }
            Err(error) => tracing::error!(%error, "rules are not looked after until one is made"),
        }
    }

    /// A session has a new rule, or is looked after from now on.
    pub async fn wake(&self, session: SessionId) {
        let of = |state: &StreamState| {
            let rules = state.rules.iter();
            rules
                .map(|rule| rule.dataset_id)
                .collect::<BTreeSet<DatasetId>>()
        };
        // A session that was deleted has none.
        let datasets = self.0.streams.peek(session, of).await.unwrap_or_default();
        for dataset_id in datasets {
            if self.0.running.wake(dataset_id) {
                let watcher = Watcher::new(self.clone(), session, dataset_id);
                tokio::spawn(watcher.run());
            }
        }
    }
}
