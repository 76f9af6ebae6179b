//! Who may do what: one table of {anonymous, stranger, member, creator, removed, member of another
//! session} x every entrance.
//!
//! A new socket event, route or server function without a row here fails a test of `entrances`.

mod cast;
mod entrances;
mod events;
mod live;

use crate::support::{TestApp, join};
use cast::cast;
use events::NAMESPACES;
use tandem::shared::{error_code::ErrorCode, protocol::LOBBY};
use uuid::Uuid;

/// Expected statuses in the order anonymous, stranger, second member, creator, removed, member of
/// another session. After the path may stand the form that is sent.
type Row = (&'static str, [u16; 6]);

const ROUTES: &[Row] = &[
    ("GET /", [200, 200, 200, 200, 200, 200]),
    ("GET /login", [200, 200, 200, 200, 200, 200]),
    ("GET /register", [200, 200, 200, 200, 200, 200]),
    ("GET /session/{session}", [302, 403, 200, 200, 403, 403]),
    (
        "GET /session/00000000-0000-4000-8000-000000000000",
        [302, 404, 404, 404, 404, 404],
    ),
    ("POST /api/create_session", [401, 303, 303, 303, 303, 303]),
    ("POST /api/my_sessions", [401, 200, 200, 200, 200, 200]),
    ("POST /api/my_rooms", [401, 200, 200, 200, 200, 200]),
    (
        "POST /api/open_session session_uuid={session}",
        [303, 403, 200, 200, 403, 403],
    ),
    // The answer is a page, also where that says no.
    (
        "POST /api/page?path=/session/{session}",
        [200, 200, 200, 200, 200, 200],
    ),
    (
        "POST /api/join_session session_uuid={session}",
        [401, 403, 303, 303, 403, 403],
    ),
    (
        "POST /api/ask_access session_uuid=00000000-0000-4000-8000-000000000000",
        [401, 404, 404, 404, 404, 404],
    ),
    ("GET /account", [302, 200, 200, 200, 200, 200]),
    ("GET /account/delete", [302, 200, 200, 200, 200, 200]),
    ("GET /api/account/export", [401, 200, 200, 200, 200, 200]),
    (
        "POST /api/account/name name=Grace",
        [401, 400, 204, 400, 400, 400],
    ),
    ("POST /api/account/password", [401, 400, 400, 400, 400, 400]),
    ("POST /api/account/look", [401, 400, 400, 400, 400, 400]),
    (
        "POST /api/account/sign_out device=others",
        [401, 204, 204, 204, 204, 204],
    ),
    ("POST /api/account/delete", [401, 400, 400, 400, 400, 400]),
    ("GET /account/tokens", [302, 200, 200, 200, 200, 200]),
    (
        "POST /api/create_token name=nightly",
        [401, 200, 200, 200, 200, 200],
    ),
    (
        "POST /api/revoke_token id=00000000-0000-4000-8000-000000000000",
        [401, 404, 404, 404, 404, 404],
    ),
    ("POST /api/registration", [200, 200, 200, 200, 200, 200]),
    ("POST /api/current_person", [200, 200, 200, 200, 200, 200]),
    // The form that these people send is no data set; those who are let in are told so.
    (
        "POST /api/sessions/{session}/datasets",
        [401, 404, 422, 422, 404, 404],
    ),
    (
        "POST /api/sessions/{session}/datasets/sample",
        [401, 404, 200, 200, 404, 404],
    ),
    // A form announces no file; those who are let in are told so.
    (
        "POST /api/sessions/{session}/uploads",
        [401, 404, 400, 400, 404, 404],
    ),
    // The creator announced it. A form is no piece of a file; whose file it is hears so.
    ("HEAD /api/uploads/{upload}", [401, 404, 404, 200, 404, 404]),
    (
        "PATCH /api/uploads/{upload}",
        [401, 404, 404, 415, 404, 404],
    ),
    (
        "DELETE /api/uploads/{upload}",
        [401, 404, 204, 204, 404, 404],
    ),
    // It says no method that it stands for.
    (
        "POST /api/uploads/00000000-0000-4000-8000-000000000000",
        [401, 405, 405, 405, 405, 405],
    ),
    // A form is no data set; those who are let in are told so.
    (
        "POST /api/sessions/{session}/live",
        [401, 404, 400, 400, 404, 404],
    ),
    (
        "POST /api/datasets/00000000-0000-4000-8000-000000000000/rows",
        [401, 404, 404, 404, 404, 404],
    ),
    ("GET /messages", [302, 200, 200, 200, 200, 200]),
    ("GET /messages/lobby", [302, 200, 200, 200, 200, 200]),
    ("GET /messages/nowhere", [302, 404, 404, 404, 404, 404]),
    ("POST /api/open_room", [303, 200, 200, 200, 200, 200]),
    (
        "POST /api/create_room name={new}",
        [401, 303, 303, 303, 303, 303],
    ),
    (
        "POST /api/open_direct name=Grace",
        [401, 303, 400, 303, 303, 303],
    ),
    ("POST /api/leave_room", [401, 303, 303, 303, 303, 303]),
    ("POST /api/ask_access", [401, 303, 303, 303, 303, 303]),
    ("POST /api/withdraw_access", [401, 303, 303, 303, 303, 303]),
    ("GET /api/search?q=rain", [401, 200, 200, 200, 200, 200]),
    (
        "GET /api/search?q=rain&stream={session}",
        [401, 403, 200, 200, 403, 403],
    ),
    (
        "GET /api/datasets/00000000-0000-4000-8000-000000000000/rows",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /api/datasets/00000000-0000-4000-8000-000000000000/profile",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /api/datasets/00000000-0000-4000-8000-000000000000/export?format=csv",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /api/datasets/00000000-0000-4000-8000-000000000000/compare/x",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /api/datasets/00000000-0000-4000-8000-000000000000/reading",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "POST /api/datasets/00000000-0000-4000-8000-000000000000/reading decisions={}",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /session/{session}/data/00000000-0000-4000-8000-000000000000",
        [302, 404, 404, 404, 404, 404],
    ),
    (
        "POST /session/{session}/data/00000000-0000-4000-8000-000000000000 then=try",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /session/{session}/data/00000000-0000-4000-8000-000000000000/about",
        [302, 404, 404, 404, 404, 404],
    ),
    (
        "POST /session/{session}/data/00000000-0000-4000-8000-000000000000/about name=wind",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /session/{session}/report",
        [302, 404, 200, 200, 404, 404],
    ),
    (
        "GET /session/{session}/notes",
        [302, 404, 200, 200, 404, 404],
    ),
    (
        "POST /session/{session}/notes title=Plan",
        [401, 404, 303, 303, 404, 404],
    ),
    (
        "GET /api/sessions/{session}/notes",
        [401, 404, 200, 200, 404, 404],
    ),
    (
        "GET /api/sessions/{session}/notes/00000000-0000-4000-8000-000000000000",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "POST /api/sessions/{session}/notes/00000000-0000-4000-8000-000000000000",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /session/{session}/notes/00000000-0000-4000-8000-000000000000",
        [302, 404, 404, 404, 404, 404],
    ),
    (
        "POST /session/{session}/notes/00000000-0000-4000-8000-000000000000",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /session/{session}/notes/00000000-0000-4000-8000-000000000000/history",
        [302, 404, 404, 404, 404, 404],
    ),
    (
        "POST /session/{session}/notes/00000000-0000-4000-8000-000000000000/history",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /session/{session}/data/00000000-0000-4000-8000-000000000000/compare/x",
        [302, 404, 404, 404, 404, 404],
    ),
    (
        "GET /api/sessions/{session}/runs/00000000-0000-4000-8000-000000000000/output",
        [401, 403, 404, 404, 403, 403],
    ),
    (
        "GET /api/sessions/{session}/runs/00000000-0000-4000-8000-000000000000/picture",
        [401, 403, 404, 404, 403, 403],
    ),
    ("GET /healthz", [200, 200, 200, 200, 200, 200]),
    ("GET /readyz", [200, 200, 200, 200, 200, 200]),
    // These people are on the server's own machine; src/tests/metrics.rs tells of those who are not.
    ("GET /metrics", [200, 200, 200, 200, 200, 200]),
    ("GET /docs/events", [200, 200, 200, 200, 200, 200]),
    ("GET /docs/events.json", [200, 200, 200, 200, 200, 200]),
    (
        "GET /socket.io/?EIO=4&transport=polling",
        [401, 200, 200, 200, 200, 200],
    ),
];

fn routes() -> impl Iterator<Item = &'static Row> {
    ROUTES.iter().chain(live::ROUTES)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_each_kind_of_person_as_written() {
    let cast = cast().await;
    let mut wrong = Vec::new();
    for (route, expected) in routes() {
        for (visitor, expected) in cast.people.iter().zip(expected) {
            let session = cast.places.session.to_string();
            let new = Uuid::new_v4().simple().to_string();
            let mut sent = route
                .replace("{session}", &session)
                .replace("{new}", &new[..12]);
            if sent.contains("{upload}") {
                sent = sent.replace("{upload}", &cast.announce().await);
            }
            let words: Vec<&str> = sent.split(' ').collect();
            let usual = vec![("session_uuid", session.as_str()), ("room", LOBBY)];
            let own = words.get(2).and_then(|field| field.split_once('='));
            let form = own.map_or(usual, |field| vec![field]);
            let answer = match words[0] {
                // Connections are opened by scripts, never by following a link.
                "GET" if words[1].starts_with("/socket.io") => visitor
                    .request(reqwest::Method::GET, words[1])
                    .send()
                    .await
                    .unwrap(),
                "GET" => visitor.navigate(words[1]).await,
                method if words[1].contains("/uploads") => visitor
                    .request(method.parse().unwrap(), words[1])
                    .header("tus-resumable", "1.0.0")
                    .form(&form)
                    .send()
                    .await
                    .unwrap(),
                _ => visitor.form(words[1], &form).await,
            };
            let status = answer.status().as_u16();
            if status != *expected {
                wrong.push(format!(
                    "{route} as {}: {status}, not {expected}",
                    visitor.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_answers_each_kind_of_person_as_written() {
    let cast = cast().await;
    let mut wrong = Vec::new();
    for (key, address) in NAMESPACES {
        let refused = cast.people[0].try_socket(address).await;
        assert_eq!(
            refused.err().map(|error| error.code),
            Some(ErrorCode::AuthRequired),
            "{address}"
        );
        // The stranger, the removed one and the member of another session hear the same.
        for (visitor, column) in cast.people[1..].iter().zip([0, 1, 2, 0, 0]) {
            let socket = visitor.try_socket(address).await.unwrap();
            for (name, payload, expected) in events::of(key, &cast.places) {
                let code = match socket.emit(name, payload).await {
                    Ok(_) => "ok".to_owned(),
                    Err(error) => error.code.to_string(),
                };
                if code != expected[column] {
                    wrong.push(format!(
                        "{key}.{name} as {}: {code}, not {}",
                        visitor.name, expected[column]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_top_level_navigation_claims_the_seat() {
    let app = TestApp::start().await;
    let creator = app.visitor("Ada").await;
    let guest = app.visitor("Grace").await;
    let session = creator.create_session().await;
    let address = format!("/session/{session}");
    let navigation = [
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    let claims_nothing = [
        (reqwest::Method::GET, vec![]),
        (reqwest::Method::HEAD, navigation.to_vec()),
        (
            reqwest::Method::GET,
            [&navigation[..], &[("sec-purpose", "prefetch")]].concat(),
        ),
        (
            reqwest::Method::GET,
            [&navigation[..], &[("purpose", "prefetch")]].concat(),
        ),
        (
            reqwest::Method::GET,
            vec![("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")],
        ),
        (
            reqwest::Method::GET,
            vec![("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
        ),
    ];
    for (method, headers) in claims_nothing {
        let mut request = guest.request(method, &address);
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap();
        let refused = join(&guest.socket().await, session).await.unwrap_err();
        assert_eq!(refused.code, "session/refused", "{headers:?}");
    }
    // The creator's second tab takes no seat either.
    creator.navigate(&address).await;
    assert_eq!(guest.navigate(&address).await.status(), 200);
    assert!(join(&guest.socket().await, session).await.is_ok());
}
