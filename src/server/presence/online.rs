//! Who is online: told to everyone who listens, at most once a second.

use super::{GRACE, people::People};
use crate::server::{
    bus::{Audience, Bus, ConnectionId},
    caught::keep_running,
};
use crate::shared::{
    account::Person,
    ids::PersonId,
    protocol::{EveryoneUpdated, Presence},
};
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
    pub fn new(bus: Arc<dyn Bus>) -> Self {
        let online = Self {
            people: Arc::default(),
            changed: Arc::default(),
        };
        let telling = online.clone();
        keep_running(move || telling.clone().tell(bus.clone()));
        online
    }

    pub fn set(&self, person: &Person, connection: ConnectionId, state: Presence) {
        self.with(|people| people.set(person, connection, state));
        self.changed.notify_one();
    }

    pub fn remove(&self, person: PersonId, connection: ConnectionId) {
        if !self.with(|people| people.remove(person, connection)) {
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

    async fn tell(self, bus: Arc<dyn Bus>) {
        loop {
            self.changed.notified().await;
            let users = self.with(|people| people.list());
            bus.send(Audience::Everyone, &EveryoneUpdated { users });
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn with<T>(&self, look: impl FnOnce(&mut People) -> T) -> T {
        look(&mut self.people.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
