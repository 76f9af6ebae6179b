//! Carries what streams publish to the sockets in their rooms.

use super::{namespace_of, room, session};
use crate::server::{
    auth::Login,
    sessions::{Published, Publisher},
};
use crate::shared::{
    ids::{PersonId, StreamId},
    protocol::{SESSION_NAMESPACE, Signal, UploadProgress},
    stream::{Event, Fact, StatusKind, StreamKind},
};
use futures_util::FutureExt;
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
        if let Fact::Status {
            kind: StatusKind::Removed | StatusKind::Left,
            person,
            ..
        } = &event.fact
        {
            self.cut_off(kind, event.stream, person.id);
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
}

impl Publisher for SocketPublisher {
    fn publish(&self, stream: StreamId, what: Published<'_>) {
        match what {
            Published::Event(kind, event) => self.event(kind, event),
            Published::Asking(creator, asking) => session::tell_asking(&self.io, creator, asking),
            Published::Deleted(last) => session::tell_deleted(&self.io, last),
            Published::Upload(progress) => {
                let Some(namespace) = self.io.of(SESSION_NAMESPACE) else {
                    return;
                };
                // Lost for a full buffer; the next step of the upload tells again.
                let _ = namespace
                    .to(room(stream))
                    .emit(UploadProgress::NAME, progress)
                    .now_or_never();
            }
        }
    }
}
