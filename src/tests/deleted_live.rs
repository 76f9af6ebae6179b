//! Edits and deletions as they reach people: whoever was away ends where those are who saw everything,
//! without a word that was taken back; unread counts and notifications follow.

use crate::support::{TestApp, Visitor, ask};
use reqwest::Method;
use serde_json::{Value, json};
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        ids::{EventId, StreamId},
        protocol::*,
        session::{StreamState, apply},
        stream::Event,
    },
};
use uuid::Uuid;

struct Talk {
    socket: NativeSocket,
    room: String,
}

impl Talk {
    async fn of(visitor: &Visitor, room: &str) -> Self {
        Self {
            socket: visitor.try_socket(CHAT_NAMESPACE).await.unwrap(),
            room: room.to_owned(),
        }
    }

    /// What comes back, as it came; after a while where it was too fast.
    async fn emit(&self, name: &str, mut payload: Value) -> Value {
        payload["room"] = json!(self.room);
        loop {
            match self.socket.emit(name, payload.clone()).await {
                Err(error) if error.code == "rate/limited" => {
                    let pause = error.retry_ms.unwrap();
                    tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
                }
                answer => return answer.unwrap(),
            }
        }
    }

    async fn join(&self, after: Option<i64>) -> (JoinOk, String) {
        let answer = match after {
            Some(after) => self.emit("join", json!({ "after": after })).await,
            None => self.emit("join", json!({})).await,
        };
        let raw = answer.to_string();
        (serde_json::from_value(answer).unwrap(), raw)
    }

    async fn say(&self, text: &str) -> SendMessageOk {
        let message = json!({ "cid": Uuid::new_v4(), "text": text });
        serde_json::from_value(self.emit("send_message", message).await).unwrap()
    }

    async fn edit(&self, message_id: EventId, text: &str) {
        let edit = json!({ "cid": Uuid::new_v4(), "message_id": message_id, "text": text });
        self.emit("edit_message", edit).await;
    }

    async fn delete(&self, message_id: EventId) {
        let delete = json!({ "cid": Uuid::new_v4(), "message_id": message_id });
        self.emit("delete_message", delete).await;
    }

    async fn react(&self, message_id: EventId) {
        let cid = Uuid::new_v4();
        let react = json!({ "cid": cid, "message_id": message_id, "emoji": "👍", "on": true });
        self.emit("react", react).await;
    }

    async fn now(&self) -> StreamState {
        *self.join(None).await.0.snapshot.unwrap()
    }
}

fn resumed(mut state: StreamState, events: &[Event]) -> StreamState {
    for event in events {
        apply(&mut state, event);
    }
    state
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_away_ends_where_everyone_is_and_never_hears_what_was_deleted() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let room = {
        let socket = ada.try_socket(CHAT_NAMESPACE).await.unwrap();
        let name = "Away".to_owned();
        ask(&socket, CreateRoom { name }).await.unwrap().stream
    };
    let (ada, grace_was) = (
        Talk::of(&ada, &room.to_string()).await,
        Talk::of(&grace, &room.to_string()).await,
    );
    ada.join(None).await;
    grace_was.join(None).await;
    let seen_all = ada.now().await;
    let [m1, m2, m3, m4] = [
        ada.say("first, secret-1").await,
        ada.say("second, secret-2").await,
        ada.say("third, secret-3").await,
        ada.say("fourth").await,
    ];
    // Grace leaves: before everything, in the middle, and after the messages.
    let left = [seen_all, grace_was.now().await];
    drop(grace_was.socket);
    ada.edit(m1.id, "first, anew").await;
    ada.delete(m2.id).await;
    ada.edit(m3.id, "third, secret-4").await;
    ada.edit(m3.id, "third, secret-5").await;
    ada.delete(m3.id).await;
    ada.react(m4.id).await;
    let reply = json!({ "cid": Uuid::new_v4(), "text": "and?", "reply_to": m2.id });
    ada.emit("send_message", reply).await;

    let all = ada.now().await;
    let grace_is = Talk::of(&grace, &room.to_string()).await;
    let mut heard = Vec::new();
    for left in left {
        let (joined, raw) = grace_is.join(Some(left.head)).await;
        let numbers: Vec<i64> = joined.events.iter().map(|event| event.n).collect();
        assert_eq!(numbers, (left.head + 1..=all.head).collect::<Vec<_>>());
        assert_eq!(resumed(left, &joined.events), all);
        heard.push(raw);
    }
    let (joined, raw) = grace_is.join(None).await;
    assert_eq!(*joined.snapshot.unwrap(), all);
    heard.push(raw);
    for after in 0..all.head {
        let page = grace_is
            .emit("sync", json!({ "after": after, "max": 3 }))
            .await;
        heard.push(page.to_string());
    }
    let history = json!({ "before": all.head + 1, "max": 50 });
    heard.push(grace_is.emit("history", history).await.to_string());
    let found = format!("/api/search?q=secret&stream={room}");
    let found = grace.request(Method::GET, &found).send().await.unwrap();
    heard.push(found.text().await.unwrap());
    for page in [format!("/messages/{room}"), "/messages".to_owned()] {
        let page = grace.request(Method::GET, &page).send().await.unwrap();
        heard.push(page.text().await.unwrap());
    }
    for raw in &heard {
        assert!(!raw.contains("secret-"), "{raw}");
    }
    assert!(heard[2].contains("first, anew") && heard[2].contains("fourth"));
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
async fn unread_counts_go_down_with_deletions_and_with_ones_own_words() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let tabs = [
        grace.try_socket(USER_NAMESPACE).await.unwrap(),
        grace.try_socket(USER_NAMESPACE).await.unwrap(),
    ];
    let (ada, grace_says) = (Talk::of(&ada, LOBBY).await, Talk::of(&grace, LOBBY).await);
    let name = "Aside".to_owned();
    ask(&grace_says.socket, CreateRoom { name }).await.unwrap();
    let stream = grace_says.join(None).await.0.stream;
    ada.join(None).await;
    let mut said = Vec::new();
    for text in ["one", "two", "three"] {
        said.push(ada.say(text).await);
    }
    for (at, count) in [(0, 2), (1, 1)] {
        ada.delete(said[at].id).await;
        for tab in &tabs {
            while unread(tab, stream).await != count {}
        }
    }
    // A tab that comes now hears the same, and the others hear it again: whatever is counted is told to
    // all of them, or an equal count would not be told to them later.
    let late = grace.try_socket(USER_NAMESPACE).await.unwrap();
    assert_eq!(unread(&late, stream).await, 1);
    for tab in &tabs {
        while tab
            .next_event("unread")
            .await
            .unwrap()
            .as_object()
            .unwrap()
            .len()
            < 2
        {}
    }
    // Answered from one tab: read on all of them.
    grace_says.say("I see").await;
    for tab in &tabs {
        while unread(tab, stream).await != 0 {}
    }
    let fourth = ada.say("four").await;
    let fifth = ada.say("five").await;
    for tab in &tabs {
        while unread(tab, stream).await != 2 {}
    }
    let n = fourth.n;
    ask(&tabs[0], Read { stream, n }).await.unwrap();
    for tab in &tabs {
        while unread(tab, stream).await != 1 {}
    }
    ada.delete(fifth.id).await;
    for tab in &tabs {
        while unread(tab, stream).await != 0 {}
    }
    // Read to the end: a tab that comes hears that too, and does not keep what it had.
    let late = grace.try_socket(USER_NAMESPACE).await.unwrap();
    assert_eq!(unread(&late, stream).await, 0);
}

