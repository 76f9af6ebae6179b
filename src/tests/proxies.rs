//! What people and operators are told when a proxy or a setting in front is wrong.

use crate::support::{TestApp, Visitor};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;

const WEBSOCKET: &str = "/socket.io/?EIO=4&transport=websocket";
const FORM: [(&str, &str); 2] = [("username", "Ada"), ("password", "correct horse")];

/// A server that people reach over the network.
async fn in_a_network() -> (TestApp, Visitor) {
    let app = TestApp::with(|config| config.plain_http = false).await;
    let visitor = Visitor::anonymous(app.addr);
    (app, visitor)
}

async fn page(visitor: &Visitor, path: &str, headers: &[(&str, &str)]) -> String {
    let request = visitor.request(Method::GET, path);
    let with = |request: reqwest::RequestBuilder, (name, value): &(&str, &str)| {
        request.header(*name, *value)
    };
    let request = headers.iter().fold(request, with);
    request.send().await.unwrap().text().await.unwrap()
}

async fn post(visitor: &Visitor, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = visitor.request(Method::POST, path).form(&FORM);
    let with = |request: reqwest::RequestBuilder, (name, value): &(&str, &str)| {
        request.header(*name, *value)
    };
    headers.iter().fold(request, with).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_in_a_network_the_forms_say_that_they_need_https() {
    let (_app, visitor) = in_a_network().await;
    let sentence = "Signing in needs https";
    for path in ["/login", "/register", "/login?next=/session/7"] {
        let html = page(&visitor, path, &[("host", "192.0.2.7:3900")]).await;
        assert!(html.contains(sentence), "{path}: {html}");
        assert!(html.contains("data-needs-https"), "{path}: {html}");
        for fine in [
            ("host", "localhost:3900"),
            ("sec-fetch-site", "none"),
            ("x-forwarded-proto", "https"),
        ] {
            let html = page(&visitor, path, &[fine]).await;
            assert!(!html.contains(sentence), "{fine:?}");
            assert!(!html.contains("data-needs-https"), "{fine:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_over_http_makes_no_account_that_nobody_can_stay_in() {
    let (_app, visitor) = in_a_network().await;
    let over_http = [
        ("host", "192.0.2.7:3900"),
        ("origin", "http://192.0.2.7:3900"),
        ("accept", "text/html"),
    ];
    for (path, back) in [("/api/register", "/register"), ("/api/login", "/login")] {
        let answer = post(&visitor, path, &over_http).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
        assert!(!answer.headers().contains_key("set-cookie"));
        let expected = format!("{back}?problem=auth%2Fhttps&name=Ada");
        assert_eq!(answer.headers()["location"], expected);
    }
    // A program keeps what cookies it likes, and the name is still free.
    let program = post(&visitor, "/api/register", &over_http[..1]).await;
    assert_eq!(program.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_gets_a_page_and_a_program_json() {
    let (_app, visitor) = in_a_network().await;
    for origin in ["https://tandem.example", "null", "", "https://evil.example"] {
        let headers = [("origin", origin), ("accept", "text/html,*/*;q=0.8")];
        let answer = post(&visitor, "/api/login", &headers).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(kind.starts_with("text/html"), "{origin}: {kind}");
        let html = answer.text().await.unwrap();
        for words in ["TANDEM_ORIGINS", "Expected: ", "rel=\"stylesheet\"", origin] {
            assert!(html.contains(words), "{origin}: {html}");
        }
        let answer = post(&visitor, "/api/login", &[("origin", origin)]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let error: Value = answer.json().await.unwrap();
        assert_eq!(error["code"], "request/cross-site");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_tls_without_a_setting_the_forwarded_host_is_enough() {
    let app = TestApp::with(|config| config.trust_forwarded = true).await;
    let visitor = Visitor::anonymous(app.addr);
    let headers = [
        ("origin", "https://tandem.example"),
        ("x-forwarded-host", "tandem.example"),
        ("x-forwarded-proto", "https"),
    ];
    let answer = post(&visitor, "/api/register", &headers).await;
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_without_its_headers_is_asked_for_them() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let handshake = |headers: &[(&'static str, &'static str)]| {
        let request = ada.request(Method::GET, WEBSOCKET);
        let with = |request: reqwest::RequestBuilder, (name, value): &(&'static str, &str)| {
            request.header(*name, *value)
        };
        headers.iter().fold(request, with).send()
    };
    let key = ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    let version = ("sec-websocket-version", "13");
    for headers in [
        vec![],
        vec![key, version],
        vec![key, version, ("connection", "close")],
        vec![key, version, ("connection", "upgrade")],
        vec![
            key,
            version,
            ("upgrade", "websocket"),
            ("connection", "keep-alive"),
        ],
    ] {
        let answer = handshake(&headers).await.unwrap();
        assert_eq!(answer.status(), StatusCode::UPGRADE_REQUIRED, "{headers:?}");
        assert_eq!(answer.headers()["upgrade"], "websocket");
        let error: Value = answer.json().await.unwrap();
        assert_eq!(error["code"], "request/upgrade");
    }
    let whole = [
        key,
        version,
        ("upgrade", "websocket"),
        ("connection", "Upgrade"),
    ];
    let answer = handshake(&whole).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SWITCHING_PROTOCOLS);
    // Who is signed out hears that first, and so learns to sign in.
    let nobody = Visitor::anonymous(app.addr);
    let answer = nobody.request(Method::GET, WEBSOCKET).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polling_session_is_not_upgraded_without_the_headers() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let polling = "/socket.io/?EIO=4&transport=polling";
    let opened = ada.request(Method::GET, polling).send().await.unwrap();
    let packet = opened.text().await.unwrap();
    let packet: Value = serde_json::from_str(packet.trim_start_matches('0')).unwrap();
    let upgrade = format!("{WEBSOCKET}&sid={}", packet["sid"].as_str().unwrap());
    let answer = ada.request(Method::GET, &upgrade).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UPGRADE_REQUIRED);
}
