//! Who is where right now, per person and not per tab: in each stream, and online at all.
//! Never stored.

use super::{namespace_of, room};
use crate::shared::{
    account::Person,
    ids::{PersonId, SessionId, StreamId},
    protocol::{Presence, PresentPerson, RoomUsersUpdated, Signal, UsersUpdated},
    stream::StreamKind,
};
use futures_util::FutureExt;
use serde::Serialize;
use socketioxide::{SocketIo, socket::Sid};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// A reload is not a departure: the others hear of it only when nobody came back by then.
pub const GRACE: Duration = Duration::from_secs(10);

/// People by their tabs.
#[derive(Default)]
pub struct People(BTreeMap<PersonId, Tabs>);

struct Tabs {
    name: String,
    sockets: HashMap<Sid, Presence>,
}

impl People {
    /// Whether the person is shown differently from now on.
    pub fn set(&mut self, person: &Person, socket: Sid, state: Presence) -> bool {
        let before = self.0.get(&person.id).map(|tabs| present(person.id, tabs));
        let tabs = self.0.entry(person.id).or_insert_with(|| Tabs {
            name: person.name.clone(),
            sockets: HashMap::new(),
        });
        tabs.name.clone_from(&person.name);
        tabs.sockets.insert(socket, state);
        before.as_ref() != Some(&present(person.id, tabs))
    }

    /// False when the tab was not among them.
    pub fn remove(&mut self, person: PersonId, socket: Sid) -> bool {
        let tabs = self.0.get_mut(&person);
        tabs.is_some_and(|tabs| tabs.sockets.remove(&socket).is_some())
    }

    /// Forgets one person with all their tabs, or everyone.
    pub fn forget(&mut self, person: Option<PersonId>) {
        let stays = |id| person.is_some_and(|person| person != id);
        self.0.retain(|id, _| stays(*id));
    }

    /// Forgets people without a tab; false when nobody is left.
    pub fn sweep(&mut self) -> bool {
        self.0.retain(|_, tabs| !tabs.sockets.is_empty());
        !self.0.is_empty()
    }

    /// One with several tabs is as active as the liveliest.
    pub fn list(&self) -> Vec<PresentPerson> {
        self.0.iter().map(|(id, tabs)| present(*id, tabs)).collect()
    }

    /// Those with a tab.
    pub fn count(&self) -> usize {
        let tabs = self.0.values();
        tabs.filter(|tabs| !tabs.sockets.is_empty()).count()
    }

    /// Looking, or idle: not elsewhere and not gone.
    pub fn looks(&self, person: PersonId) -> bool {
        let tabs = self.0.get(&person);
        tabs.is_some_and(|tabs| tabs.sockets.values().any(|state| *state != Presence::Away))
    }

    pub fn has(&self, person: PersonId) -> bool {
        self.0
            .get(&person)
            .is_some_and(|tabs| !tabs.sockets.is_empty())
    }
}

#[derive(Clone)]
pub struct Presences {
    io: SocketIo,
    here: Arc<Mutex<Here>>,
}

type Here = HashMap<StreamId, (StreamKind, People)>;

impl Presences {
    pub fn new(io: SocketIo) -> Self {
        Self {
            io,
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

    /// Notes what a tab knows of its person, and tells the others.
    pub fn set(
        &self,
        kind: StreamKind,
        stream: StreamId,
        person: &Person,
        socket: Sid,
        state: Presence,
    ) {
        let is_news = self.with(|here| {
            let (_, people) = here
                .entry(stream)
                .or_insert_with(|| (kind, People::default()));
            people.set(person, socket, state)
        });
        // Another tab of somebody who looks already changes nothing for the others; who comes is
        // told who is here in any case.
        if is_news {
            self.tell(kind, stream);
        } else {
            self.tell_one(kind, stream, socket);
        }
    }

    /// A tab left a stream (or all), or lost its connection.
    pub fn remove(&self, person: PersonId, socket: Sid, stream: Option<StreamId>) {
        let left = self.with(|here| {
            let asked = here
                .iter_mut()
                .filter(|(id, _)| stream.is_none_or(|s| s == **id));
            asked
                .filter_map(|(id, (kind, people))| {
                    people.remove(person, socket).then_some((*kind, *id))
                })
                .collect::<Vec<_>>()
        });
        for (kind, stream) in left {
            let presences = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(GRACE).await;
                presences.sweep(stream);
                presences.tell(kind, stream);
            });
        }
    }

    /// Everyone's tabs, or one person's, are in the stream no more: they were taken out of it.
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

    fn tell(&self, kind: StreamKind, stream: StreamId) {
        let update = update(kind, stream, self.users(stream));
        if let Some(namespace) = self.io.of(namespace_of(kind)) {
            // Lost for a full buffer; the next change or join tells again.
            let _ = namespace
                .to(room(stream))
                .emit(UsersUpdated::NAME, &update)
                .now_or_never();
        }
    }

    fn tell_one(&self, kind: StreamKind, stream: StreamId, socket: Sid) {
        let namespace = self.io.of(namespace_of(kind));
        if let Some(socket) = namespace.and_then(|namespace| namespace.get_socket(socket)) {
            let update = update(kind, stream, self.users(stream));
            let _ = socket.emit(UsersUpdated::NAME, &update);
        }
    }

    fn with<T>(&self, look: impl FnOnce(&mut Here) -> T) -> T {
        look(&mut self.here.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Sessions and rooms name their stream differently.
#[derive(Serialize)]
#[serde(untagged)]
enum Update {
    Session(UsersUpdated),
    Room(RoomUsersUpdated),
}

fn update(kind: StreamKind, stream: StreamId, users: Vec<PresentPerson>) -> Update {
    match kind {
        StreamKind::Session => Update::Session(UsersUpdated {
            session_uuid: SessionId(stream.0),
            users,
        }),
        StreamKind::Room | StreamKind::Direct => Update::Room(RoomUsersUpdated { stream, users }),
    }
}

fn present(id: PersonId, tabs: &Tabs) -> PresentPerson {
    let any = |state| tabs.sockets.values().any(|known| *known == state);
    let state = match () {
        // Within the grace nobody is left: still shown, as away.
        () if any(Presence::Active) => Presence::Active,
        () if any(Presence::Idle) => Presence::Idle,
        () => Presence::Away,
    };
    PresentPerson {
        id,
        name: tabs.name.clone(),
        state,
    }
}
