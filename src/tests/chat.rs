//! Rooms, direct conversations and what people are told, over real sockets.

use crate::support::{TestApp, Visitor, ask};
use serde_json::{Value, json};
use tandem::shared::session::chat::SendMessage;
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        ids::{Cid, StreamId},
        protocol::*,
    },
};
use uuid::Uuid;

async fn chat(visitor: &Visitor) -> NativeSocket {
    visitor.try_socket(CHAT_NAMESPACE).await.unwrap()
}

async fn user(visitor: &Visitor) -> NativeSocket {
    visitor.try_socket(USER_NAMESPACE).await.unwrap()
}

async fn enter(socket: &NativeSocket, room: &str, after: Option<i64>) -> JoinOk {
    let join = Join {
        after,
        last: None,
        epoch: None,
    };
    ask(socket, join.in_room(room)).await.unwrap()
}

type Said = Addressed<Once<ToRoomOrPerson>, SendMessage>;

fn said(to: ToRoomOrPerson, text: &str) -> Said {
    let cid = Cid(Uuid::new_v4());
    Addressed {
        to: Once { to, cid },
        body: SendMessage {
            text: text.into(),
            reply_to: None,
            about: None,
            seen: None,
        },
    }
}

fn to_room(room: &str, text: &str) -> Said {
    let (room, to) = (Some(room.into()), None);
    said(ToRoomOrPerson { room, to }, text)
}

fn to_person(name: &str, text: &str) -> Said {
    let (room, to) = (None, Some(name.into()));
    said(ToRoomOrPerson { room, to }, text)
}

