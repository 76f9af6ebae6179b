//! Who may do what: one table of {anonymous, stranger, member, creator} x every entrance.
//!
//! A new socket event or route without a row here fails `every_entrance_has_a_row`.

use crate::support::{TestApp, Visitor, join, message};
use serde_json::{Value, json};
use tandem::{
    server::reference,
    shared::{ids::SessionId, protocol::*},
};
use uuid::Uuid;

/// Expected answers in the order anonymous, stranger, second member, creator:
/// HTTP statuses, or the ack's code ("ok" when there is no refusal).
type Row<T> = (&'static str, [T; 4]);

const ROUTES: &[Row<u16>] = &[
    ("GET /", [200, 200, 200, 200]),
    ("GET /login", [200, 200, 200, 200]),
    ("GET /register", [200, 200, 200, 200]),
    ("GET /session/{session}", [302, 403, 200, 200]),
    (
        "GET /session/00000000-0000-4000-8000-000000000000",
        [302, 404, 404, 404],
    ),
    ("POST /api/create_session", [401, 303, 303, 303]),
    ("POST /api/my_sessions", [401, 200, 200, 200]),
    ("POST /api/current_person", [200, 200, 200, 200]),
    (
        "POST /api/sessions/{session}/datasets/sample",
        [401, 404, 200, 200],
    ),
    ("GET /messages", [302, 200, 200, 200]),
    ("GET /messages/lobby", [302, 200, 200, 200]),
    ("GET /messages/nowhere", [302, 404, 404, 404]),
    ("POST /api/open_room", [401, 200, 200, 200]),
    ("POST /api/create_room", [401, 303, 303, 303]),
    ("POST /api/open_direct", [401, 303, 303, 303]),
    ("POST /api/leave_room", [401, 303, 303, 303]),
    ("POST /api/ask_access", [401, 303, 303, 303]),
    ("POST /api/withdraw_access", [401, 303, 303, 303]),
    ("GET /api/search?q=rain", [401, 200, 200, 200]),
    (
        "GET /api/search?q=rain&stream={session}",
        [401, 403, 200, 200],
    ),
    (
        "GET /api/datasets/00000000-0000-4000-8000-000000000000/rows",
        [401, 404, 404, 404],
    ),
    (
        "GET /api/sessions/{session}/runs/00000000-0000-4000-8000-000000000000/output",
        [401, 403, 404, 404],
    ),
    ("GET /healthz", [200, 200, 200, 200]),
    ("GET /readyz", [200, 200, 200, 200]),
    ("GET /docs/events", [200, 200, 200, 200]),
    ("GET /docs/events.json", [200, 200, 200, 200]),
    (
        "GET /socket.io/?EIO=4&transport=polling",
        [401, 200, 200, 200],
    ),
];

const NO_ID: &str = "00000000-0000-4000-8000-000000000000";

/// Socket events: anonymous people get no socket at all, so three columns.
fn events(session: SessionId) -> Vec<(&'static str, Value, [&'static str; 3])> {
    let with = |more: Value| {
        let mut fields = json!({ "session_uuid": session });
        let object = fields.as_object_mut().unwrap();
        object.extend(more.as_object().unwrap().clone());
        fields
    };
    let cid = || Uuid::new_v4();
    let spec = json!({ "kind": "profile" });
    vec![
        (Join::NAME, with(json!({})), ["session/refused", "ok", "ok"]),
        (
            SendMessage::NAME,
            message(session, "hi"),
            ["session/refused", "ok", "ok"],
        ),
        (
            EditMessage::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID, "text": "x" })),
            ["session/refused", "message/unknown", "message/unknown"],
        ),
        (
            DeleteMessage::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID })),
            ["session/refused", "message/unknown", "message/unknown"],
        ),
        (
            RunAnalysis::NAME,
            with(json!({ "cid": cid(), "dataset_id": NO_ID, "spec": spec })),
            ["session/refused", "dataset/unknown", "dataset/unknown"],
        ),
        (
            CancelAnalysis::NAME,
            with(json!({ "cid": cid(), "run_id": NO_ID })),
            ["session/refused", "run/unknown", "run/unknown"],
        ),
        (
            Typing::NAME,
            with(json!({ "is_typing": true })),
            ["session/refused", "ok", "ok"],
        ),
        (
            Pointer::NAME,
            with(json!({ "at": { "card": "x", "x": 0.5, "y": 0.5 } })),
            ["session/refused", "ok", "ok"],
        ),
        (
            SetPresence::NAME,
            with(json!({ "state": "idle" })),
            ["session/refused", "ok", "ok"],
        ),
        (
            Sync::NAME,
            with(json!({ "after": 0, "max": 10 })),
            ["session/refused", "ok", "ok"],
        ),
        (
            History::NAME,
            with(json!({ "before": 9, "max": 10 })),
            ["session/refused", "ok", "ok"],
        ),
        (
            React::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID, "emoji": "👍", "on": true })),
            ["session/refused", "message/unknown", "message/unknown"],
        ),
        (
            Asking::NAME,
            with(json!({})),
            ["session/refused", "session/not-creator", "ok"],
        ),
        (
            Admit::NAME,
            with(json!({ "cid": cid(), "person_id": 0 })),
            ["session/refused", "session/not-creator", "person/unknown"],
        ),
        (
            Decline::NAME,
            with(json!({ "person_id": 0 })),
            ["session/refused", "session/not-creator", "person/unknown"],
        ),
        (
            Remove::NAME,
            with(json!({ "cid": cid(), "person_id": 0 })),
            ["session/refused", "session/not-creator", "person/unknown"],
        ),
        (
            Rename::NAME,
            with(json!({ "cid": cid(), "title": "Named" })),
            ["session/refused", "session/not-creator", "ok"],
        ),
        (
            Archive::NAME,
            with(json!({ "cid": cid(), "on": false })),
            ["session/refused", "session/not-creator", "ok"],
        ),
        (
            DeleteSession::NAME,
            with(json!({ "title": "not its name" })),
            ["session/refused", "session/not-creator", "session/title"],
        ),
        (Leave::NAME, with(json!({})), ["ok", "ok", "ok"]),
    ]
}

