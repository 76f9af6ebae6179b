//! Whatever is sent in the place of a form, the answer is 400 or 413 with a sentence, never 500.

use crate::support::{TestApp, Visitor};
use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::Value;

const FORM: &str = "application/x-www-form-urlencoded";

/// Every address that takes a form, with the fields that it has.
const FORMS: &[(&str, &[&str])] = &[
    ("/api/register", &["username", "password"]),
    ("/api/login", &["username", "password"]),
    ("/api/create_session", &["title"]),
    ("/api/open_session", &["session_uuid"]),
    ("/api/join_session", &["session_uuid"]),
    ("/api/ask_access", &["session_uuid"]),
    ("/api/withdraw_access", &["session_uuid"]),
    ("/api/create_token", &["name"]),
    ("/api/revoke_token", &["id"]),
    ("/api/open_room", &["room"]),
    ("/api/create_room", &["name"]),
    ("/api/open_direct", &["name"]),
    ("/api/leave_room", &["room"]),
    ("/api/registration", &["invite"]),
    ("/api/account/name", &["name"]),
    ("/api/account/password", &["current", "password"]),
    (
        "/api/account/look",
        &[
            "color",
            "theme",
            "density",
            "motion",
            "sound",
            "announcements",
            "shortcuts",
        ],
    ),
    ("/api/account/sign_out", &["device"]),
    ("/api/account/delete", &["words", "current"]),
];

struct Odd {
    what: &'static str,
    kind: Option<&'static str>,
    body: Vec<u8>,
}

fn odd(what: &'static str, kind: Option<&'static str>, body: impl Into<Vec<u8>>) -> Odd {
    let body = body.into();
    Odd { what, kind, body }
}

/// Bodies that are no form with these fields.
fn odds(fields: &[&str]) -> Vec<Odd> {
    let first = fields[0];
    let with = |value: &[u8]| [first.as_bytes(), b"=", value].concat();
    let json = format!(r#"{{"{first}":"x"}}"#);
    let multipart = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n";
    vec![
        odd("JSON", Some("application/json"), json.clone()),
        odd("JSON that says it is a form", Some(FORM), json),
        odd("parts", Some("multipart/form-data; boundary=b"), multipart),
        odd("no type", None, with(b"x")),
        odd("another type", Some("text/plain"), with(b"x")),
        odd("an unreadable type", Some("a/b/c;;=\u{20}"), with(b"x")),
        odd("half an escape", Some(FORM), with(b"%")),
        odd("no escape", Some(FORM), with(b"%zz")),
        odd(
            "escaped bytes that are no text",
            Some(FORM),
            with(b"%ff%fe"),
        ),
        odd("bytes that are no text", Some(FORM), with(b"\xff\xfe")),
        odd("a name that is no text", Some(FORM), &b"%ff=x"[..]),
        odd("a field of 100 kB", Some(FORM), with(&[b'x'; 100_000])),
        odd("a field of 3 MB", Some(FORM), with(&[b'x'; 3_000_000])),
        odd("100,000 fields", Some(FORM), "a=b&".repeat(100_000)),
        odd("another field", Some(FORM), "never=heard"),
        odd("nothing", Some(FORM), ""),
    ]
}

async fn answer(ada: &Visitor, path: &str, odd: &Odd) -> (u16, String) {
    let mut request = ada
        .request(Method::POST, path)
        .header("accept", "application/json");
    if let Some(kind) = odd.kind {
        request = request.header(CONTENT_TYPE, kind);
    }
    let answer = request.body(odd.body.clone()).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_form_is_refused_with_a_sentence() {
    let app = TestApp::with(|config| {
        config.throttle.logins_per_minute = 1_000;
        config.throttle.registrations_per_minute = 1_000;
    })
    .await;
    let ada = app.visitor("Ada").await;
    let mut wrong = Vec::new();
    for (path, fields) in FORMS {
        for odd in odds(fields) {
            let (status, body) = answer(&ada, path, &odd).await;
            // A field may be left out where it is optional; then it is a form like any other.
            let may_pass = ["another field", "nothing"].contains(&odd.what);
            let refused = [400, 413].contains(&status);
            let sentence = serde_json::from_str::<Value>(&body).is_ok_and(|error| {
                error["message"]
                    .as_str()
                    .is_some_and(|said| said.ends_with('.'))
            });
            if !(refused && sentence || may_pass && status < 500) {
                wrong.push(format!("{path}, {}: {status} {body:.80}", odd.what));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_addresses_are_no_fault_of_the_server() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    for path in [
        "/api/search?q=%ff",
        "/api/search?q=%",
        "/api/search?stream=x",
        "/api/page?path=%ff",
        "/api/datasets/x/rows",
        "/api/datasets/%ff/rows",
        &format!("/api/sessions/{session}/runs/x/output"),
        "/session/%ff",
        "/messages/%ff",
        "/messages/%00",
        "/register?invite=%ff%00",
        "/login?name=%ff&next=%ff&problem=%ff",
        "/%ff",
    ] {
        for method in [Method::GET, Method::POST] {
            let answer = ada.request(method.clone(), path).send().await.unwrap();
            assert!(
                answer.status().as_u16() < 500,
                "{method} {path}: {}",
                answer.status()
            );
        }
    }
}
