//! One's own account over HTTP: another name, another password, devices, the look, the export.

mod end;

use crate::support::{TestApp, Visitor, ask, join, message, on_each_database};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::time::Duration;
use tandem::{
    client::socket_io::{Notice, native::NativeSocket},
    server::{db, streams},
    shared::{
        ids::SessionId,
        protocol::*,
        session::{EntryBody, StreamState},
        stream::StreamKind,
    },
};
use tokio::time::timeout;

async fn html(visitor: &Visitor, path: &str) -> String {
    visitor.navigate(path).await.text().await.unwrap()
}

/// Sends a form as a page does; the status, the address it leads to, and the page.
async fn sent(visitor: &Visitor, path: &str, form: &[(&str, &str)]) -> (u16, String, String) {
    let request = visitor.request(Method::POST, path).form(form);
    let answer = request.header("accept", "text/html").send().await.unwrap();
    let to = answer.headers().get("location").cloned();
    let to = to.map_or(String::new(), |to| to.to_str().unwrap().to_owned());
    (answer.status().as_u16(), to, answer.text().await.unwrap())
}

async fn code(visitor: &Visitor, path: &str, form: &[(&str, &str)]) -> String {
    let answer = visitor.form(path, form).await;
    if answer.status() == StatusCode::NO_CONTENT {
        return "ok".into();
    }
    let error: Value = answer.json().await.unwrap();
    error["code"].as_str().unwrap_or("ok").to_owned()
}

async fn sign_in(app: &TestApp, name: &str, password: &str) -> Result<Visitor, StatusCode> {
    let mut visitor = Visitor::anonymous(app.addr);
    let form = [("username", name), ("password", password)];
    let answer = visitor.form("/api/login", &form).await;
    if !answer.status().is_success() {
        return Err(answer.status());
    }
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    visitor.cookie = Some(cookie.split(';').next().unwrap().to_owned());
    Ok(visitor)
}

async fn says(socket: &NativeSocket, session: SessionId, text: &str) {
    socket
        .emit("send_message", message(session, text))
        .await
        .unwrap();
}

/// The stream folded from what is stored, by a server that starts.
async fn stored(app: &TestApp, session: SessionId) -> StreamState {
    let place = db::streams::place(&app.db, session.into()).await.unwrap();
    streams::load(&app.db, &place.unwrap()).await.unwrap()
}

/// Every line as it reads: who and what.
fn lines(state: &StreamState) -> Vec<String> {
    let line = state.chat.timeline.iter().map(|entry| match &entry.body {
        EntryBody::Message { text, .. } => format!("{}: {text}", entry.by.name),
        EntryBody::Deleted => format!("{} deleted a message", entry.by.name),
        EntryBody::Status { text, .. }
        | EntryBody::Dataset { text, .. }
        | EntryBody::Rule { text, .. }
        | EntryBody::Note { text, .. } => text.clone(),
    });
    line.collect()
}

