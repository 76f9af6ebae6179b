//! Carries what sessions publish to the sockets in their rooms.

use super::room;
use crate::server::sessions::{Published, Publisher};
use crate::shared::{
    ids::SessionId,
    protocol::{SESSION_NAMESPACE, Signal, UploadProgress},
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
}

impl Publisher for SocketPublisher {
    fn publish(&self, session: SessionId, what: Published<'_>) {
        let Some(namespace) = self.io.of(SESSION_NAMESPACE) else {
            return;
        };
        let members = namespace.to(room(session));
        // With sockets on this node only, the first poll has put the packet into every buffer.
        // A full buffer loses it for that socket, whose client then finds the gap and syncs.
        let sent = match what {
            Published::Event(event) => members.emit(event.fact.name(), event).now_or_never(),
            Published::Upload(progress) => {
                members.emit(UploadProgress::NAME, progress).now_or_never()
            }
        };
        if let Some(Err(error)) = sent {
            tracing::debug!(%error, %session, "not everyone was reached");
        }
    }
}