async fn bell(socket: &NativeSocket) -> Vec<String> {
    let known = ask(socket, Notifications {}).await.unwrap().notifications;
    known.into_iter().map(|one| one.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_says_that_its_message_was_edited_or_deleted() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let tab = grace.try_socket(USER_NAMESPACE).await.unwrap();
    let entered = Talk::of(&grace, LOBBY).await;
    entered.join(None).await;
    entered.emit("leave", json!({})).await;
    let ada_chat = Talk::of(&ada, LOBBY).await;
    ada_chat.join(None).await;
    let mention = ada_chat.say("@grace, secret-1").await;
    let direct = json!({ "to": "Grace", "cid": Uuid::new_v4(), "text": "secret-2" });
    let direct = ada_chat.socket.emit("send_message", direct).await.unwrap();
    let direct: SendMessageOk = serde_json::from_value(direct).unwrap();
    for _ in 0..2 {
        tab.next_event("notification").await.unwrap();
    }
    assert_eq!(
        bell(&tab).await,
        [
            "Ada: secret-2",
            "Ada mentioned you in lobby: @grace, secret-1"
        ]
    );
    ada_chat.edit(mention.id, "@grace, look").await;
    tab.next_event("notifications_changed").await.unwrap();
    assert_eq!(
        bell(&tab).await[1],
        "Ada mentioned you in lobby: @grace, look"
    );
    let listed = ask(&ada_chat.socket, Rooms {}).await.unwrap().rooms;
    let conversation = listed.iter().find(|room| room.with.is_some()).unwrap();
    let ada_direct = Talk {
        room: conversation.stream.to_string(),
        ..Talk::of(&ada, "").await
    };
    ada_direct.edit(direct.id, "secret-3").await;
    tab.next_event("notifications_changed").await.unwrap();
    assert_eq!(bell(&tab).await[0], "Ada: secret-3");
    ada_direct.delete(direct.id).await;
    tab.next_event("notifications_changed").await.unwrap();
    ada_chat.delete(mention.id).await;
    tab.next_event("notifications_changed").await.unwrap();
    let said = [
        "Ada deleted a message",
        "Ada deleted a message that mentioned you",
    ];
    assert_eq!(bell(&tab).await, said);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_the_database_have_no_word_of_it_a_moment_later() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let talk = Talk::of(&ada, LOBBY).await;
    talk.join(None).await;
    let said = talk.say("unheard-of-words").await;
    let holds = || {
        let files = std::fs::read_dir(&app.config.data).unwrap();
        let mut files = files
            .map(|file| file.unwrap().path())
            .filter(|path| path.is_file());
        files.any(|path| {
            let bytes = std::fs::read(path).unwrap_or_default();
            bytes.windows(16).any(|part| part == b"unheard-of-words")
        })
    };
    assert!(holds());
    talk.delete(said.id).await;
    let gone = async {
        while holds() {
            talk.now().await;
        }
    };
    let limit = std::time::Duration::from_secs(20);
    tokio::time::timeout(limit, gone).await.expect("it is gone");
}
