//! A line to a database that can be cut, and that can swallow everything.

use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Open,
    Cut,
    Silent,
}

pub struct Line {
    pub addr: SocketAddr,
    mode: watch::Sender<Mode>,
}

impl Line {
    pub async fn to(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (mode, seen) = watch::channel(Mode::Open);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if *seen.borrow() == Mode::Cut {
                    continue;
                }
                tokio::spawn(carry(near, target.clone(), seen.clone()));
            }
        });
        Self { addr, mode }
    }

    pub fn open(&self) {
        self.mode.send_replace(Mode::Open);
    }

    /// Every connection breaks, new ones too.
    pub fn cut(&self) {
        self.mode.send_replace(Mode::Cut);
    }

    /// Connections stay, and nothing comes through until it is opened again.
    pub fn silence(&self) {
        self.mode.send_replace(Mode::Silent);
    }
}

async fn carry(near: TcpStream, target: String, seen: watch::Receiver<Mode>) {
    let Ok(far) = TcpStream::connect(target).await else {
        return;
    };
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    tokio::select! {
        () = pump(near_in, far_out, seen.clone()) => {}
        () = pump(far_in, near_out, seen) => {}
    }
}

async fn pump(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut seen: watch::Receiver<Mode>,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let mut cut = seen.clone();
        let read = tokio::select! {
            _ = cut.wait_for(|mode| *mode == Mode::Cut) => return,
            read = from.read(&mut bytes) => read,
        };
        let Ok(1..) = read else { return };
        match seen
            .wait_for(|mode| *mode != Mode::Silent)
            .await
            .map(|mode| *mode)
        {
            Ok(Mode::Open) => {}
            _ => return,
        }
        let Ok(length) = read else { return };
        if to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}
