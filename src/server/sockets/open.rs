//! How many sockets are open, for whoever runs the server.

use super::NAMESPACES;
use crate::server::auth::Login;
use socketioxide::SocketIo;
use std::collections::HashSet;

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

    /// The token hashes of the logins that open sockets came in by.
    pub fn logins(&self) -> HashSet<String> {
        let spaces = NAMESPACES.into_iter().filter_map(|space| self.0.of(space));
        let sockets = spaces.flat_map(|space| space.sockets());
        sockets
            .filter_map(|socket| Some(socket.extensions.get::<Login>()?.token_hash))
            .collect()
    }
}
