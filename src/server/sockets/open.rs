//! How many sockets are open, for whoever runs the server.

use super::{NAMESPACES, gate::cut_off};
use crate::server::auth::{Login, Means};
use crate::shared::ids::PersonId;
use socketioxide::SocketIo;
use std::collections::HashSet;

#[derive(Clone)]
pub struct OpenSockets(SocketIo);

impl OpenSockets {
    pub fn new(io: SocketIo) -> Self {
        Self(io)
    }

    /// Closes the sockets of a person's own pages, which open again under the name that they have now.
    /// Scripts are left alone: the log puts the right name to what they say.
    pub fn reopen(&self, person: PersonId) {
        for namespace in NAMESPACES {
            for socket in self
                .0
                .of(namespace)
                .map(|ns| ns.sockets())
                .unwrap_or_default()
            {
                let login = socket.extensions.get::<Login>();
                let theirs = login
                    .is_some_and(|login| login.person.id == person && login.by == Means::Cookie);
                if theirs {
                    cut_off(socket);
                }
            }
        }
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
