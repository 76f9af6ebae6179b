//! Where people open Tandem: the origins that its pages may come from, and whether by https.

use super::Config;
use crate::shared::route::Route;
use std::net::{IpAddr, SocketAddr};

impl Config {
    /// Whether a page of `origin` may send requests here; `host` is what the request asked for.
    pub fn allows_origin(&self, origin: &str, host: Option<&str>) -> bool {
        if !self.origins.is_empty() {
            return self
                .origins
                .iter()
                .any(|ours| ours.eq_ignore_ascii_case(origin));
        }
        let usual_port = match origin.split_once("://") {
            Some(("http", _)) => ":80",
            Some(("https", _)) => ":443",
            _ => return false,
        };
        // Some proxies name the port that everybody leaves out.
        let host = host.map(|host| host.strip_suffix(usual_port).unwrap_or(host));
        let named = origin.split_once("://").map(|(_, named)| named);
        named
            .zip(host)
            .is_some_and(|(named, host)| named.eq_ignore_ascii_case(host))
    }

    /// Whether people reach this server by https.
    pub fn https(&self) -> bool {
        !self.origins.is_empty()
            && self
                .origins
                .iter()
                .all(|origin| origin.starts_with("https://"))
    }

    /// Whether `host` is where people open Tandem by https.
    pub fn is_https_origin(&self, host: &str) -> bool {
        let host = host.strip_suffix(":443").unwrap_or(host);
        let named = |origin: &String| origin.strip_prefix("https://").map(str::to_owned);
        let mut hosts = self.origins.iter().filter_map(named);
        hosts.any(|ours| ours.eq_ignore_ascii_case(host))
    }

    /// Why people would be signed out at once, for whoever starts the server at `addr`: their browsers
    /// drop the login cookie of an http page that comes over the network.
    pub fn https_missing(&self, addr: SocketAddr) -> Option<String> {
        let plain = |origin: &&String| {
            let host = origin.strip_prefix("http://");
            host.is_some_and(|host| !is_this_machine(host))
        };
        if let Some(origin) = self.origins.iter().find(plain) {
            return Some(format!(
                "Nobody stays signed in at TANDEM_ORIGINS={origin}: browsers keep the sign-in over https \
                 only. Expected: an address with https://, and a proxy in front that speaks it \
                 (docs/RUNNING.md)."
            ));
        }
        let reached = self.origins.is_empty() && !addr.ip().is_loopback();
        reached.then(|| {
            format!(
                "Nobody stays signed in at http://{addr} from another machine: browsers keep the sign-in \
                 over https only, and TANDEM_ORIGINS is not set. Expected: a proxy in front that speaks \
                 https, and TANDEM_ORIGINS=https://<its host name> (docs/RUNNING.md)."
            )
        })
    }
}

/// Whether a host, with or without a port, is the machine that the browser runs on. Browsers trust it
/// without https.
pub fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_loopback = name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    is_loopback || name == "localhost" || name.ends_with(".localhost")
}

/// An origin as browsers send it: scheme, host, port if it is not the usual one, nothing after.
pub fn origin(typed: &str) -> Result<String, String> {
    let origin = typed.trim_end_matches('/').to_lowercase();
    let host = ["http://", "https://"]
        .iter()
        .find_map(|scheme| origin.strip_prefix(scheme));
    let is_host = |host: &str| !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']);
    match host {
        Some(host) if is_host(host) => Ok(without_usual_port(origin)),
        _ => Err(format!(
            "TANDEM_ORIGINS has “{typed}”. An origin is like https://tandem.example, without a path: \
             that would be TANDEM_BASE."
        )),
    }
}

/// A path that nothing of ours begins with, or nobody could tell whether it was taken off already.
pub fn base(typed: String) -> Result<String, String> {
    let base = typed.trim().trim_end_matches('/');
    let plain = |word: &str| {
        let signs = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
        !matches!(word, "" | "." | "..") && word.chars().all(signs)
    };
    let mut words = base.split('/').skip(1);
    let fits = base.starts_with('/') && words.clone().all(plain);
    let taken = words.next().is_some_and(is_ours);
    match base {
        "" => Ok(String::new()),
        _ if fits && !taken => Ok(base.to_owned()),
        _ => Err(format!(
            "TANDEM_BASE is “{typed}”. It should be a path like /tandem, of letters, digits, dots and \
             dashes, and not begin with a path of Tandem itself, such as /session."
        )),
    }
}

