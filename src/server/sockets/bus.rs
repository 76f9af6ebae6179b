//! The bus of one process: its own sockets, in the Socket.IO rooms of what they listen to.

use super::{
    NAMESPACES, gate, namespace_of, notes, out_of_sight, plain::UNNAMED_ROOM, room, user::tabs_of,
};
use crate::server::{
    auth::{Credential, Login},
    bus::{Audience, Bus, NoteSignal},
};
use crate::shared::{
    ids::{PersonId, StreamId},
    protocol::{PlainHeard, RunFrame, Signal, USER_NAMESPACE},
    stream::{Event, Fact, StreamKind},
};
use futures_util::FutureExt;
use serde_json::Value;
use socketioxide::{SocketIo, extract::SocketRef};

pub struct SocketBus {
    io: SocketIo,
}

impl SocketBus {
    pub fn new(io: SocketIo) -> Self {
        Self { io }
    }

    /// Tells a message to those in its room who speak in unnamed events.
    fn send_unnamed(&self, kind: StreamKind, event: &Event) {
        if let (Fact::ReceiveMessage(said), Some(namespace)) =
            (&event.fact, self.io.of(namespace_of(kind)))
            && !said.is_deleted()
        {
            let room = room(event.stream);
            for socket in namespace.to(UNNAMED_ROOM).sockets() {
                if socket.rooms().iter().any(|joined| *joined == room) {
                    // The named event, which can be asked for again, went out before.
                    let _ = socket.emit(PlainHeard::NAME, &said.text);
                }
            }
        }
    }

    /// The sockets that listen to a stream.
    fn listening(&self, kind: StreamKind, stream: StreamId) -> Vec<SocketRef> {
        let namespace = self.io.of(namespace_of(kind));
        namespace.map_or(Vec::new(), |namespace| namespace.to(room(stream)).sockets())
    }

    /// Closes every socket whose login fits.
    fn close(&self, fits: impl Fn(&Login) -> bool) {
        for namespace in NAMESPACES {
            let namespace = self.io.of(namespace);
            for socket in namespace.map_or(Vec::new(), |namespace| namespace.sockets()) {
                if is_by(&socket, &fits) {
                    gate::cut_off(socket);
                }
            }
        }
    }
}

fn is_by(socket: &SocketRef, fits: impl Fn(&Login) -> bool) -> bool {
    let login = socket.extensions.get::<Login>();
    login.is_some_and(|login| fits(&login))
}

impl Bus for SocketBus {
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
        self.send_unnamed(kind, event);
    }

    fn signal(&self, to: Audience, name: &'static str, payload: &Value) {
        let space = match to {
            Audience::Stream(kind, _) | Audience::Member(kind, ..) => namespace_of(kind),
            Audience::Person(_) | Audience::Everyone => USER_NAMESPACE,
        };
        let Some(namespace) = self.io.of(space) else {
            return;
        };
        // A full buffer misses it: signals are told again, or asked for.
        match to {
            Audience::Stream(_, stream) => {
                let mut members = namespace.to(room(stream));
                if name == RunFrame::NAME {
                    // Whoever sees the page again is told the newest.
                    members = members.except(out_of_sight(stream));
                }
                let _ = members.emit(name, payload).now_or_never();
            }
            Audience::Member(kind, stream, person) => {
                for socket in self.listening(kind, stream) {
                    if is_by(&socket, |login| login.person.id == person) {
                        let _ = socket.emit(name, payload);
                    }
                }
            }
            Audience::Person(person) => {
                let tabs = namespace.to(tabs_of(person));
                let _ = tabs.emit(name, payload).now_or_never();
            }
            Audience::Everyone => _ = namespace.emit(name, payload).now_or_never(),
        }
    }

    fn note(&self, told: &NoteSignal) {
        let (NoteSignal::Edited { place, .. } | NoteSignal::Carets { place, .. }) = told;
        let members = self.listening(StreamKind::Session, place.session.into());
        notes::tell(members, told);
    }

    fn cut_off(&self, kind: StreamKind, stream: StreamId, person: Option<PersonId>) {
        for socket in self.listening(kind, stream) {
            if person.is_none_or(|person| is_by(&socket, |login| login.person.id == person)) {
                socket.leave(room(stream));
            }
        }
    }

    fn log_out(&self, token_hash: &str) {
        self.close(|login| login.token_hash == token_hash);
    }

    fn reopen(&self, person: PersonId) {
        self.close(|login| login.person.id == person && login.by == Credential::Cookie);
    }
}
