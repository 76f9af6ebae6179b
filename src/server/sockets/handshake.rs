//! A WebSocket handshake as it arrives here: whole, or without what a proxy has taken away. And the
//! question of a page whose WebSocket came to nothing: is the server there, and would it let me in?

use crate::server::seldom::Seldom;
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use axum::{
    http::{
        HeaderMap, HeaderName, HeaderValue, Uri,
        header::{CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
    },
    response::{IntoResponse, Response},
};

/// A page's question by a plain request, `transport=probe`: nothing is opened. The gate says 401 or 429
/// where it would say so to a WebSocket.
pub fn only_asks(query: &str) -> bool {
    query.split('&').any(|pair| pair == "transport=probe")
}

/// 426 for a request to the WebSocket's address that asks for no WebSocket. Engine.IO would answer 101
/// to it, and nobody would speak.
pub fn lacks_upgrade(uri: &Uri, headers: &HeaderMap, seldom: &Seldom) -> Option<Response> {
    let query = uri.query().unwrap_or_default();
    let websocket = query.split('&').any(|pair| pair == "transport=websocket");
    if !websocket || is_whole(headers) {
        return None;
    }
    // Its key shows that a browser wanted a WebSocket.
    if headers.contains_key(SEC_WEBSOCKET_KEY) && seldom.says("upgrade") {
        tracing::warn!(
            "A WebSocket request came without its headers. Seen: Upgrade {:?}, Connection {:?}. \
             Expected: Upgrade websocket, Connection Upgrade. Let the proxy pass both on \
             (docs/RUNNING.md): pages are not live without them.",
            seen(headers, UPGRADE),
            seen(headers, CONNECTION),
        );
    }
    let sentence = "This address answers WebSocket alone. A proxy on the way has to pass the headers \
                    Upgrade and Connection on.";
    let mut response = ApiError::new(ErrorCode::RequestUpgrade, sentence).into_response();
    for (name, value) in [
        (UPGRADE, "websocket"),
        (CONNECTION, "Upgrade"),
        (SEC_WEBSOCKET_VERSION, "13"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Some(response)
}

fn is_whole(headers: &HeaderMap) -> bool {
    names(headers, UPGRADE, "websocket")
        && names(headers, CONNECTION, "upgrade")
        && names(headers, SEC_WEBSOCKET_VERSION, "13")
}

/// Whether a list of words, over one line or several, has this one.
fn names(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let lines = headers.get_all(name);
    let mut words = lines
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    words.any(|sent| sent.trim().eq_ignore_ascii_case(word))
}

fn seen(headers: &HeaderMap, name: HeaderName) -> &str {
    let sent = headers.get(name);
    sent.map_or("none", |sent| sent.to_str().unwrap_or("unreadable"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    const WEBSOCKET: &str = "/socket.io/?EIO=4&transport=websocket";

    fn refused(uri: &str, sent: &[(&str, &str)]) -> Option<Response> {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        lacks_upgrade(&uri.parse().unwrap(), &headers, &Seldom::default())
    }

    #[test]
    fn a_whole_handshake_and_polling_pass() {
        let version = ("sec-websocket-version", "13");
        for sent in [
            [("upgrade", "websocket"), ("connection", "Upgrade"), version],
            [
                ("upgrade", "WebSocket"),
                ("connection", "keep-alive, upgrade"),
                version,
            ],
        ] {
            assert!(refused(WEBSOCKET, &sent).is_none(), "{sent:?}");
        }
        assert!(refused("/socket.io/?EIO=4&transport=polling", &[]).is_none());
    }

    #[test]
    fn what_a_proxy_took_away_is_asked_for() {
        let key = ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        let version = ("sec-websocket-version", "13");
        let cases: &[&[(&str, &str)]] = &[
            &[],
            &[("connection", "close"), key, version],
            &[("connection", "upgrade"), key, version],
            &[
                ("upgrade", "websocket"),
                ("connection", "close"),
                key,
                version,
            ],
            &[("upgrade", "h2c"), ("connection", "upgrade"), key, version],
            &[("upgrade", "websocket"), ("connection", "upgrade"), key],
            &[
                ("upgrade", "websocket"),
                ("connection", "upgrade"),
                ("sec-websocket-version", "8"),
            ],
        ];
        for sent in cases {
            let response = refused(WEBSOCKET, sent).unwrap();
            assert_eq!(response.status(), StatusCode::UPGRADE_REQUIRED, "{sent:?}");
            assert_eq!(response.headers()[UPGRADE], "websocket");
        }
    }
}
