//! The end of a connection that the other side has not ended: what was said last arrives.
//!
//! A socket that is closed with unread bytes in it is reset, and a reset throws away what the other
//! side had not yet read. So this side stops speaking, and listens a moment longer.

use super::counts::Place;
use std::{io, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Handle,
    time::timeout,
};

/// The other side has so long to hear and to close.
const LISTENS: Duration = Duration::from_secs(5);
/// And so many bytes to send meanwhile.
const MOST: usize = 64 * 1024 * 1024;

/// Ends it in the background. The connection keeps its place until then.
pub fn end(stream: TcpStream, last: Vec<u8>, place: Place) {
    let Ok(runtime) = Handle::try_current() else {
        return;
    };
    runtime.spawn(async move {
        // Whatever fails here, it is over.
        let _ = timeout(LISTENS, listen(stream, last)).await;
        drop(place);
    });
}

async fn listen(mut stream: TcpStream, last: Vec<u8>) -> io::Result<()> {
    stream.write_all(&last).await?;
    stream.shutdown().await?;
    let mut heard = 0;
    let mut bytes = vec![0; 16 * 1024];
    while heard < MOST {
        match stream.read(&mut bytes).await? {
            0 => break,
            more => heard += more,
        }
    }
    Ok(())
}