async fn hears(socket: &NativeSocket, text: &str) -> Value {
    loop {
        let message = socket.next_event("receive_message").await.unwrap();
        if message["text"] == text {
            return message;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_smallest_client_talks_to_everyone_in_the_lobby() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let (ada, grace) = (chat(&ada).await, chat(&grace).await);
    enter(&ada, LOBBY, None).await;
    enter(&grace, LOBBY, None).await;
    ada.emit("message", json!("hello")).await.unwrap();
    assert_eq!(hears(&grace, "hello").await["by"]["name"], "Ada");
    grace
        .emit("json", json!({ "text": "hi", "x": 1 }))
        .await
        .unwrap();
    // Who speaks in unnamed events hears them too.
    assert_eq!(ada.next_event("message").await.unwrap(), "hello");
    assert_eq!(ada.next_event("message").await.unwrap(), "hi");
    let refused = ada.emit("message", json!("  ")).await.unwrap_err();
    assert_eq!(refused.code, "chat/empty");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_opened_found_entered_and_left() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let (ada, grace) = (chat(&ada).await, chat(&grace).await);
    let create = |name: &str| CreateRoom { name: name.into() };
    let room = ask(&ada, create("Data club")).await.unwrap();
    let taken = ask(&grace, create("data CLUB")).await.unwrap_err();
    assert_eq!(taken.code, "room/taken");
    assert_eq!(
        ask(&grace, create("a/b")).await.unwrap_err().code,
        "room/name"
    );
    let found = ask(&grace, Rooms {}).await.unwrap().rooms;
    let found = found
        .iter()
        .find(|found| found.stream == room.stream)
        .unwrap();
    assert!(!found.is_member);
    enter(&ada, "Data club", None).await;
    let joined = enter(&grace, "data club", None).await;
    assert_eq!(joined.members.len(), 2);
    let status = ada.next_event("status").await.unwrap();
    assert_eq!(
        (&status["kind"], &status["text"]),
        (&json!("joined"), &json!("Grace joined"))
    );
    ask(&grace, to_room("data club", "hello")).await.unwrap();
    hears(&ada, "hello").await;
    let leave = Leave {}.in_room(room.stream.to_string());
    ask(&grace, leave).await.unwrap();
    assert_eq!(
        ada.next_event("status").await.unwrap()["text"],
        "Grace left"
    );
    let refused = ask(&grace, to_room("data club", "still here?"))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "session/refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_twice_stands_once_and_a_gap_is_closed() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let (ada, grace) = (chat(&ada).await, chat(&grace).await);
    enter(&grace, LOBBY, None).await;
    let seen = enter(&ada, LOBBY, None).await.head;
    let message = to_room(LOBBY, "once");
    let first = ask(&grace, message.clone()).await.unwrap();
    let again = ask(&grace, message).await.unwrap();
    assert_eq!((again.n, again.id, again.dup), (first.n, first.id, true));
    ask(&grace, to_room(LOBBY, "twice")).await.unwrap();
    let missed = enter(&ada, LOBBY, Some(seen)).await.events;
    let numbers: Vec<i64> = missed.iter().map(|event| event.n).collect();
    assert_eq!(numbers, [seen + 1, seen + 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_conversation_is_for_two_and_looks_like_nothing_to_others() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let noor = app.visitor("Noor").await;
    let (ada, grace, noor) = (chat(&ada).await, chat(&grace).await, chat(&noor).await);
    ask(&ada, to_person("grace", "only you")).await.unwrap();
    let rooms = ask(&grace, Rooms {}).await.unwrap().rooms;
    let direct = rooms.iter().find(|room| room.with.is_some()).unwrap();
    assert_eq!((direct.name.as_str(), direct.unread), ("Ada", 1));
    let address = direct.stream.to_string();
    let joined = enter(&grace, &address, Some(0)).await;
    assert_eq!(joined.events.len(), 1);
    let look = |room: String| Sync { after: 0, max: 10 }.in_room(room);
    let refused = ask(&noor, look(address.clone())).await.unwrap_err();
    let nowhere = ask(&noor, look(Uuid::new_v4().to_string()))
        .await
        .unwrap_err();
    assert_eq!(refused, nowhere);
    let join = Join {
        after: None,
        last: None,
        epoch: None,
    };
    let join = join.in_room(address);
    assert_eq!(ask(&noor, join).await.unwrap_err().code, "room/unknown");
    let listed = ask(&noor, Rooms {}).await.unwrap().rooms;
    assert!(listed.iter().all(|room| room.with.is_none()));
    let nobody = ask(&ada, to_person("Nobody", "?")).await.unwrap_err();
    assert_eq!(nobody.code, "person/unknown");
}

async fn unread(socket: &NativeSocket, stream: StreamId) -> i64 {
    loop {
        let counts = socket.next_event("unread").await.unwrap();
        if let Some(count) = counts[stream.to_string()].as_i64() {
            return count;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_on_one_tab_is_read_on_the_other() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let (first, second) = (user(&grace).await, user(&grace).await);
    let grace_chat = chat(&grace).await;
    let lobby = enter(&grace_chat, LOBBY, None).await;
    let ada = chat(&ada).await;
    let sent = ask(&ada, to_room(LOBBY, "news")).await.unwrap();
    for tab in [&first, &second] {
        assert_eq!(unread(tab, lobby.stream).await, 1);
    }
    let read = Read {
        stream: lobby.stream,
        n: sent.n,
    };
    ask(&first, read.clone()).await.unwrap();
    for tab in [&first, &second] {
        assert_eq!(unread(tab, lobby.stream).await, 0);
    }
    // It never goes back.
    ask(&second, Read { n: 1, ..read }).await.unwrap();
    ask(&ada, to_room(LOBBY, "more")).await.unwrap();
    assert_eq!(unread(&first, lobby.stream).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn mentions_and_direct_messages_are_told_where_nobody_looks() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let bell = user(&grace).await;
    // In the lobby once, and away since.
    let entered = chat(&grace).await;
    enter(&entered, LOBBY, None).await;
    let stop = Leave {}.in_room(LOBBY);
    ask(&entered, stop).await.unwrap();
    let ada = chat(&ada).await;
    ask(&ada, to_room(LOBBY, "no names here")).await.unwrap();
    ask(&ada, to_room(LOBBY, "@grace, look")).await.unwrap();
    let told = bell.next_event("notification").await.unwrap();
    assert_eq!(told["text"], "Ada mentioned you in lobby: @grace, look");
    ask(&ada, to_person("Grace", "first")).await.unwrap();
    ask(&ada, to_person("Grace", "second")).await.unwrap();
    assert_eq!(
        bell.next_event("notification").await.unwrap()["kind"],
        "direct"
    );
    assert_eq!(
        bell.next_event("notification").await.unwrap()["text"],
        "Ada: second"
    );
    // One a conversation, however many messages.
    let known = ask(&bell, Notifications {}).await.unwrap().notifications;
    assert_eq!(known.len(), 2);
    ask(&bell, ReadNotifications { ids: vec![] }).await.unwrap();
    let read = bell.next_event("notifications_read").await.unwrap();
    assert_eq!(read["ids"].as_array().unwrap().len(), 2);
    let known = ask(&bell, Notifications {}).await.unwrap().notifications;
    assert!(known.iter().all(|notification| notification.read));
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_online_is_told_once_however_many_tabs() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let ada = user(&ada).await;
    let tabs = [user(&grace).await, user(&grace).await];
    let state = SetStatus {
        state: Presence::Idle,
    };
    for tab in &tabs {
        ask(tab, state.clone()).await.unwrap();
    }
    loop {
        let update = ada.next_event("users_updated").await.unwrap();
        let users: EveryoneUpdated = serde_json::from_value(update).unwrap();
        let known: Vec<(&str, Presence)> = users
            .users
            .iter()
            .map(|user| (user.name.as_str(), user.state))
            .collect();
        if known == [("Ada", Presence::Active), ("Grace", Presence::Idle)] {
            return;
        }
    }
}