struct Cast {
    _app: TestApp,
    session: SessionId,
    /// Anonymous, stranger, second member, creator.
    people: [Visitor; 4],
}

async fn cast() -> Cast {
    let app = TestApp::start().await;
    let creator = app.visitor("Ada").await;
    let second = app.visitor("Grace").await;
    let stranger = app.visitor("Noor").await;
    let session = creator.create_session().await;
    assert_eq!(
        second
            .navigate(&format!("/session/{session}"))
            .await
            .status(),
        200
    );
    let anonymous = Visitor::anonymous(app.addr);
    Cast {
        _app: app,
        session,
        people: [anonymous, stranger, second, creator],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_each_kind_of_person_as_written() {
    let cast = cast().await;
    let mut wrong = Vec::new();
    for (route, expected) in ROUTES {
        let (method, path) = route.split_once(' ').unwrap();
        let path = path.replace("{session}", &cast.session.to_string());
        for (visitor, expected) in cast.people.iter().zip(expected) {
            let answer = match method {
                // Connections are opened by scripts, never by following a link.
                "GET" if path.starts_with("/socket.io") => visitor
                    .request(reqwest::Method::GET, &path)
                    .send()
                    .await
                    .unwrap(),
                "GET" => visitor.navigate(&path).await,
                _ => {
                    let session = cast.session.to_string();
                    let fields = [
                        ("session_uuid", session.as_str()),
                        ("room", LOBBY),
                        ("name", "Grace"),
                    ];
                    visitor.form(&path, &fields).await
                }
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
    let refused = cast.people[0].try_socket(SESSION_NAMESPACE).await;
    assert_eq!(
        refused.err().map(|error| error.code).as_deref(),
        Some("auth/required")
    );
    let mut wrong = Vec::new();
    for (i, visitor) in cast.people[1..].iter().enumerate() {
        let socket = visitor.socket().await;
        for (name, payload, expected) in events(cast.session) {
            let code = match socket.emit(name, payload).await {
                Ok(_) => "ok".to_owned(),
                Err(error) => error.code,
            };
            if code != expected[i] {
                wrong.push(format!(
                    "{name} as {}: {code}, not {}",
                    visitor.name, expected[i]
                ));
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

#[test]
fn every_entrance_has_a_row() {
    let session = SessionId(Uuid::nil());
    let tested: Vec<_> = events(session).iter().map(|(name, ..)| *name).collect();
    let source = include_str!("../server/sockets/session.rs");
    let listed = source
        .split("on!(")
        .skip(1)
        .filter_map(|rest| rest.split(");").next());
    let handlers: Vec<_> = listed
        .flat_map(|names| names.split(','))
        .map(str::trim)
        .collect();
    assert!(handlers.len() >= 12, "{handlers:?}");
    for handler in handlers {
        assert!(tested.contains(&handler), "{handler} has no row");
    }
    let reference = reference::document();
    for name in &tested {
        let action = &reference["operations"][format!("session.{name}")]["action"];
        assert_eq!(action, "receive", "{name} is not in the event reference");
    }
    let routes = include_str!("../server/http/mod.rs");
    for path in routes
        .split(".route(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        let stem = path.split('{').next().unwrap();
        assert!(
            ROUTES.iter().any(|(row, _)| row.contains(stem)),
            "{path} has no row"
        );
    }
}
