//! Where a request comes from, for the limits per address.

use crate::server::config::Config;
use axum::extract::ConnectInfo;
use http::{HeaderMap, request::Parts};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The visitor's address: the peer's, or behind a trusted proxy the one the proxy saw.
pub fn address(parts: &Parts, config: &Config) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let forwarded = config
        .trust_forwarded
        .then(|| last_forwarded(&parts.headers))
        .flatten();
    forwarded.unwrap_or(peer)
}

/// The last entry is our proxy's own; those before it are what the visitor claimed.
fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claimed_address_counts_only_behind_a_proxy() {
        let request = http::Request::get("/").header("x-forwarded-for", "203.0.113.9, 192.0.2.7");
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts
            .extensions
            .insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 5000))));
        let mut config = Config::on_this_machine("data".into());
        assert_eq!(address(&parts, &config).to_string(), "127.0.0.1");
        config.trust_forwarded = true;
        assert_eq!(address(&parts, &config).to_string(), "192.0.2.7");
    }
}
