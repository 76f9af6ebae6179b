//! HTTP written by hand, for what no client would send.

use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// A connection with `text` sent on it.
pub async fn say(addr: SocketAddr, text: &str) -> TcpStream {
    let mut connection = TcpStream::connect(addr).await.unwrap();
    connection.write_all(text.as_bytes()).await.unwrap();
    connection
}

/// All that comes until the other side closes. A reset, or nothing for 20 s, fails the test.
pub async fn hear_all(connection: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    let reading = connection.read_to_end(&mut heard);
    timeout(Duration::from_secs(20), reading)
        .await
        .expect("it stays open for 20 s")
        .expect("it closes without a reset");
    String::from_utf8_lossy(&heard).into_owned()
}

/// The answer to a request of these lines, after which the connection closes.
pub async fn answer(addr: SocketAddr, lines: &str) -> String {
    let lines = lines.replace('\n', "\r\n");
    let request = format!("{lines}\r\nhost: {addr}\r\nconnection: close\r\n\r\n");
    hear_all(&mut say(addr, &request).await).await
}
