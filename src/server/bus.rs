//! The bus: how events, signals and the end of access reach whoever they concern.
//!
//! What happens is handed to a [`Bus`], and nothing that does so knows what carries it. In one process
//! that is the sockets' own (`sockets::SocketBus`).

use super::db::notes::NotePlace;
use crate::shared::{
    account::Person,
    ids::{PersonId, StreamId},
    protocol::Signal,
    stream::{Event, StreamKind},
};
use serde::Serialize;
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};

/// Carries what happens. No method blocks, and none fails: a client that misses an event finds the gap
/// and asks for it, and a signal is worth nothing later.
pub trait Bus: Send + Sync + 'static {
    /// An event, to everyone who listens to its stream.
    fn event(&self, kind: StreamKind, event: &Event);

    /// A signal, to whoever it is for.
    fn signal(&self, to: Audience, name: &'static str, payload: &Value);

    /// What happens on a page of notes, to the members who have it open.
    fn note(&self, told: &NoteSignal);

    /// Ends listening to a stream: a person's, or everyone's.
    fn cut_off(&self, kind: StreamKind, stream: StreamId, person: Option<PersonId>);

    /// Closes the connections that were opened with a login.
    fn log_out(&self, token_hash: &str);

    /// Closes the connections of a person's own pages, which open again under their present name.
    /// Scripts are left alone: the log puts the right name to what they say.
    fn reopen(&self, person: PersonId);
}

/// What happens on a page of notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteSignal {
    /// It was changed, and that is stored.
    Edited {
        place: NotePlace,
        n: i64,
        by: Person,
        update: Vec<u8>,
    },
    /// Carets moved, came or went: an awareness update.
    Carets { place: NotePlace, update: Vec<u8> },
}

/// Who a signal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everyone who listens to a stream.
    Stream(StreamKind, StreamId),
    /// A person, where they listen to a stream.
    Member(StreamKind, StreamId, PersonId),
    /// A person, on all their tabs.
    Person(PersonId),
    /// Everyone with a tab open.
    Everyone,
}

impl dyn Bus {
    pub fn send<S: Signal + Serialize>(&self, to: Audience, signal: &S) {
        match serde_json::to_value(signal) {
            Ok(payload) => self.signal(to, S::NAME, &payload),
            Err(error) => tracing::error!(%error, "a signal could not be written"),
        }
    }
}

/// For commands beside a server, which nobody is connected to.
pub struct Nobody;

impl Bus for Nobody {
    fn event(&self, _: StreamKind, _: &Event) {}
    fn signal(&self, _: Audience, _: &'static str, _: &Value) {}
    fn note(&self, _: &NoteSignal) {}
    fn cut_off(&self, _: StreamKind, _: StreamId, _: Option<PersonId>) {}
    fn log_out(&self, _: &str) {}
    fn reopen(&self, _: PersonId) {}
}

/// One connection of somebody, for as long as this process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConnectionId(u64);

impl ConnectionId {
    pub fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}
