//! Carries what streams publish to the sockets in their rooms.

use super::{namespace_of, plain::PLAIN, room, user::tabs_of};
use crate::server::{
    auth::Login,
    notices::Teller,
    sessions::{Published, Publisher},
};
use crate::shared::{
    ids::{PersonId, StreamId},
    protocol::{PlainHeard, SESSION_NAMESPACE, Signal, USER_NAMESPACE},
    stream::{Event, Fact, Redacted, StatusKind, StreamKind},
};
use futures_util::FutureExt;
use serde::Serialize;
use serde_json::Value;
use socketioxide::SocketIo;

pub struct SocketPublisher {
    io: SocketIo,
}

impl SocketPublisher {
    pub fn new(io: SocketIo) -> Self {
        Self { io }
    }

    fn event(&self, kind: StreamKind, event: &Event) {
        let Some(namespace) = self.io.of(namespace_of(kind)) else {
            return;
        };
        let members = namespace.to(room(event.stream));
        // With sockets on this node only, the first poll has put the packet into every buffer.
        // A full buffer loses it for that socket, whose client then finds the gap and syncs.
        if let Some(Err(error)) = members.emit(event.fact.name(), event).now_or_never() {
            tracing::debug!(%error, stream = %event.stream, "not everyone was reached");
        }
        self.plainly(kind, event);
        if let Fact::Status {
            kind: StatusKind::Removed | StatusKind::Left,
            person,
            ..
        } = &event.fact
        {
            self.cut_off(kind, event.stream, person.id);
        }
    }

    /// Tells a message to those in its room who speak in unnamed events.
    fn plainly(&self, kind: StreamKind, event: &Event) {
        if let (Fact::ReceiveMessage { text, redacted, .. }, Some(namespace)) =
            (&event.fact, self.io.of(namespace_of(kind)))
        {
            if *redacted == Some(Redacted::Deleted) {
                return;
            }
            for socket in namespace.to(PLAIN).sockets() {
                if socket
                    .rooms()
                    .iter()
                    .any(|known| *known == room(event.stream))
                {
                    // The named event, which can be asked for again, went out before.
                    let _ = socket.emit(PlainHeard::NAME, text);
                }
            }
        }
    }

    /// Takes every socket of a person out of a stream's room. What it told them last is why.
    fn cut_off(&self, kind: StreamKind, stream: StreamId, person: PersonId) {
        let Some(namespace) = self.io.of(namespace_of(kind)) else {
            return;
        };
        for socket in namespace.to(room(stream)).sockets() {
            let login = socket.extensions.get::<Login>();
            if login.is_some_and(|login| login.person.id == person) {
                socket.leave(room(stream));
            }
        }
    }

    /// Takes everyone out of the room of a stream that is no more.
    fn empty(&self, stream: StreamId) {
        if let Some(namespace) = self.io.of(SESSION_NAMESPACE) {
            for socket in namespace.to(room(stream)).sockets() {
                socket.leave(room(stream));
            }
        }
    }

    fn signal<S: Signal + Serialize>(&self, stream: StreamId, signal: &S, to: Option<PersonId>) {
        let Some(namespace) = self.io.of(SESSION_NAMESPACE) else {
            return;
        };
        let there = namespace.to(room(stream));
        let Some(person) = to else {
            // Lost for a full buffer: signals are told again, or asked for.
            let _ = there.emit(S::NAME, signal).now_or_never();
            return;
        };
        for socket in there.sockets() {
            let login = socket.extensions.get::<Login>();
            if login.is_some_and(|login| login.person.id == person) {
                let _ = socket.emit(S::NAME, signal);
            }
        }
    }
}

impl Publisher for SocketPublisher {
    fn publish(&self, stream: StreamId, what: Published<'_>) {
        match what {
            Published::Event(kind, event) => self.event(kind, event),
            Published::Upload(progress) => self.signal(stream, progress, None),
            Published::Asking(creator, asking) => self.signal(stream, asking, Some(creator)),
            Published::Deleted(deleted) => {
                self.signal(stream, deleted, None);
                self.empty(stream);
            }
        }
    }
}

impl Teller for SocketPublisher {
    fn tell(&self, person: PersonId, name: &'static str, payload: &Value) {
        if let Some(namespace) = self.io.of(USER_NAMESPACE) {
            // Lost for a full buffer: the page asks again when it reconnects.
            let _ = namespace
                .to(tabs_of(person))
                .emit(name, payload)
                .now_or_never();
        }
    }
}
