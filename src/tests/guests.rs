//! More than two: asking, being let in, being taken out, and the end of a session, as people live it.

use crate::support::{TestApp, Visitor, ask, join, message};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        ids::{Cid, PersonId, SessionId},
        protocol::*,
    },
};
use tokio::time::timeout;
use uuid::Uuid;

/// Ada's session with Grace on its second seat, and Noor in front of the door.
struct Story {
    app: TestApp,
    session: SessionId,
    ada: Visitor,
    grace: Visitor,
    noor: Visitor,
}

impl Story {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let ada = app.visitor("Ada").await;
        let grace = app.visitor("Grace").await;
        let noor = app.visitor("Noor").await;
        let session = ada.create_session().await;
        let story = Self {
            app,
            session,
            ada,
            grace,
            noor,
        };
        assert_eq!(story.visit(&story.grace).await, 200);
        assert_eq!(story.visit(&story.noor).await, 403);
        story
    }

    async fn visit(&self, person: &Visitor) -> u16 {
        let address = format!("/session/{}", self.session);
        person.navigate(&address).await.status().as_u16()
    }

    async fn page(&self, person: &Visitor) -> String {
        let address = format!("/session/{}", self.session);
        person.navigate(&address).await.text().await.unwrap()
    }

    async fn asks(&self, person: &Visitor, endpoint: &str) {
        let session = self.session.to_string();
        let form = [("session_uuid", session.as_str())];
        let request = person.request(Method::POST, endpoint).form(&form);
        let answer = request.header("accept", "text/html").send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let back = answer.headers()["location"].to_str().unwrap();
        assert_eq!(back, format!("/session/{session}"));
    }

    /// The creator lets Noor in.
    async fn admit(&self, creator: &NativeSocket, person_id: PersonId) {
        let admit = Admit {
            session_uuid: self.session,
            cid: cid(),
            person_id,
        };
        ask(creator, admit).await.unwrap();
    }

    async fn remove(&self, creator: &NativeSocket, person_id: PersonId) {
        let remove = Remove {
            session_uuid: self.session,
            cid: cid(),
            person_id,
        };
        ask(creator, remove).await.unwrap();
    }
}

fn cid() -> Cid {
    Cid(Uuid::new_v4())
}

async fn hears(socket: &NativeSocket, name: &str) -> Value {
    timeout(Duration::from_secs(1), socket.next_event(name))
        .await
        .unwrap_or_else(|_| panic!("no {name} within a second"))
        .unwrap()
}

