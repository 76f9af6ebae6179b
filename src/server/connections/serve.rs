//! Accepts connections while there is a place for them, and ends them when the server stops.

use super::{
    counts::{Counts, Place},
    farewell,
    unread::tune,
    wire::{Link, Wire},
};
use crate::server::config::{Config, Connections};
use axum::{Router, extract::ConnectInfo, serve::Listener};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{net::SocketAddr, pin::pin};
use tokio::{
    net::TcpStream,
    sync::watch,
    task::JoinSet,
    time::{Instant, timeout_at},
};
use tower::Service;

/// The connections that are open when no more are accepted. Dropped, they are cut.
pub struct Open {
    connections: JoinSet<()>,
    stopping: watch::Sender<bool>,
}

/// Serves until `stop` resolves.
pub async fn accept(
    mut listener: impl Listener<Io = TcpStream, Addr = SocketAddr>,
    router: Router,
    config: &Config,
    files: u64,
    stop: impl Future<Output = ()>,
) -> Open {
    let counts = counts(config, files);
    let refused = Counts::new(REFUSED_AT_ONCE, None);
    let settings = config.connections;
    let mut open = Open {
        connections: JoinSet::new(),
        stopping: watch::Sender::new(false),
    };
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            // Waits by itself while too many files are open.
            accepted = listener.accept() => accepted,
            // Takes out what has ended.
            Some(_) = open.connections.join_next() => continue,
            () = &mut stop => return open,
        };
        tune(&stream);
        let Some(place) = counts.enter(peer.ip()) else {
            refuse(stream, peer, &refused);
            continue;
        };
        let (router, stopping) = (router.clone(), open.stopping.subscribe());
        open.connections
            .spawn(serve(stream, peer, place, router, settings, stopping));
    }
}

impl Open {
    /// Lets what is being answered end, until `deadline`. True: nothing is left.
    pub async fn finish(&mut self, deadline: Instant) -> bool {
        self.stopping.send_replace(true);
        let ends = async { while self.connections.join_next().await.is_some() {} };
        timeout_at(deadline, ends).await.is_ok()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.connections.len()
    }
}

/// Connections of an address that are no sockets: pages, files, forms.
const BESIDE_SOCKETS: u32 = 500;

fn counts(config: &Config, files: u64) -> Counts {
    let most = u32::try_from(files / 4 * 3).unwrap_or(u32::MAX);
    let usual = config.sockets.per_address.saturating_add(BESIDE_SOCKETS);
    let per_address = config.connections.per_address.unwrap_or(usual);
    Counts::new(
        config.connections.most.unwrap_or(most),
        (!config.trust_forwarded).then_some(per_address),
    )
}

/// Of those that there is no place for, so many hear why.
const REFUSED_AT_ONCE: u32 = 64;
const FULL: &str = "Too many connections are open at once. Close some, then try again.";

/// Says why. Where even those who are refused are many, the rest are refused without a word.
fn refuse(stream: TcpStream, peer: SocketAddr, refused: &Counts) {
    if let Some(place) = refused.enter(peer.ip()) {
        let length = FULL.len();
        let head = "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\n\
                    retry-after: 5\r\nconnection: close";
        let answer = format!("{head}\r\ncontent-length: {length}\r\n\r\n{FULL}");
        farewell::end(stream, answer.into(), place);
    }
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    place: Place,
    router: Router,
    settings: Connections,
    mut stopping: watch::Receiver<bool>,
) {
    let link = Link::default();
    let wire = Wire::new(stream, place, link.clone(), settings.body_rests);
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(link.clone());
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.headers_within)
        .serve_connection(TokioIo::new(wire), answer)
        .with_upgrades();
    let mut connection = pin!(connection);
    let asked_to_end = async {
        // Without a server it ends as well.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let ended = tokio::select! {
        served = connection.as_mut() => Some(served),
        () = asked_to_end => None,
    };
    let served = match ended {
        Some(served) => served,
        None => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}
