//! Keeps other sites from acting in a person's name.
//!
//! Browsers say where a request comes from. What changes something, and every step of a socket's
//! handshake, must come from our own pages or from no browser at all.

use super::{reached, tokens::wants_a_page};
use crate::{
    server::{config::Config, seldom::Seldom},
    shared::{api_error::ApiError, error_code::ErrorCode},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use http::{HeaderMap, Method, Uri, header::ORIGIN};
use std::sync::Arc;

/// Makes the page that says so. The pages are on another floor: boot names this one.
pub type Render = Arc<dyn Fn(&Stray) -> String + Send + Sync>;

#[derive(Clone)]
pub struct Guard {
    config: Arc<Config>,
    render: Render,
    seldom: Arc<Seldom>,
}

impl Guard {
    pub fn new(config: Arc<Config>, render: Render) -> Self {
        Self {
            config,
            render,
            seldom: Arc::default(),
        }
    }
}

/// A request that did not come from our own pages.
#[derive(Debug, PartialEq, Eq)]
pub struct Stray {
    /// The origin that it named, or what else gave it away.
    pub seen: String,
    /// What would have been right.
    pub expected: String,
    /// Where people open Tandem, if that is set; otherwise where they are.
    pub home: Option<String>,
}

pub async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let guarded = is_guarded(request.method(), request.uri().path());
    if guarded && !is_ours(&guard.config, request.headers(), request.uri()) {
        return guard.refuse(request.headers(), request.uri());
    }
    next.run(request).await
}

impl Guard {
    /// Tells whoever sent it, and, once, whoever runs the server: a proxy or a setting may be wrong.
    fn refuse(&self, headers: &HeaderMap, uri: &Uri) -> Response {
        let stray = Stray::of(&self.config, headers, uri);
        let Stray { seen, expected, .. } = &stray;
        if self.seldom.says(&format!("{seen} {expected}")) {
            tracing::warn!(
                "A request was refused for its origin. Seen: {seen}. Expected: {expected}. If people \
                 open Tandem there, set TANDEM_ORIGINS to that address, or let the proxy pass Host on."
            );
        }
        let sentence = "This request came from another site. Open Tandem and try there.";
        let refusal = ApiError::new(ErrorCode::RequestCrossSite, sentence);
        if !wants_a_page(headers) {
            return refusal.into_response();
        }
        let mut response = Html((self.render)(&stray)).into_response();
        *response.status_mut() = refusal.into_response().status();
        response
    }
}

impl Stray {
    fn of(config: &Config, headers: &HeaderMap, uri: &Uri) -> Self {
        let named: Vec<&str> = headers
            .get_all(ORIGIN)
            .iter()
            .map(|origin| origin.to_str().unwrap_or("unreadable"))
            .collect();
        let seen = match named[..] {
            [""] => "an empty Origin".to_owned(),
            [] => "no Origin, and a browser that says it came from another site".to_owned(),
            _ => short(&named.join(", ")),
        };
        let expected = match (
            &config.origins[..],
            &reached::hosts(config, headers, uri)[..],
        ) {
            ([], []) => "a Host header that names the same address".to_owned(),
            ([], hosts) => {
                let hosts = short(&hosts.join(" or "));
                format!("https:// or http:// and {hosts}, which the request names as Host")
            }
            (origins, _) => format!("{}, as TANDEM_ORIGINS says", origins.join(" or ")),
        };
        Self {
            seen,
            expected,
            home: config.origins.first().cloned(),
        }
    }
}

/// Anybody can send anything: as much as a line holds.
fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

fn is_guarded(method: &Method, path: &str) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    !reads || path.starts_with("/socket.io")
}

