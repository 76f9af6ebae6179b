//! Tells people that a list of theirs, of sessions or of rooms, is no longer what it was. Whoever has one
//! before them asks for it anew.
//!
//! Everything that changes such a list goes over the bus, so [`Lists::hearing`] listens there. Much of it
//! comes at once; a person is told of all that within a moment.

use super::{
    bus::{Audience, Bus, NoteSignal},
    caught::keep_running,
    db::{self, Database},
    error::ServerError,
};
use crate::shared::{
    ids::{PersonId, SessionId, StreamId},
    protocol::{RoomsChanged, SessionsChanged, Signal, UsersUpdated},
    stream::{Event, Fact, StreamKind},
};
use serde_json::Value;
use std::{
    collections::HashSet,
    mem::take,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// What changes within this time is told at once.
const MOMENT: Duration = Duration::from_millis(400);

/// Cheap to clone.
#[derive(Clone)]
pub struct Lists {
    changes: Arc<Mutex<Changes>>,
    changed: Arc<Notify>,
}

#[derive(Default)]
struct Changes {
    /// Whose members' lists of sessions changed.
    sessions: HashSet<SessionId>,
    /// People whose list of sessions changed although they are no members any more.
    people: HashSet<PersonId>,
    /// Whose list of rooms changed; everyone's when a public room did.
    rooms: HashSet<PersonId>,
    all_rooms: bool,
}

impl Lists {
    /// Starts telling; ends with the runtime.
    pub fn new(db: Database, bus: Arc<dyn Bus>) -> Self {
        let lists = Self {
            changes: Arc::default(),
            changed: Arc::default(),
        };
        let telling = lists.clone();
        keep_running(move || telling.clone().tell(db.clone(), bus.clone()));
        lists
    }

    /// The bus, with these lists listening to what goes over it.
    pub fn hearing(&self, bus: Arc<dyn Bus>) -> Arc<dyn Bus> {
        let lists = self.clone();
        Arc::new(Heard { bus, lists })
    }

    /// A direct conversation was opened.
    pub fn conversation_between(&self, people: [PersonId; 2]) {
        self.note(|changes| changes.rooms.extend(people));
    }

    /// A session was deleted, whose members they were.
    pub fn session_gone(&self, members: impl IntoIterator<Item = PersonId>) {
        self.note(|changes| changes.people.extend(members));
    }

    fn note(&self, change: impl FnOnce(&mut Changes)) {
        change(&mut self.changes.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_one();
    }

    async fn tell(self, db: Database, bus: Arc<dyn Bus>) {
        loop {
            self.changed.notified().await;
            tokio::time::sleep(MOMENT).await;
            let changes = take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner));
            if let Err(error) = changes.tell(&db, &*bus).await {
                tracing::warn!(%error, "not everyone was told that their list changed");
            }
        }
    }
}

impl Changes {
    async fn tell(mut self, db: &Database, bus: &dyn Bus) -> Result<(), ServerError> {
        if self.all_rooms {
            bus.send(Audience::Everyone, &RoomsChanged {});
            self.rooms.clear();
        }
        for person in self.rooms {
            bus.send(Audience::Person(person), &RoomsChanged {});
        }
        let members = db::sessions::members(db, self.sessions).await?;
        self.people.extend(members);
        for person in self.people {
            bus.send(Audience::Person(person), &SessionsChanged {});
        }
        Ok(())
    }
}

/// Hands everything on, and notes what changes a list.
struct Heard {
    bus: Arc<dyn Bus>,
    lists: Lists,
}

impl Bus for Heard {
    fn event(&self, kind: StreamKind, event: &Event) {
        self.bus.event(kind, event);
        match (kind, &event.fact) {
            (StreamKind::Session, _) => self.lists.note(|changes| {
                changes.sessions.insert(SessionId(event.stream.0));
            }),
            (StreamKind::Room | StreamKind::Direct, Fact::Status(_)) => {
                self.lists.note(|changes| changes.all_rooms = true);
            }
            // Counts of what is unread go out by themselves.
            (StreamKind::Room | StreamKind::Direct, _) => {}
        }
    }

    fn signal(&self, to: Audience, name: &'static str, payload: &Value) {
        self.bus.signal(to, name, payload);
        if let (Audience::Stream(StreamKind::Session, stream), UsersUpdated::NAME) = (to, name) {
            self.lists.note(|changes| {
                changes.sessions.insert(SessionId(stream.0));
            });
        }
    }

    fn note(&self, told: &NoteSignal) {
        self.bus.note(told);
    }

    fn cut_off(&self, kind: StreamKind, stream: StreamId, person: Option<PersonId>) {
        self.bus.cut_off(kind, stream, person);
        self.lists.note(|changes| changes.people.extend(person));
    }

    fn log_out(&self, token_hash: &str) {
        self.bus.log_out(token_hash);
    }

    fn reopen(&self, person: PersonId) {
        self.bus.reopen(person);
    }
}
