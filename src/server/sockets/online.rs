//! Who is online: told to everyone who listens, at most once a second.

use super::presence::{GRACE, People};
use crate::server::caught::keep_running;
use crate::shared::{
    account::Person,
    ids::PersonId,
    protocol::{EveryoneUpdated, Presence, Signal, USER_NAMESPACE},
};
use futures_util::FutureExt;
use socketioxide::{SocketIo, socket::Sid};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// Many come at once after a restart; one list tells of all of them.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Online {
    people: Arc<Mutex<People>>,
    changed: Arc<Notify>,
}

impl Online {
    /// Starts telling; ends with the runtime.
    pub fn new(io: SocketIo) -> Self {
        let online = Self {
            people: Arc::default(),
            changed: Arc::default(),
        };
        let telling = online.clone();
        keep_running(move || telling.clone().tell(io.clone()));
        online
    }

    pub fn set(&self, person: &Person, socket: Sid, state: Presence) {
        self.with(|people| people.set(person, socket, state));
        self.changed.notify_one();
    }

    pub fn remove(&self, person: PersonId, socket: Sid) {
        if !self.with(|people| people.remove(person, socket)) {
            return;
        }
        let online = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(GRACE).await;
            online.with(People::sweep);
            online.changed.notify_one();
        });
    }

    pub fn has(&self, person: PersonId) -> bool {
        self.with(|people| people.has(person))
    }

    /// People with a tab open.
    pub fn count(&self) -> usize {
        self.with(|people| people.count())
    }

    async fn tell(self, io: SocketIo) {
        loop {
            self.changed.notified().await;
            let users = self.with(|people| people.list());
            if let Some(namespace) = io.of(USER_NAMESPACE) {
                // Lost for a full buffer; the next change tells again.
                let update = EveryoneUpdated { users };
                let _ = namespace
                    .emit(EveryoneUpdated::NAME, &update)
                    .now_or_never();
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn with<T>(&self, look: impl FnOnce(&mut People) -> T) -> T {
        look(&mut self.people.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
