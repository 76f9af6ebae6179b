//! Beyond the two seats: asking, letting in, taking out, and the end of a session.

use crate::support::{TestApp, Visitor, ask, join, message};
use serde_json::json;
use std::time::Duration;
use tandem::shared::session::people::{Archive, Remove, Rename};
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        ids::{Cid, PersonId, SessionId},
        protocol::*,
    },
};
use uuid::Uuid;

struct Fixture {
    app: TestApp,
    session: SessionId,
    ada: Visitor,
    grace: Visitor,
    noor: Visitor,
}

/// Ada and Grace in a session, Noor refused at its door.
async fn fixture() -> Fixture {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let noor = app.visitor("Noor").await;
    let session = ada.create_session().await;
    assert_eq!(visit(&grace, session).await, 200);
    assert_eq!(visit(&noor, session).await, 403);
    Fixture {
        app,
        session,
        ada,
        grace,
        noor,
    }
}

async fn visit(visitor: &Visitor, session: SessionId) -> u16 {
    visitor
        .navigate(&format!("/session/{session}"))
        .await
        .status()
        .as_u16()
}

async fn form(visitor: &Visitor, path: &str, session: SessionId) {
    let uuid = session.to_string();
    let answer = visitor.form(path, &[("session_uuid", &uuid)]).await;
    assert!(!answer.status().is_server_error());
}

fn cid() -> Cid {
    Cid(Uuid::new_v4())
}

async fn waiting(socket: &NativeSocket) -> Vec<PersonId> {
    let update = socket.next_event("asking_updated").await.unwrap();
    let update: AskingUpdated = serde_json::from_value(update).unwrap();
    update.people.iter().map(|person| person.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_refused_asks_and_is_let_in_as_a_guest() {
    let Fixture {
        session,
        ada,
        grace,
        noor,
        app: _app,
    } = fixture().await;
    let (creator, bell) = (
        ada.socket().await,
        ada.try_socket(USER_NAMESPACE).await.unwrap(),
    );
    join(&creator, session).await.unwrap();
    let answers = noor.try_socket(USER_NAMESPACE).await.unwrap();
    form(&noor, "/api/ask_access", session).await;
    form(&noor, "/api/ask_access", session).await;
    let asking = waiting(&creator).await;
    assert_eq!(asking.len(), 1);
    let told = bell.next_event("notification").await.unwrap();
    assert_eq!(told["text"], "Noor asks to be let into Seattle");
    // Asking opens nothing, and tells nothing.
    assert_eq!(visit(&noor, session).await, 403);
    let page = noor
        .navigate(&format!("/session/{session}"))
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains("Withdraw request") && !page.contains("Seattle"));
    let second = grace.socket().await;
    let admit = |person_id| Admit { person_id }.once_in_session(session, cid());
    let refused = ask(&second, admit(asking[0])).await.unwrap_err();
    assert_eq!(refused.code, "session/not-creator");
    ask(&creator, admit(asking[0])).await.unwrap();
    let answer = answers.next_event("notification").await.unwrap();
    assert_eq!(answer["kind"], "access_answer");
    assert_eq!(visit(&noor, session).await, 200);
    let guest = noor.socket().await;
    let seats: Vec<u8> = join(&guest, session)
        .await
        .unwrap()
        .members
        .iter()
        .map(|m| m.seat.0)
        .collect();
    assert_eq!(seats, [1, 2, 3]);
    guest
        .emit("send_message", message(session, "thank you"))
        .await
        .unwrap();
    assert_eq!(
        creator.next_event("receive_message").await.unwrap()["text"],
        "thank you"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_is_an_answer_and_a_question_can_be_taken_back() {
    let Fixture {
        session,
        ada,
        noor,
        app: _app,
        ..
    } = fixture().await;
    let creator = ada.socket().await;
    join(&creator, session).await.unwrap();
    form(&noor, "/api/ask_access", session).await;
    assert_eq!(waiting(&creator).await.len(), 1);
    form(&noor, "/api/withdraw_access", session).await;
    assert!(waiting(&creator).await.is_empty());
    form(&noor, "/api/ask_access", session).await;
    let asking = waiting(&creator).await;
    let decline = Decline {
        session_uuid: session,
        person_id: asking[0],
    };
    ask(&creator, decline).await.unwrap();
    assert!(waiting(&creator).await.is_empty());
    assert_eq!(visit(&noor, session).await, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_removed_hears_nothing_more_on_any_tab() {
    let Fixture {
        session,
        ada,
        grace,
        app: _app,
        ..
    } = fixture().await;
    let creator = ada.socket().await;
    join(&creator, session).await.unwrap();
    let tabs = [grace.socket().await, grace.socket().await];
    let mut me = None;
    for tab in &tabs {
        me = Some(join(tab, session).await.unwrap().me.id);
    }
    let person_id = me.unwrap();
    let remove = Remove { person_id }.once_in_session(session, cid());
    ask(&creator, remove).await.unwrap();
    for tab in &tabs {
        assert_eq!(tab.next_event("status").await.unwrap()["kind"], "removed");
    }
    creator
        .emit("send_message", message(session, "between us"))
        .await
        .unwrap();
    for tab in &tabs {
        let heard = tokio::time::timeout(Duration::from_secs(1), tab.next_event("receive_message"));
        assert!(heard.await.is_err(), "a removed person heard a message");
        let refused = tab
            .emit("send_message", message(session, "hello?"))
            .await
            .unwrap_err();
        assert_eq!(refused.code, "session/refused");
    }
    assert_eq!(visit(&grace, session).await, 403);
    // Their seat is not free for somebody else; asked and admitted, they have it back.
    form(&grace, "/api/ask_access", session).await;
    let person_id = waiting(&creator).await[0];
    let admit = Admit { person_id }.once_in_session(session, cid());
    ask(&creator, admit).await.unwrap();
    assert_eq!(visit(&grace, session).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_renamed_put_away_and_deleted_by_its_creator_only() {
    let Fixture {
        session,
        ada,
        grace,
        app: _app,
        ..
    } = fixture().await;
    let (creator, second) = (ada.socket().await, grace.socket().await);
    join(&creator, session).await.unwrap();
    join(&second, session).await.unwrap();
    let rename = |title: &str| {
        let title = title.into();
        Rename { title }.once_in_session(session, cid())
    };
    assert_eq!(
        ask(&second, rename("Mine")).await.unwrap_err().code,
        "session/not-creator"
    );
    ask(&creator, rename("Rain")).await.unwrap();
    assert_eq!(second.next_event("status").await.unwrap()["title"], "Rain");
    let archive = |on| Archive { on }.once_in_session(session, cid());
    ask(&creator, archive(true)).await.unwrap();
    let refused = second
        .emit("send_message", message(session, "too late"))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "session/archived");
    ask(&creator, archive(false)).await.unwrap();
    second
        .emit("send_message", message(session, "in time"))
        .await
        .unwrap();
    let delete = |title: &str| json!({ "session_uuid": session, "title": title });
    let refused = creator
        .emit("delete_session", delete("Seattle"))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "session/title");
    creator
        .emit("delete_session", delete("Rain"))
        .await
        .unwrap();
    second.next_event("session_deleted").await.unwrap();
    assert_eq!(visit(&grace, session).await, 404);
    assert_eq!(visit(&ada, session).await, 404);
    let gone = second
        .emit("send_message", message(session, "hello?"))
        .await
        .unwrap_err();
    assert_eq!(gone.code, "session/unknown");
}
