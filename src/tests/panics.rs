//! Nothing that anybody sends makes the server panic, and should it, the others go on.

use crate::support::{
    TestApp, ask, join, message, no_data, on_each_database, person, program, raw,
};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tandem::{
    server::{
        bus::{Audience, Bus, NoteSignal},
        db::people,
        engine::{Limits, WorkerPool},
        streams::{Notifier, Streams},
    },
    shared::{
        ids::{Cid, PersonId, StreamId},
        protocol::{Body as _, CHAT_NAMESPACE, LOBBY, Sync, USER_NAMESPACE},
        session::chat::SendMessage,
        stream::{Event, StreamKind},
    },
};
use uuid::Uuid;

const FAR: [i64; 4] = [i64::MIN, -1, i64::MAX, 1 << 60];

#[tokio::test(flavor = "multi_thread")]
async fn numbers_out_of_range_are_refused_and_harm_nobody() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let session = ada.create_session().await;
    grace.navigate(&format!("/session/{session}")).await;
    let (here, there) = (ada.socket().await, grace.socket().await);
    join(&there, session).await.unwrap();
    let chat = ada.try_socket(CHAT_NAMESPACE).await.unwrap();
    let user = ada.try_socket(USER_NAMESPACE).await.unwrap();
    for far in FAR {
        let at = |rest: Value| {
            let mut event = json!({ "session_uuid": session });
            event
                .as_object_mut()
                .unwrap()
                .append(&mut rest.as_object().unwrap().clone());
            event
        };
        let in_room = |rest: Value| {
            let mut event = json!({ "room": LOBBY });
            event
                .as_object_mut()
                .unwrap()
                .append(&mut rest.as_object().unwrap().clone());
            event
        };
        for (socket, name, event) in [
            (&here, "join", at(json!({ "after": far }))),
            (&here, "sync", at(json!({ "after": far, "max": 10 }))),
            (&here, "sync", at(json!({ "after": 0, "max": far }))),
            (&here, "history", at(json!({ "before": far, "max": 10 }))),
            (&here, "history", at(json!({ "before": 5, "max": far }))),
            (&chat, "join", in_room(json!({ "after": far }))),
            (&chat, "sync", in_room(json!({ "after": far, "max": 10 }))),
            (
                &chat,
                "history",
                in_room(json!({ "before": far, "max": 10 })),
            ),
            (&user, "read", json!({ "stream": session, "n": far })),
        ] {
            let answer: Result<Value, _> = socket.emit(name, event.clone()).await;
            let refusal = answer.expect_err(name);
            assert_eq!(refusal.code, "request/malformed", "{name} {event}");
            assert!(refusal.message.contains("whole number"), "{refusal}");
        }
    }
    // Far behind and far ahead are numbers like any other.
    let newer = Sync {
        after: 9_007_199_254_740_991,
        max: 9_007_199_254_740_991,
    };
    let newer = newer.in_session(session);
    assert_eq!(ask(&here, newer).await.unwrap().events, []);
    // Nobody's task ended.
    let said: Result<Value, _> = there
        .emit("send_message", message(session, "still here"))
        .await;
    assert!(said.is_ok(), "{said:?}");
    assert_eq!(app.panics(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn places_that_are_no_numbers_are_not_passed_on() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let socket = ada.socket().await;
    for (within, x) in [
        ("card", json!(1e308)),
        ("chart", json!(-1e308)),
        ("table", json!(1e18)),
        ("card", json!(null)),
        ("card", json!("NaN")),
        ("chart", json!(i64::MIN)),
    ] {
        let at = json!({ "card": "run-7", "within": within, "x": x, "y": 0.5 });
        let event = json!({ "session_uuid": session, "at": at });
        let answer: Result<Value, _> = socket.emit("pointer", event).await;
        let refusal = answer.expect_err("it is no place");
        assert_eq!(refusal.code, "request/malformed", "{at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_that_nothing_serves_never_reach_the_pages() {
    let app = TestApp::start().await;
    for (request, status) in [
        ("CONNECT host:443 HTTP/1.1", 405),
        ("OPTIONS * HTTP/1.1", 405),
        ("OPTIONS / HTTP/1.1", 405),
        ("DELETE / HTTP/1.1", 405),
        ("PUT /session/x HTTP/1.1", 405),
        ("PATCH /nowhere HTTP/1.1", 405),
        ("TRACE / HTTP/1.1", 405),
        ("BREW /coffee HTTP/1.1", 501),
        ("PROPFIND / HTTP/1.1", 501),
        ("POST /nowhere HTTP/1.1\ncontent-length: 0", 405),
        ("POST /login HTTP/1.1\ncontent-length: 0", 405),
        ("GET /nowhere HTTP/1.1", 404),
        ("GET //evil.example/ HTTP/1.1", 404),
        ("GET http://evil.example/login HTTP/1.1", 200),
        ("GET /%ff%00 HTTP/1.1", 404),
        ("GET /session/%ff HTTP/1.1", 302),
    ] {
        let answer = raw::answer(app.addr, request).await;
        let expected = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&expected), "{request}: {answer}");
        if status == 405 {
            assert!(
                answer.to_lowercase().contains("\r\nallow: "),
                "{request}: {answer}"
            );
        }
    }
    assert_eq!(app.panics(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_counted_for_whoever_runs_the_server() {
    let mut app = TestApp::start().await;
    assert!(tokio::spawn(async { panic!("on purpose") }).await.is_err());
    let page = app.visitor("Ada").await.navigate("/metrics").await;
    let text = page.text().await.unwrap();
    assert!(text.contains("\ntandem_panics_total 1\n"), "{text}");
    app.forgive_panics();
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "the server panicked")]
async fn a_test_fails_whose_server_panicked() {
    let _app = TestApp::start().await;
    assert!(tokio::spawn(async { panic!("on purpose") }).await.is_err());
}

/// Panics at the first event of all.
#[derive(Default)]
struct Stumbles(AtomicBool);

impl Bus for Stumbles {
    fn event(&self, _: StreamKind, _: &Event) {
        assert!(self.0.swap(true, Ordering::SeqCst), "on purpose");
    }

    fn signal(&self, _: Audience, _: &'static str, _: &Value) {}
    fn note(&self, _: &NoteSignal) {}
    fn cut_off(&self, _: StreamKind, _: StreamId, _: Option<PersonId>) {}
    fn log_out(&self, _: &str) {}
    fn reopen(&self, _: PersonId) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_panics_goes_on_from_the_log() {
    on_each_database(|test| async move {
        let ada = people::create(&test.db, "Ada", "hash".into())
            .await
            .unwrap()
            .unwrap();
        let engine = Arc::new(WorkerPool::new(program(), Limits::default()));
        let (notifier, _news) = Notifier::new();
        let bus = Arc::new(Stumbles::default());
        let sources = no_data(&test.db, engine.clone(), bus.clone());
        let streams = Streams::new(test.db.clone(), engine, bus, sources, notifier);
        // Committed, then the panic: who asked is told to try again.
        let created = streams.create(&ada, Some("Rain")).await;
        assert!(created.is_err());
        let row = tandem::server::db::sessions::of_person(&test.db, ada.id)
            .await
            .unwrap();
        let session = row[0].session;
        let say = |text: &str| SendMessage {
            text: text.into(),
            reply_to: None,
            about: None,
            seen: None,
        };
        let cid = Some(Cid(Uuid::new_v4()));
        let said = streams
            .submit(session, &ada, cid, say("one"))
            .await
            .unwrap();
        // The seat was committed before the panic and is event 1.
        assert_eq!((said.event.n, said.dup), (2, false));
        // A look that panics harms only who looks, also those who asked at the same time.
        let (bad, good) = tokio::join!(
            streams.read(session, ada.id, |_| -> () { panic!("on purpose") }),
            streams.submit(session, &ada, None, say("two")),
        );
        assert!(bad.is_err());
        assert_eq!(good.unwrap().event.n, 3);
        assert!(streams.read(session, person(77).id, |_| ()).await.is_err());
    })
    .await;
}
