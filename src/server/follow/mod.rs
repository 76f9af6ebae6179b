//! Runs that follow live data sets: as rows come, they are computed again for as long as somebody looks at their
//! session, once for all who do, and told as signals.
//!
//! A session in which runs follow has one task while anybody has it open. It reads versions, so neither appends nor the
//! session's own task wait for it, and a worker is asked only where nobody's run wants it.

mod followed;
mod hearing;
mod session;

pub use hearing::{Heard, hearing};

use self::{hearing::Woken, session::Following};
use super::{
    bus::{Audience, Bus},
    caught::caught,
    engine::Engine,
    live::Live,
    presence::Presences,
    streams::Streams,
};
use crate::shared::{
    ids::{PersonId, RunId, SessionId},
    stream::StreamKind,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The door to all of them. Cheap to clone.
#[derive(Clone)]
pub struct Follow(Arc<Inner>);

struct Inner {
    streams: Streams,
    live: Live,
    engine: Arc<dyn Engine>,
    bus: Arc<dyn Bus>,
    presences: Presences,
    sessions: Mutex<HashMap<SessionId, Arc<Following>>>,
}

impl Follow {
    /// Starts to follow what is `heard`. Must be called within a tokio runtime.
    pub fn start(
        streams: Streams,
        live: Live,
        engine: Arc<dyn Engine>,
        bus: Arc<dyn Bus>,
        presences: Presences,
        mut heard: Heard,
    ) -> Self {
        let follow = Self(Arc::new(Inner {
            streams,
            live,
            engine,
            bus,
            presences,
            sessions: Mutex::default(),
        }));
        let waking = follow.clone();
        tokio::spawn(async move {
            while let Some(woken) = heard.recv().await {
                waking.wake(woken);
            }
        });
        follow
    }

    /// Somebody joined a session with live data sets, or has it in sight again: they are told what its runs have
    /// come to.
    pub fn greet(&self, session: SessionId, person: PersonId) {
        let to = Audience::Member(StreamKind::Session, session.into(), person);
        let following = self.wake(Woken::by_somebody(session));
        let frames = following.map_or(Vec::new(), |following| following.frames(session));
        frames.iter().for_each(|frame| self.0.bus.send(to, frame));
    }

    /// The JSON of what a run has come to; none where nothing is computed now.
    pub fn output(&self, session: SessionId, run_id: RunId) -> Option<String> {
        let following = self.sessions().get(&session).cloned()?;
        following.output(run_id)
    }

    /// Has the session's task look again; starts it where there is something to follow and somebody is there.
    fn wake(&self, woken: Woken) -> Option<Arc<Following>> {
        let session = woken.session;
        let mut sessions = self.sessions();
        let following = match sessions.get(&session) {
            Some(following) => following.clone(),
            None if woken.begins && self.0.presences.anyone_in(session.into()) => {
                let following = Arc::new(Following::default());
                sessions.insert(session, following.clone());
                self.begin(session, following.clone());
                following
            }
            None => return None,
        };
        following.wake(woken.state_changed);
        Some(following)
    }

    fn begin(&self, session: SessionId, following: Arc<Following>) {
        let follow = self.clone();
        tokio::spawn(async move {
            if caught(session::follow(&follow, session, &following))
                .await
                .is_none()
            {
                // The next row begins anew.
                follow.forget(session);
            }
        });
    }

    /// Forgets a session's task that has nothing to do; false when somebody came meanwhile.
    fn ends(&self, session: SessionId) -> bool {
        let mut sessions = self.sessions();
        if self.0.presences.anyone_in(session.into()) {
            return false;
        }
        sessions.remove(&session);
        true
    }

    fn forget(&self, session: SessionId) {
        self.sessions().remove(&session);
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<SessionId, Arc<Following>>> {
        self.0
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
