//! Who is in a session right now, per person and not per tab. Never stored.

use super::room;
use crate::shared::{
    account::Person,
    ids::{PersonId, SessionId},
    protocol::{Presence, PresentPerson, SESSION_NAMESPACE, Signal, UsersUpdated},
};
use futures_util::FutureExt;
use socketioxide::{SocketIo, socket::Sid};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// A reload is not a departure: the others hear of it only when nobody came back by then.
const GRACE: Duration = Duration::from_secs(3);

#[derive(Clone)]
pub struct Presences {
    io: SocketIo,
    here: Arc<Mutex<Here>>,
}

type Here = HashMap<SessionId, BTreeMap<PersonId, Tabs>>;

struct Tabs {
    name: String,
    sockets: HashMap<Sid, Presence>,
}

impl Presences {
    pub fn new(io: SocketIo) -> Self {
        Self {
            io,
            here: Arc::default(),
        }
    }

    /// Sessions with anyone in them.
    pub fn sessions(&self) -> Vec<SessionId> {
        self.with(|here| here.keys().copied().collect())
    }

    /// Notes what a tab knows of its person, and tells the session.
    pub fn set(&self, session: SessionId, person: &Person, socket: Sid, state: Presence) {
        self.with(|here| {
            let people = here.entry(session).or_default();
            let tabs = people.entry(person.id).or_insert_with(|| Tabs {
                name: person.name.clone(),
                sockets: HashMap::new(),
            });
            tabs.sockets.insert(socket, state);
        });
        self.tell(session);
    }

    /// A tab left or lost its connection.
    pub fn remove(&self, person: PersonId, socket: Sid, session: Option<SessionId>) {
        let left = self.with(|here| {
            let mut left = Vec::new();
            for (id, people) in here
                .iter_mut()
                .filter(|(id, _)| session.is_none_or(|s| s == **id))
            {
                let tabs = people.get_mut(&person);
                if tabs.is_some_and(|tabs| tabs.sockets.remove(&socket).is_some()) {
                    left.push(*id);
                }
            }
            left
        });
        for session in left {
            let presences = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(GRACE).await;
                presences.sweep(session);
                presences.tell(session);
            });
        }
    }

    /// Everyone's tabs, or one person's, are in the session no more: they were taken out of it.
    pub fn cut(&self, session: SessionId, person: Option<PersonId>) {
        self.with(|here| {
            if let Some(people) = here.get_mut(&session) {
                people.retain(|id, _| person.is_some_and(|person| person != *id));
            }
        });
        self.sweep(session);
        self.tell(session);
    }

    fn sweep(&self, session: SessionId) {
        self.with(|here| {
            if let Some(people) = here.get_mut(&session) {
                people.retain(|_, tabs| !tabs.sockets.is_empty());
                if people.is_empty() {
                    here.remove(&session);
                }
            }
        });
    }

    /// The people in a session; one with several tabs is as active as the liveliest.
    pub fn users(&self, session: SessionId) -> Vec<PresentPerson> {
        self.with(|here| {
            let people = here.get(&session).into_iter().flatten();
            people.map(|(id, tabs)| present(*id, tabs)).collect()
        })
    }

    fn tell(&self, session: SessionId) {
        let update = UsersUpdated {
            session_uuid: session,
            users: self.users(session),
        };
        let Some(namespace) = self.io.of(SESSION_NAMESPACE) else {
            return;
        };
        // Lost for a full buffer; the next change or join tells again.
        let _ = namespace
            .to(room(session))
            .emit(UsersUpdated::NAME, &update)
            .now_or_never();
    }

    fn with<T>(&self, look: impl FnOnce(&mut Here) -> T) -> T {
        look(&mut self.here.lock().unwrap_or_else(PoisonError::into_inner))
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
