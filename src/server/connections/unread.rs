//! Connections whose peer no longer reads: closed by the kernel, or they would stay for ever.

use socket2::SockRef;
use std::time::Duration;
use tokio::net::TcpStream;

/// Unacknowledged bytes older than this end the connection.
const UNREAD: Duration = Duration::from_secs(25);

/// Sets on an accepted connection what notices a peer that no longer reads.
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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn bytes_that_nobody_takes_end_a_connection_in_25_s() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let near = TcpStream::connect(listener.local_addr().unwrap()).await;
        let (far, _) = listener.accept().await.unwrap();
        tune(&far);
        let socket = SockRef::from(&far);
        assert_eq!(socket.tcp_user_timeout().unwrap(), Some(UNREAD));
        assert!(socket.tcp_nodelay().unwrap() && near.is_ok());
    }
}