/// Whether paths of Tandem begin with this word.
fn is_ours(word: &str) -> bool {
    let mut pages = Route::patterns().filter_map(|path| path.split('/').nth(1));
    pages.any(|first| first == word) || BESIDE_PAGES.contains(&word)
}

const BESIDE_PAGES: [&str; 9] = [
    "account",
    "api",
    "docs",
    "healthz",
    "metrics",
    "pkg",
    "readyz",
    "samples",
    "socket.io",
];

fn without_usual_port(origin: String) -> String {
    let usual = if origin.starts_with("https://") {
        ":443"
    } else {
        ":80"
    };
    origin
        .strip_suffix(usual)
        .map(str::to_owned)
        .unwrap_or(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Config, String> {
        let find = |name: &str| settings.iter().find(|(key, _)| *key == name);
        Config::read(|name| find(name).map(|(_, value)| value.to_string()))
    }

    #[test]
    fn a_base_is_a_path_that_is_not_ours() {
        for (typed, expected) in [
            ("/tandem", "/tandem"),
            ("/tandem/", "/tandem"),
            ("/tools/tandem-2", "/tools/tandem-2"),
            ("/", ""),
            ("/sessions", "/sessions"),
        ] {
            let config = read(&[("TANDEM_BASE", typed)]).unwrap();
            assert_eq!(config.base, expected, "{typed}");
        }
        for typed in [
            "tandem",
            "https://a.example/tandem",
            "//evil.example",
            "/a//b",
            "/a/../b",
            "/a b",
            "/a?b",
            "/\"><script>",
            "/session",
            "/api/tandem",
        ] {
            let sentence = read(&[("TANDEM_BASE", typed)]).unwrap_err();
            assert!(sentence.starts_with("TANDEM_BASE"), "{sentence}");
        }
    }

    #[test]
    fn the_usual_port_may_be_named_or_not() {
        let config = read(&[]).unwrap();
        for (origin, host, expected) in [
            ("https://tandem.example", "tandem.example:443", true),
            ("http://tandem.example", "tandem.example:80", true),
            ("https://tandem.example", "Tandem.Example", true),
            ("https://[2001:db8::1]", "[2001:db8::1]:443", true),
            ("https://tandem.example", "tandem.example:80", false),
            ("https://tandem.example:8443", "tandem.example", false),
            ("ftp://tandem.example", "tandem.example", false),
            ("tandem.example", "tandem.example", false),
        ] {
            assert_eq!(
                config.allows_origin(origin, Some(host)),
                expected,
                "{origin} {host}"
            );
        }
    }

    #[test]
    fn whoever_starts_it_hears_that_https_is_missing() {
        let said = |addr: &str, origins: &str| {
            let config = read(&[("TANDEM_ORIGINS", origins)]).unwrap();
            config.https_missing(addr.parse().unwrap())
        };
        for (addr, origins, seen) in [
            ("0.0.0.0:3900", "", "0.0.0.0:3900"),
            ("192.0.2.7:80", "", "192.0.2.7:80"),
            ("[::]:3900", "", "[::]:3900"),
            ("127.0.0.1:3000", "http://192.0.2.7", "http://192.0.2.7"),
            (
                "127.0.0.1:3000",
                "https://a.example,http://b.example",
                "http://b.example",
            ),
        ] {
            let sentence = said(addr, origins).unwrap();
            assert!(sentence.contains(seen), "{sentence}");
            assert!(sentence.contains("TANDEM_ORIGINS"), "{sentence}");
            assert!(sentence.contains("Expected: "), "{sentence}");
        }
        for (addr, origins) in [
            ("127.0.0.1:3000", ""),
            ("[::1]:3000", ""),
            ("0.0.0.0:3000", "https://tandem.example"),
            ("127.0.0.1:3000", "http://localhost:3000,http://127.0.0.1"),
        ] {
            assert_eq!(said(addr, origins), None, "{addr} {origins}");
        }
    }

    #[test]
    fn this_machine_has_many_names() {
        for host in [
            "localhost",
            "LOCALHOST:3000",
            "localhost.:3000",
            "tandem.localhost:3000",
            "127.0.0.1",
            "127.8.9.10:80",
            "[::1]:3000",
            "[::1]",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "192.0.2.7:3900",
            "localhost.example",
            "[::]:80",
            "[fe80::1]",
            "127.0.0.1.example",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
