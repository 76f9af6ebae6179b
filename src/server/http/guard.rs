//! Keeps other sites from acting in a person's name.
//!
//! Browsers say where a request comes from. What changes something, and every step of a socket's
//! handshake, must come from our own pages or from no browser at all.

use crate::{
    server::{app::App, config::Config},
    shared::api_error::ApiError,
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, Method, Uri,
    header::{HOST, ORIGIN},
};

pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let guarded = is_guarded(request.method(), request.uri().path());
    if guarded && !is_ours(&app.config, request.headers(), request.uri()) {
        let sentence = "This request came from another site. Open Tandem and try there.";
        return ApiError::new("request/cross-site", sentence).into_response();
    }
    next.run(request).await
}

fn is_guarded(method: &Method, path: &str) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    !reads || path.starts_with("/socket.io")
}

/// `Origin` decides when present; without it, `Sec-Fetch-Site`; a request with neither is not a
/// browser's, and brings no cookie that its sender does not hold.
fn is_ours(config: &Config, headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("unreadable"))
    };
    let host = text(HOST).or_else(|| uri.authority().map(|authority| authority.as_str()));
    let mut origins = headers.get_all(ORIGIN).iter();
    match headers.contains_key(ORIGIN) {
        // Said twice, it has to be right twice: who else reads it may read the other one.
        true => origins.all(|origin| config.allows_origin(origin.to_str().unwrap_or(""), host)),
        false => match headers.get("sec-fetch-site") {
            None => true,
            Some(site) => site == "same-origin" || site == "none",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
