//! Who is where right now, per person and not per tab: in each stream, and online at all.
//! Never stored.

mod looks;
mod online;
mod people;

pub use online::Online;

use super::bus::{Audience, Bus, ConnectionId};
use crate::shared::{
    account::Person,
    ids::{PersonId, SessionId, StreamId},
    protocol::{Presence, PresentPerson, RoomUsersUpdated, UsersUpdated},
    stream::StreamKind,
};
use people::People;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// A reload is not a departure: the others hear of it only when nobody came back by then.
pub const GRACE: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub struct Presences {
    bus: Arc<dyn Bus>,
    here: Arc<Mutex<Here>>,
}

type Here = HashMap<StreamId, (StreamKind, People)>;

impl Presences {
    pub fn new(bus: Arc<dyn Bus>) -> Self {
        Self {
            bus,
            here: Arc::default(),
        }
    }

    /// Streams with anyone in them, and what they are logs of.
    pub fn streams(&self) -> HashMap<StreamId, StreamKind> {
        self.with(|here| {
            here.iter()
                .map(|(stream, (kind, _))| (*stream, *kind))
                .collect()
        })
    }

    /// Notes what a connection knows of its person, and tells the others. When it is no news to them,
    /// only the person hears who is here: they may have just come.
    pub fn set(
        &self,
        kind: StreamKind,
        stream: StreamId,
        person: &Person,
        connection: ConnectionId,
        state: Presence,
    ) {
        let is_news = self.with(|here| {
            let (_, people) = here
                .entry(stream)
                .or_insert_with(|| (kind, People::default()));
            people.set(person, connection, state)
        });
        match is_news {
            true => self.tell(kind, stream),
            false => self.send(kind, stream, Audience::Member(kind, stream, person.id)),
        }
    }

    /// A connection left a stream (or all), or was lost.
    pub fn remove(&self, person: PersonId, connection: ConnectionId, stream: Option<StreamId>) {
        let mut looks = Vec::new();
        let left = self.with(|here| {
            let asked = here
                .iter_mut()
                .filter(|(id, _)| stream.is_none_or(|s| s == **id));
            asked
                .filter_map(|(id, (kind, people))| {
                    let watched = people.watched_by(person, connection);
                    let removed = people.remove(person, connection);
                    looks.extend(looks::told(people, *id, person, watched));
                    removed.then_some((*kind, *id))
                })
                .collect::<Vec<_>>()
        });
        self.tell_looks(looks);
        for (kind, stream) in left {
            let presences = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(GRACE).await;
                presences.sweep(stream);
                presences.tell(kind, stream);
            });
        }
    }

    /// Everyone, or one person, was taken out of the stream.
    pub fn cut(&self, stream: StreamId, person: Option<PersonId>) {
        let kind = self.with(|here| {
            let (kind, people) = here.get_mut(&stream)?;
            people.forget(person);
            Some(*kind)
        });
        self.sweep(stream);
        if let Some(kind) = kind {
            self.tell(kind, stream);
        }
    }

    fn sweep(&self, stream: StreamId) {
        self.with(|here| {
            let is_empty = here
                .get_mut(&stream)
                .is_some_and(|(_, people)| !people.sweep());
            if is_empty {
                here.remove(&stream);
            }
        });
    }

    pub fn users(&self, stream: impl Into<StreamId>) -> Vec<PresentPerson> {
        let stream = stream.into();
        self.with(|here| {
            here.get(&stream)
                .map_or(Vec::new(), |(_, people)| people.list())
        })
    }

    /// Whether a person has the stream before them.
    pub fn looks(&self, stream: StreamId, person: PersonId) -> bool {
        self.with(|here| {
            here.get(&stream)
                .is_some_and(|(_, people)| people.looks(person))
        })
    }

    /// Whether anybody has the stream open, or had it a moment ago.
    pub fn anyone_in(&self, stream: StreamId) -> bool {
        self.with(|here| here.contains_key(&stream))
    }

    /// Whether anybody has the stream before them.
    pub fn anyone_looks(&self, stream: StreamId) -> bool {
        self.with(|here| {
            here.get(&stream)
                .is_some_and(|(_, people)| people.anyone_looks())
        })
    }

    fn tell(&self, kind: StreamKind, stream: StreamId) {
        self.send(kind, stream, Audience::Stream(kind, stream));
    }

    fn send(&self, kind: StreamKind, stream: StreamId, to: Audience) {
        let users = self.users(stream);
        // Sessions and rooms name their stream differently.
        match kind {
            StreamKind::Session => self.bus.send(
                to,
                &UsersUpdated {
                    session_uuid: SessionId(stream.0),
                    users,
                },
            ),
            StreamKind::Room | StreamKind::Direct => {
                self.bus.send(to, &RoomUsersUpdated { stream, users });
            }
        }
    }

    fn with<T>(&self, look: impl FnOnce(&mut Here) -> T) -> T {
        look(&mut self.here.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
