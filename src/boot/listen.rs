//! The addresses a server listens on, and how they are told to people.

use crate::server::{config::Config, start_error::StartError};
use axum::serve::Listener;
use futures_util::future::select_all;
use std::{
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};
use tokio::net::{TcpListener, TcpStream};

/// One listener, or two where "localhost" may mean either.
pub struct Listeners(Vec<TcpListener>);

impl Listeners {
    /// Opens `TANDEM_ADDR`. As "localhost" it is 127.0.0.1 and, where this machine has it, ::1: some
    /// programs ask for the one and some for the other.
    pub async fn open(config: &Config) -> Result<Self, StartError> {
        let opened = TcpListener::bind(config.addr).await;
        let first = opened.map_err(|error| not_opened(config.addr, &error))?;
        let mut listeners = vec![first];
        if config.localhost {
            let port = listeners[0].local_addr().map_or(0, |addr| addr.port());
            let other = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
            match TcpListener::bind(other).await {
                Ok(listener) => listeners.push(listener),
                Err(error) if error.kind() == ErrorKind::AddrInUse => {
                    return Err(not_opened(other, &error));
                }
                // A machine without IPv6: there "localhost" is 127.0.0.1.
                Err(error) => tracing::debug!(%error, %other, "not listened on"),
            }
        }
        Ok(Self(listeners))
    }

    /// The first address, with the port that was taken in fact.
    pub fn addr(&self) -> io::Result<SocketAddr> {
        self.0[0].local_addr()
    }
}

impl Listener for Listeners {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        let waiting = self.0.iter_mut().map(Listener::accept).map(Box::pin);
        select_all(waiting).await.0
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.addr()
    }
}

fn not_opened(addr: SocketAddr, error: &io::Error) -> StartError {
    let why = match error.kind() {
        ErrorKind::AddrInUse => {
            "it is in use by another program. Stop that, or choose another port.".to_owned()
        }
        ErrorKind::AddrNotAvailable => format!(
            "this machine has no address {}. Use one of its own, 127.0.0.1 for this machine alone, \
             or 0.0.0.0 for all.",
            addr.ip()
        ),
        ErrorKind::PermissionDenied => format!(
            "the user of this program may not take port {}. Choose one from 1024 on.",
            addr.port()
        ),
        _ => format!("{error}."),
    };
    StartError(format!(
        "TANDEM_ADDR is {addr}, which cannot be listened on: {why}"
    ))
}

/// An address that a browser on this machine opens: "all addresses" is none.
pub fn url(addr: SocketAddr) -> String {
    let host = match addr.ip() {
        IpAddr::V4(all) if all.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(all) if all.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        host => host,
    };
    format!("http://{}", SocketAddr::new(host, addr.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(addr: &str, localhost: bool) -> Config {
        Config {
            addr: addr.parse().unwrap(),
            localhost,
            ..Config::on_this_machine("data".into())
        }
    }

    #[test]
    fn what_is_printed_can_be_opened() {
        for (addr, expected) in [
            ("127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("0.0.0.0:3000", "http://127.0.0.1:3000"),
            ("[::]:3000", "http://[::1]:3000"),
            ("[::1]:3000", "http://[::1]:3000"),
            ("192.0.2.7:80", "http://192.0.2.7:80"),
        ] {
            assert_eq!(url(addr.parse().unwrap()), expected);
        }
    }

    #[tokio::test]
    async fn localhost_is_reached_by_both_its_addresses() {
        let mut listeners = Listeners::open(&config("127.0.0.1:0", true)).await.unwrap();
        let port = listeners.addr().unwrap().port();
        for host in ["127.0.0.1", "::1"] {
            let host: IpAddr = host.parse().unwrap();
            // A machine without IPv6 has one of them.
            let Ok(far) = TcpStream::connect((host, port)).await else {
                assert!(host.is_ipv6() && listeners.0.len() == 1);
                continue;
            };
            let (_, peer) = listeners.accept().await;
            assert_eq!(peer, far.local_addr().unwrap());
        }
    }

    #[tokio::test]
    async fn an_address_that_cannot_be_opened_is_told_with_what_to_do() {
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = taken.local_addr().unwrap().to_string();
        for (addr, words) in [
            (addr.as_str(), "in use"),
            ("192.0.2.7:3000", "no address 192.0.2.7"),
        ] {
            let told = Listeners::open(&config(addr, false)).await;
            let told = told.err().unwrap().to_string();
            assert!(told.contains(words) && told.contains(addr), "{told}");
            assert!(told.starts_with("TANDEM_ADDR is "), "{told}");
        }
    }
}
