//! The built-in source of live samples: it appends rows as any program would, while somebody has the session open.
//!
//! The log says which source runs and how fast, so that everybody knows, also after a restart. Here is one task for
//! each that runs: whoever joins a session wakes it, and it rests when it is stopped or nobody is there. It knows no
//! transport.

mod runner;
mod weather;

pub use weather::{COLUMNS, NAME};

use super::{live::Live, presence::Presences, streams::Streams, wakes::Wakes};
use crate::shared::{
    ids::{PersonId, SessionId},
    session::StreamState,
};
use runner::Runner;
use std::sync::Arc;

/// The door to all of them. Cheap to clone.
#[derive(Clone)]
pub struct Samples(Arc<Inner>);

struct Inner {
    streams: Streams,
    live: Live,
    presences: Presences,
    running: Wakes,
}

impl Samples {
    pub fn new(streams: Streams, live: Live, presences: Presences) -> Self {
        Self(Arc::new(Inner {
            streams,
            live,
            presences,
            running: Wakes::default(),
        }))
    }

    /// A member is there, or has started a source: what runs by the log runs here, once.
    pub async fn wake(&self, session: SessionId, member: PersonId) {
        let streams = &self.0.streams;
        let running = streams
            .read(session, member, StreamState::running_sample)
            .await;
        // Whoever may not know of it does not wait for its rows.
        if let Ok(Some(dataset_id)) = running
            && self.0.running.wake(dataset_id)
        {
            let runner = Runner::new(self.clone(), session, dataset_id);
            tokio::spawn(runner.run());
        }
    }
}