/// `Origin` decides when present; without it, `Sec-Fetch-Site`; a request with neither is not a
/// browser's, and brings no cookie that its sender does not hold.
fn is_ours(config: &Config, headers: &HeaderMap, uri: &Uri) -> bool {
    let hosts = reached::hosts(config, headers, uri);
    let is_known = |origin: &str| {
        let asked = |host: &&str| config.allows_origin(origin, Some(host));
        config.allows_origin(origin, None) || hosts.iter().any(asked)
    };
    let mut origins = headers.get_all(ORIGIN).iter();
    match headers.contains_key(ORIGIN) {
        // Said twice, it has to be right twice: who else reads it may read the other one.
        true => origins.all(|origin| is_known(origin.to_str().unwrap_or(""))),
        false => match headers.get("sec-fetch-site") {
            None => true,
            Some(site) => site == "same-origin" || site == "none",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::HOST;

    fn passes(origins: &[&str], sent: &[(&str, &str)]) -> bool {
        let mut config = Config::on_this_machine("data".into());
        config.origins = origins.iter().map(|origin| origin.to_string()).collect();
        let mut headers = HeaderMap::from_iter([(HOST, "127.0.0.1:3000".parse().unwrap())]);
        for (name, value) in sent {
            headers.append(
                name.parse::<http::HeaderName>().unwrap(),
                value.parse().unwrap(),
            );
        }
        is_ours(&config, &headers, &Uri::from_static("/api/login"))
    }

    #[test]
    fn only_our_own_pages_and_programs_pass() {
        let own = "http://127.0.0.1:3000";
        let listed: &[&str] = &["https://tandem.example"];
        type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], bool);
        let cases: &[Case] = &[
            // Programs say nothing of where they are.
            (&[], &[], true),
            (listed, &[], true),
            // Our own page.
            (&[], &[("origin", own)], true),
            (
                &[],
                &[("origin", own), ("sec-fetch-site", "same-origin")],
                true,
            ),
            (&[], &[("sec-fetch-site", "same-origin")], true),
            // Typed into the address bar.
            (&[], &[("sec-fetch-site", "none")], true),
            (listed, &[("origin", "https://tandem.example")], true),
            // Others.
            (&[], &[("origin", "https://evil.example")], false),
            (&[], &[("origin", "http://127.0.0.1:3001")], false),
            (&[], &[("origin", "null")], false),
            (&[], &[("origin", "")], false),
            (
                &[],
                &[("origin", "http://127.0.0.1:3000.evil.example")],
                false,
            ),
            (&[], &[("sec-fetch-site", "cross-site")], false),
            (&[], &[("sec-fetch-site", "same-site")], false),
            (
                &[],
                &[("origin", own), ("origin", "https://evil.example")],
                false,
            ),
            // The origin decides, whatever else is said.
            (
                &[],
                &[
                    ("origin", "https://evil.example"),
                    ("sec-fetch-site", "same-origin"),
                ],
                false,
            ),
            // With a list, the host that was asked for does not matter.
            (listed, &[("origin", own)], false),
            (listed, &[("origin", "http://tandem.example")], false),
        ];
        for (origins, sent, expected) in cases {
            assert_eq!(passes(origins, sent), *expected, "{origins:?} {sent:?}");
        }
    }

    #[test]
    fn what_changes_something_and_every_handshake_is_guarded() {
        for (method, path, expected) in [
            (Method::GET, "/", false),
            (Method::HEAD, "/session/1", false),
            (Method::OPTIONS, "/api/login", false),
            (Method::POST, "/api/login", true),
            (Method::DELETE, "/anything", true),
            (Method::GET, "/socket.io/", true),
            (Method::POST, "/socket.io/", true),
            (Method::GET, "/socket.io", true),
        ] {
            assert_eq!(is_guarded(&method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn behind_tls_the_host_that_the_proxy_passes_on_is_enough() {
        let passes = |trust: bool, sent: &[(&str, &str)]| {
            let mut config = Config::on_this_machine("data".into());
            config.trust_forwarded = trust;
            let named = |(name, value): &(&str, &str)| {
                (
                    name.parse::<http::HeaderName>().unwrap(),
                    value.parse().unwrap(),
                )
            };
            let headers: HeaderMap = sent.iter().map(named).collect();
            is_ours(&config, &headers, &Uri::from_static("/api/login"))
        };
        let origin = ("origin", "https://tandem.example");
        let forwarded = ("x-forwarded-host", "tandem.example");
        let inner = ("host", "127.0.0.1:3000");
        assert!(passes(false, &[origin, ("host", "tandem.example")]));
        assert!(passes(false, &[origin, ("host", "tandem.example:443")]));
        assert!(passes(true, &[origin, inner, forwarded]));
        assert!(!passes(false, &[origin, inner, forwarded]));
        assert!(!passes(true, &[origin, inner]));
        assert!(!passes(true, &[origin]));
        assert!(!passes(
            true,
            &[("origin", "https://evil.example"), inner, forwarded]
        ));
    }

    #[test]
    fn what_was_seen_and_what_was_expected_is_told() {
        let stray = |origins: &[&str], sent: &[(&'static str, &str)]| {
            let mut config = Config::on_this_machine("data".into());
            config.origins = origins.iter().map(|origin| origin.to_string()).collect();
            let mut headers = HeaderMap::new();
            for (name, value) in sent {
                headers.append(*name, value.parse().unwrap());
            }
            Stray::of(&config, &headers, &Uri::from_static("/api/login"))
        };
        let not_passed_on = stray(
            &[],
            &[
                ("origin", "https://tandem.example"),
                ("host", "127.0.0.1:3000"),
            ],
        );
        assert_eq!(not_passed_on.seen, "https://tandem.example");
        assert!(not_passed_on.expected.contains("127.0.0.1:3000"));
        let listed = stray(&["https://a.example"], &[("origin", "https://b.example")]);
        assert_eq!(listed.expected, "https://a.example, as TANDEM_ORIGINS says");
        assert_eq!(listed.home.as_deref(), Some("https://a.example"));
        let without = stray(&[], &[("sec-fetch-site", "cross-site")]);
        assert!(without.seen.starts_with("no Origin"), "{without:?}");
        assert!(without.expected.contains("Host"), "{without:?}");
        let long = stray(&[], &[("origin", &"x".repeat(5_000))]);
        assert!(long.seen.len() <= 200);
    }
}
