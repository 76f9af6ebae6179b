//! How many sockets are open, for whoever runs the server.

use super::NAMESPACES;
use socketioxide::SocketIo;

#[derive(Clone)]
pub struct OpenSockets(SocketIo);

impl OpenSockets {
    pub fn new(io: SocketIo) -> Self {
        Self(io)
    }

    /// By namespace. Asked, not counted along: a count could drift from what is there.
    pub fn by_namespace(&self) -> impl Iterator<Item = (&'static str, usize)> {
        NAMESPACES.into_iter().map(|namespace| {
            let open = self.0.of(namespace).map_or(0, |ns| ns.sockets().len());
            (namespace, open)
        })
    }
}
