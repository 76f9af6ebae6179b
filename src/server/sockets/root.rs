//! Namespace `/`: a greeting, announcements, and the clock.

use super::{SocketContext, queue::refuse_unknown};
use crate::server::{auth::Login, db::now_ms};
use crate::shared::protocol::{Clock, ClockOk, PROTOCOL_VERSION, ServerMessage, Signal};
use socketioxide::extract::SocketRef;
use std::sync::Arc;

pub fn listen(context: &Arc<SocketContext>, socket: &SocketRef, login: Login) {
    let queue = context.queue(login.person.id);
    queue.on(socket, |_: Clock| async { Ok(ClockOk { at: now_ms() }) });
    refuse_unknown(socket);
}

pub async fn greet(socket: SocketRef) {
    let greeting = ServerMessage {
        text: "Connected to Tandem.".into(),
        at: now_ms(),
        version: PROTOCOL_VERSION,
    };
    if let Err(error) = socket.emit(ServerMessage::NAME, &greeting) {
        tracing::debug!(%error, "greeting not sent");
    }
}
