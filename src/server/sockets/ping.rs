//! Connections whose peer no longer reads: closed by the kernel, or they would stay for ever.

use socket2::SockRef;
use std::time::Duration;
use tokio::net::TcpStream;

/// Unacknowledged bytes older than this end the connection.
const UNREAD: Duration = Duration::from_secs(25);

pub fn tune(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    for result in [
        socket.set_tcp_user_timeout(Some(UNREAD)),
        socket.set_tcp_nodelay(true),
    ] {
        if let Err(error) = result {
            tracing::warn!(%error, "socket option not set");
        }
    }
}