fn asker(update: &Value) -> PersonId {
    PersonId(update["people"][0]["id"].as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_person_asks_is_let_in_live_and_takes_part() {
    let story = Story::begin().await;
    let (ada, grace) = (story.ada.socket().await, story.grace.socket().await);
    for socket in [&ada, &grace] {
        join(socket, story.session).await.unwrap();
    }
    let page = story.page(&story.noor).await;
    assert!(page.contains("Request access"), "{page}");
    assert!(
        !page.contains("Seattle") && !page.contains("Ada"),
        "the page tells nothing of the session"
    );
    story.asks(&story.noor, "/api/ask_access").await;
    let page = story.page(&story.noor).await;
    assert!(page.contains("You have asked to be let in"), "{page}");
    assert!(page.contains("Take it back"), "{page}");
    assert!(!page.contains("Seattle"));

    let update = hears(&ada, AskingUpdated::NAME).await;
    assert_eq!(update["people"][0]["name"], "Noor");
    story.admit(&ada, asker(&update)).await;
    assert_eq!(hears(&ada, AskingUpdated::NAME).await["people"], json!([]));
    assert_eq!(story.visit(&story.noor).await, 200);

    let noor = story.noor.socket().await;
    let joined = join(&noor, story.session).await.unwrap();
    let seats: Vec<_> = joined.members.iter().map(|member| member.seat.0).collect();
    assert_eq!(seats, [1, 2, 3]);
    let text = "hello from the third chair";
    noor.emit(SendMessage::NAME, message(story.session, text))
        .await
        .unwrap();
    assert_eq!(hears(&grace, "receive_message").await["text"], text);
    // Who asks concerns the creator alone.
    let mut notices = grace.notices().await;
    while let Ok(notice) = notices.try_recv() {
        assert!(!format!("{notice:?}").contains(AskingUpdated::NAME));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_person_is_cut_off_on_every_tab_within_a_second() {
    let story = Story::begin().await;
    let ada = story.ada.socket().await;
    join(&ada, story.session).await.unwrap();
    let tabs = [story.grace.socket().await, story.grace.socket().await];
    for tab in &tabs {
        join(tab, story.session).await.unwrap();
    }
    let members = join(&ada, story.session).await.unwrap().members;
    let grace = members.iter().find(|member| member.seat.0 == 2).unwrap();
    story.remove(&ada, grace.person.id).await;
    let after = message(story.session, "she must not hear this");
    ada.emit(SendMessage::NAME, after).await.unwrap();
    assert_eq!(
        hears(&ada, "receive_message").await["text"],
        "she must not hear this"
    );
    for tab in &tabs {
        assert_eq!(hears(tab, "status").await["person"]["name"], "Grace");
        let refusal = tab
            .emit(SendMessage::NAME, message(story.session, "?"))
            .await;
        assert_eq!(refusal.unwrap_err().code, "session/refused");
        // Answered after everything that was sent to the room: nothing of that came here.
        let mut notices = tab.notices().await;
        while let Ok(notice) = notices.try_recv() {
            assert!(!format!("{notice:?}").contains("must not hear"));
        }
    }
    assert_eq!(story.visit(&story.grace).await, 403);
    let upload = format!("/api/sessions/{}/datasets/sample", story.session);
    assert_eq!(story.grace.form(&upload, &[]).await.status(), 404);
    let listed = story
        .grace
        .form("/api/my_sessions", &[])
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(listed, "[]");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_declined_or_removed_may_ask_again() {
    let story = Story::begin().await;
    let ada = story.ada.socket().await;
    join(&ada, story.session).await.unwrap();
    story.asks(&story.noor, "/api/ask_access").await;
    let person_id = asker(&hears(&ada, AskingUpdated::NAME).await);
    let decline = Decline {
        session_uuid: story.session,
        person_id,
    };
    ask(&ada, decline).await.unwrap();
    let page = story.page(&story.noor).await;
    assert!(page.contains("Request access"), "{page}");
    story.asks(&story.noor, "/api/ask_access").await;
    story.asks(&story.noor, "/api/withdraw_access").await;
    let session_uuid = story.session;
    let waiting = ask(&ada, Asking { session_uuid }).await.unwrap();
    assert_eq!(waiting.people, []);
    story.asks(&story.noor, "/api/ask_access").await;
    story.admit(&ada, person_id).await;
    assert_eq!(story.visit(&story.noor).await, 200);
    story.remove(&ada, person_id).await;
    assert_eq!(story.visit(&story.noor).await, 403);
    story.asks(&story.noor, "/api/ask_access").await;
    story.admit(&ada, person_id).await;
    assert_eq!(story.visit(&story.noor).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_session_answers_404_and_its_members_hear_it() {
    let story = Story::begin().await;
    let (ada, grace) = (story.ada.socket().await, story.grace.socket().await);
    for socket in [&ada, &grace] {
        join(socket, story.session).await.unwrap();
    }
    let sample = format!("/api/sessions/{}/datasets/sample", story.session);
    let added = story.ada.form(&sample, &[]).await;
    assert_eq!(added.status(), 200);
    let dataset: Value = added.json().await.unwrap();
    let rows = format!(
        "/api/datasets/{}/rows",
        dataset["dataset_id"].as_str().unwrap()
    );
    let files = || {
        ["uploads", "datasets"]
            .map(|folder| std::fs::read_dir(story.app.data().join(folder)).unwrap())
            .into_iter()
            .flatten()
            .count()
    };
    assert_eq!(files(), 2, "the original and its table");

    let session_uuid = story.session;
    let delete = |title: &str| DeleteSession {
        session_uuid,
        title: title.into(),
    };
    let refusal = ask(&grace, delete("Seattle")).await.unwrap_err();
    assert_eq!(refusal.code, "session/not-creator");
    let refusal = ask(&ada, delete("Portland")).await.unwrap_err();
    assert_eq!(refusal.code, "session/title");
    ask(&ada, delete("Seattle")).await.unwrap();
    for socket in [&ada, &grace] {
        let told = hears(socket, SessionDeleted::NAME).await;
        assert_eq!(told["session_uuid"], session_uuid.to_string());
        let refusal = join(socket, session_uuid).await.unwrap_err();
        assert_eq!(refusal.code, "session/unknown");
    }
    for person in [&story.ada, &story.grace, &story.noor] {
        assert_eq!(story.visit(person).await, 404);
        assert_eq!(person.navigate(&rows).await.status(), 404);
    }
    assert_eq!(files(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn renaming_and_putting_away_reach_everyone() {
    let story = Story::begin().await;
    let (ada, grace) = (story.ada.socket().await, story.grace.socket().await);
    for socket in [&ada, &grace] {
        join(socket, story.session).await.unwrap();
    }
    let session_uuid = story.session;
    let rename = Rename {
        session_uuid,
        cid: cid(),
        title: " July ".into(),
    };
    ask(&ada, rename).await.unwrap();
    assert_eq!(hears(&grace, "status").await["title"], "July");
    let archive = |on| Archive {
        session_uuid,
        cid: cid(),
        on,
    };
    ask(&ada, archive(true)).await.unwrap();
    let refusal = grace.emit(SendMessage::NAME, message(session_uuid, "?"));
    assert_eq!(refusal.await.unwrap_err().code, "session/archived");
    let home: Value = story
        .grace
        .form("/api/my_sessions", &[])
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&home[0]["title"], &home[0]["archived"]),
        (&json!("July"), &json!(true))
    );
    ask(&ada, archive(false)).await.unwrap();
    let talk = grace.emit(SendMessage::NAME, message(session_uuid, "back"));
    assert!(talk.await.is_ok());
}
