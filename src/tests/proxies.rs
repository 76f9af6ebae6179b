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
        let over_network = ("host", "192.0.2.7:3900");
        for fine in [
            [("host", "localhost:3900"), ("accept", "*/*")],
            [over_network, ("sec-fetch-site", "none")],
            [over_network, ("x-forwarded-proto", "https")],
        ] {
            let html = page(&visitor, path, &fine).await;
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
async fn a_page_may_ask_whether_there_is_a_way_and_opens_nothing() {
    let app = TestApp::with(|config| config.sockets.per_person = 1).await;
    let ada = app.visitor("Ada").await;
    let probe = "/socket.io/?EIO=4&transport=probe";
    let ask = async |who: &Visitor| {
        let answer = who.request(Method::GET, probe).send().await.unwrap();
        answer.status()
    };
    for _ in 0..3 {
        assert_eq!(ask(&ada).await, StatusCode::NO_CONTENT);
    }
    assert_eq!(
        ask(&Visitor::anonymous(app.addr)).await,
        StatusCode::UNAUTHORIZED
    );
    // As a WebSocket would: the fixture is full.
    let _socket = ada.socket().await;
    assert_eq!(ask(&ada).await, StatusCode::TOO_MANY_REQUESTS);
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

/// Addresses in a page that a browser would ask the server for, or lead there.
fn addresses(html: &str) -> Vec<String> {
    let start = |attribute: &'static str| {
        html.match_indices(attribute)
            .map(move |(at, found)| at + found.len())
    };
    let quoted = [
        "href=\"",
        "src=\"",
        "action=\"",
        "href='",
        "import('",
        "module_or_path: '",
    ];
    let all = quoted.into_iter().flat_map(start);
    let all = all.map(|at| html[at..].split(['"', '\'']).next().unwrap().to_owned());
    all.filter(|address| !address.starts_with('#')).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn below_a_base_everything_leads_below_it_whether_the_proxy_passes_it_on_or_not() {
    let app = TestApp::with(|config| config.base = "/tools/tandem".into()).await;
    for passed_on in ["/tools/tandem", ""] {
        let name = format!("Ada{}", passed_on.len());
        let mut ada = Visitor::anonymous(app.addr);
        let form = [
            ("username", name.as_str()),
            ("password", "correct horse battery"),
        ];
        let request = ada.request(Method::POST, &format!("{passed_on}/api/register"));
        let request = request.header("accept", "text/html").form(&form);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["location"], "/tools/tandem/");
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("tandem-tools-tandem="), "{cookie}");
        ada.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        let made = ada
            .form(
                &format!("{passed_on}/api/create_session"),
                &[("title", "A")],
            )
            .await;
        let session = made.headers()["location"].to_str().unwrap().to_owned();
        assert!(session.starts_with("/tools/tandem/session/"), "{session}");
        let session = session.strip_prefix("/tools/tandem").unwrap();
        let nobody = Visitor::anonymous(app.addr);
        for (who, path) in [
            (&ada, "/"),
            (&ada, session),
            (&ada, "/messages"),
            (&ada, "/account"),
            (&ada, "/account/delete"),
            (&ada, "/account/tokens"),
            (&ada, "/docs/events"),
            (&ada, "/nowhere"),
            (&nobody, "/"),
            (&nobody, "/login?next=%2Fsession%2F7"),
            (&nobody, "/register"),
        ] {
            let answer = who.navigate(&format!("{passed_on}{path}")).await;
            assert!(answer.status() != 302, "{path}");
            let found = addresses(&answer.text().await.unwrap());
            assert!(found.len() > 2, "{path}: {found:?}");
            for address in found {
                let below = address.starts_with("/tools/tandem/");
                assert!(below, "{path} leads to {address}");
            }
        }
        let refused = nobody.navigate(&format!("{passed_on}{session}")).await;
        let to = refused.headers()["location"].to_str().unwrap();
        let next = session.replace('/', "%2F");
        assert_eq!(to, format!("/tools/tandem/login?next={next}"));
        let reference: Value = {
            let path = format!("{passed_on}/docs/events.json");
            let answer = ada.request(Method::GET, &path).send().await.unwrap();
            answer.json().await.unwrap()
        };
        let pathname = &reference["servers"]["tandem"]["pathname"];
        assert_eq!(pathname, "/tools/tandem/socket.io/");
        let polling = format!("{passed_on}/socket.io/?EIO=4&transport=polling");
        let opened = ada.request(Method::GET, &polling).send().await.unwrap();
        assert_eq!(opened.status(), StatusCode::OK);
        let unknown = nobody.request(Method::GET, &polling).send().await.unwrap();
        assert_eq!(unknown.status(), StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn below_a_base_every_guard_stands_where_it_stood() {
    let app = TestApp::with(|config| config.base = "/tandem".into()).await;
    let nobody = Visitor::anonymous(app.addr);
    let foreign = [("origin", "https://evil.example")];
    for path in ["/tandem/api/login", "/api/login"] {
        let answer = post(&nobody, path, &foreign).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let socket = nobody.request(Method::GET, "/tandem/socket.io/?EIO=4&transport=polling");
    let answer = socket.header("origin", "https://evil.example").send().await;
    assert_eq!(answer.unwrap().status(), StatusCode::FORBIDDEN);
    let next = post(&nobody, "/tandem/api/register?", &[("accept", "text/html")]).await;
    assert!(next.headers().contains_key("content-security-policy"));
    for elsewhere in [
        "/tandem//evil.example/",
        "/tandemapi/login",
        "/tandem/tandem/login",
    ] {
        let answer = nobody.navigate(elsewhere).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{elsewhere}");
    }
}