async fn refused(socket: &NativeSocket) -> String {
    let refusal = timeout(Duration::from_secs(10), async {
        let mut notices = socket.notices().await;
        loop {
            if let Some(Notice::Refused(refusal)) = notices.recv().await {
                return refusal.code.to_string();
            }
        }
    });
    refusal.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_is_the_same_everywhere() {
    on_each_database(async |database| {
        let app = TestApp::with(|config| config.database_url = Some(database.url)).await;
        let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
        let session = ada.create_session().await;
        grace.navigate(&format!("/session/{session}")).await;
        let (mine, theirs) = (ada.socket().await, grace.socket().await);
        join(&mine, session).await.unwrap();
        let seen = join(&theirs, session).await.unwrap();
        says(&mine, session, "before").await;
        assert_eq!(
            code(&ada, "/api/account/name", &[("name", "Bea")]).await,
            "ok"
        );

        // Who was there hears it, and who comes later reads it.
        let told = loop {
            let event = timeout(Duration::from_secs(20), theirs.next_event("status"));
            let event = event.await.unwrap().unwrap();
            if event["kind"] == "renamed" {
                break event;
            }
        };
        assert_eq!(told["person"]["name"], "Bea");
        assert_eq!(told["text"], "Ada is called Bea now");
        let script = ada.script(&ada.make_token("1").await.1);
        let again = script.socket().await;
        says(&again, session, "after").await;
        let state = stored(&app, session).await;
        assert_eq!(
            lines(&state),
            [
                "Bea joined",
                "Grace joined",
                "Bea: before",
                "Ada is called Bea now",
                "Bea: after"
            ]
        );
        assert_eq!(state.people.members[0].person.name, "Bea");
        // A tab that was there applies the events that it missed.
        let missed = ask(&theirs, Sync { after: 0, max: 100 }.in_session(session));
        let mut resumed =
            StreamState::new(session.into(), StreamKind::Session, &state.people.title);
        for event in missed.await.unwrap().events {
            tandem::shared::session::apply(&mut resumed, &event);
        }
        assert_eq!(resumed, state);
        assert_eq!(seen.members.len(), 2);
        let page = html(&grace, &format!("/session/{session}")).await;
        assert!(
            page.contains("Bea") && !page.contains("Ada joined"),
            "{page}"
        );

        // The old name opens nothing and is free; the new one is taken, and found whatever its case.
        assert_eq!(
            sign_in(&app, "Ada", "correct horse").await.err().unwrap(),
            401
        );
        assert!(sign_in(&app, "bea", "correct horse").await.is_ok());
        assert_eq!(
            code(&grace, "/api/account/name", &[("name", "BEA")]).await,
            "account/taken"
        );
        assert_eq!(
            code(&ada, "/api/account/name", &[("name", "BEA")]).await,
            "ok"
        );
        assert_eq!(
            code(&grace, "/api/account/name", &[("name", "Ada")]).await,
            "ok"
        );
        // With a letter of another script in it.
        assert_eq!(
            code(&ada, "/api/account/name", &[("name", "\u{410}da")]).await,
            "account/taken"
        );
        let (status, _, page) = sent(&grace, "/api/account/name", &[("name", "<b>")]).await;
        assert_eq!(status, 400);
        assert!(
            page.contains(r#"role="alert""#) && page.contains("value=\"&lt;b&gt;\""),
            "{page}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_of_two_knows_the_new_name_whoever_looks_first() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let opened = ada.form("/api/open_direct", &[("name", "Grace")]).await;
    let path = opened.headers()["location"].to_str().unwrap().to_owned();
    let room = path.rsplit('/').next().unwrap();
    let socket = ada.try_socket(CHAT_NAMESPACE).await.unwrap();
    let payload = serde_json::json!({ "room": room, "cid": uuid::Uuid::new_v4(), "text": "hello" });
    socket.emit("send_message", payload).await.unwrap();
    assert_eq!(
        code(&ada, "/api/account/name", &[("name", "Bea")]).await,
        "ok"
    );
    let page = html(&grace, &path).await;
    assert!(page.contains("Bea") && !page.contains(">Ada<"), "{page}");
    let place = db::streams::place(&app.db, room.parse().unwrap())
        .await
        .unwrap();
    let state = streams::load(&app.db, &place.unwrap()).await.unwrap();
    assert_eq!(lines(&state), ["Bea: hello", "Ada is called Bea now"]);
    assert_eq!(state.people.title, "Bea and Grace");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_signs_the_other_devices_out() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let other = sign_in(&app, "Ada", "correct horse").await.unwrap();
    let session = ada.create_session().await;
    let (own, gone) = (ada.socket().await, other.socket().await);
    join(&own, session).await.unwrap();
    join(&gone, session).await.unwrap();
    for (current, password, expected) in [
        ("wrong horse", "blue lamp river", "account/password-wrong"),
        ("correct horse", "sh0rt", "account/password-length"),
        ("correct horse", "Password123", "account/password-common"),
        ("correct horse", "ada20242024", "account/password-name"),
    ] {
        let form = [("current", current), ("password", password)];
        assert_eq!(code(&ada, "/api/account/password", &form).await, expected);
        let (status, _, page) = sent(&ada, "/api/account/password", &form).await;
        assert_eq!(status, 400, "{password}");
        assert_eq!(page.matches(r#"role="alert""#).count(), 1, "{page}");
        assert!(!page.contains(password), "a password comes back");
    }
    let form = [
        ("current", "correct horse"),
        ("password", "blue lamp river"),
    ];
    let (status, to, _) = sent(&ada, "/api/account/password", &form).await;
    assert_eq!((status, to.as_str()), (303, "/account?done=password"));
    assert_eq!(refused(&gone).await, "auth/required");
    assert_eq!(other.form("/api/my_sessions", &[]).await.status(), 401);
    assert_eq!(ada.form("/api/my_sessions", &[]).await.status(), 200);
    assert!(join(&own, session).await.is_ok());
    assert_eq!(
        sign_in(&app, "Ada", "correct horse").await.err().unwrap(),
        401
    );
    assert!(sign_in(&app, "Ada", "blue lamp river").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_signed_out_from_another() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let mut phone = Visitor::anonymous(app.addr);
    let form = [("username", "Ada"), ("password", "correct horse")];
    let login = phone.request(Method::POST, "/api/login").form(&form);
    let answer = login.header("user-agent", agent).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    phone.cookie = Some(cookie.split(';').next().unwrap().to_owned());
    let page = html(&ada, "/account").await;
    assert!(
        page.contains("Firefox on Linux") && page.contains("This one."),
        "{page}"
    );
    let devices = page.split(r#"name="device" value=""#).skip(1);
    let ids: Vec<&str> = devices
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(
        !page.contains(token),
        "the secret of a login stands in the page"
    );
    // Somebody else's device is not in reach.
    let grace = app.visitor("Grace").await;
    for id in &ids {
        assert_eq!(
            code(&grace, "/api/account/sign_out", &[("device", id)]).await,
            "ok"
        );
    }
    assert_eq!(phone.form("/api/my_sessions", &[]).await.status(), 200);
    assert_eq!(
        code(&ada, "/api/account/sign_out", &[("device", "others")]).await,
        "ok"
    );
    assert_eq!(phone.form("/api/my_sessions", &[]).await.status(), 401);
    assert_eq!(ada.form("/api/my_sessions", &[]).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_look_is_on_every_page_of_every_browser() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let plain = html(&ada, "/").await;
    assert!(!plain.contains("data-theme"), "{plain}");
    let form = [
        ("color", "3"),
        ("theme", "dark"),
        ("density", "compact"),
        ("motion", "less"),
        ("sound", "on"),
        ("announcements", "mentions"),
        ("shortcuts", "off"),
    ];
    let (status, to, _) = sent(&ada, "/api/account/look", &form).await;
    assert_eq!((status, to.as_str()), (303, "/account?done=look"));
    let elsewhere = sign_in(&app, "Ada", "correct horse").await.unwrap();
    for (visitor, path) in [
        (&ada, "/"),
        (&elsewhere, "/messages"),
        (&ada, "/account"),
        (&ada, "/account/tokens"),
    ] {
        let page = html(visitor, path).await;
        for attribute in [
            r#"data-theme="dark""#,
            r#"data-density="compact""#,
            r#"data-motion="less""#,
            r#"data-color="3""#,
            r#"data-sound="on""#,
            r#"data-announcements="mentions""#,
            r#"data-shortcuts="off""#,
        ] {
            assert!(page.contains(attribute), "{path}: {attribute}");
        }
    }
    for odd in [
        ("color", "9"),
        ("color", "0"),
        ("theme", "purple"),
        ("announcements", "some"),
        ("shortcuts", ""),
    ] {
        let mut form = form;
        *form.iter_mut().find(|(name, _)| *name == odd.0).unwrap() = odd;
        assert_eq!(
            code(&ada, "/api/account/look", &form).await,
            "request/malformed"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_has_ones_own_and_nobody_elses() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let session = ada.create_session().await;
    grace.navigate(&format!("/session/{session}")).await;
    says(&ada.socket().await, session, "mine to keep").await;
    says(&grace.socket().await, session, "a secret of another").await;
    let sample = format!("/api/sessions/{session}/datasets/sample");
    assert_eq!(ada.form(&sample, &[]).await.status(), 200);
    let answer = ada
        .request(Method::GET, "/api/account/export")
        .send()
        .await
        .unwrap();
    let disposition = answer.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let text = answer.text().await.unwrap();
    let export: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(export["account"]["name"], "Ada");
    assert_eq!(export["messages"][0]["text"], "mine to keep");
    assert_eq!(export["datasets"].as_array().unwrap().len(), 1);
    assert_eq!(export["sessions_and_rooms"][0]["creator"], true);
    assert!(
        !text.contains("a secret of another") && !text.contains("argon2"),
        "{text}"
    );
}
