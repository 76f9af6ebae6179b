//! The handlers of one connection: each a function of the connection and of the event that it handles.

use super::{connection::Connection, queue::Queue};
use crate::shared::{api_error::ApiError, protocol::ClientEvent};
use socketioxide::extract::SocketRef;

pub struct Handlers<'a> {
    socket: &'a SocketRef,
    queue: &'a Queue,
    connection: &'a Connection,
}

impl<'a> Handlers<'a> {
    pub fn new(socket: &'a SocketRef, queue: &'a Queue, connection: &'a Connection) -> Self {
        Self {
            socket,
            queue,
            connection,
        }
    }

    /// Hands every `E` of this connection to `handle`.
    pub fn on<E, F>(
        &self,
        handle: impl Fn(Connection, E) -> F + Clone + Send + Sync + 'static,
    ) -> &Self
    where
        E: ClientEvent + Send + 'static,
        E::Ok: Send,
        F: Future<Output = Result<E::Ok, ApiError>> + Send + 'static,
    {
        let connection = self.connection.clone();
        let handle = move |event| handle(connection.clone(), event);
        self.queue.on(self.socket, handle);
        self
    }
}
