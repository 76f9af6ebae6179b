//! Whoever has a list of sessions or rooms before them is told when it is no longer true.

use crate::support::{TestApp, Visitor, ask, join, message};
use std::time::Duration;
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        ids::{Cid, PersonId},
        protocol::*,
        session::{
            SessionSummary,
            people::{Remove, Rename},
        },
    },
};
use tokio::time::timeout;
use uuid::Uuid;

const SESSIONS: &str = "sessions_changed";
const ROOMS: &str = "rooms_changed";

/// A person with a page open.
struct Reader {
    visitor: Visitor,
    tab: NativeSocket,
}

impl Reader {
    async fn new(app: &TestApp, name: &str) -> Self {
        let visitor = app.visitor(name).await;
        let tab = visitor.try_socket(USER_NAMESPACE).await.unwrap();
        Self { visitor, tab }
    }

    async fn sessions(&self) -> Vec<SessionSummary> {
        let answer = self.visitor.form("/api/my_sessions", &[]).await;
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    async fn rooms(&self) -> Vec<String> {
        let answer = self.visitor.form("/api/my_rooms", &[]).await;
        let rooms: Vec<RoomSummary> = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        rooms.into_iter().map(|room| room.name).collect()
    }

    /// Asks for the list each time that it is told to, until `holds` of it.
    async fn sees(&self, what: &str, holds: impl Fn(&[SessionSummary]) -> bool) {
        let told = async {
            loop {
                self.tab.next_event(SESSIONS).await.unwrap();
                if holds(&self.sessions().await) {
                    return;
                }
            }
        };
        assert!(
            timeout(Duration::from_secs(5), told).await.is_ok(),
            "{what}"
        );
    }

    async fn sees_room(&self, name: &str) {
        let told = async {
            loop {
                self.tab.next_event(ROOMS).await.unwrap();
                if self.rooms().await.iter().any(|room| room == name) {
                    return;
                }
            }
        };
        assert!(
            timeout(Duration::from_secs(5), told).await.is_ok(),
            "{name}"
        );
    }

    async fn is_told_nothing(&self) {
        let pause = Duration::from_millis(900);
        assert!(timeout(pause, self.tab.next_event(SESSIONS)).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_members_of_a_session_hear_that_their_list_changed() {
    let app = TestApp::start().await;
    let ada = Reader::new(&app, "Ada").await;
    let grace = Reader::new(&app, "Grace").await;
    let noor = Reader::new(&app, "Noor").await;
    let session = ada.visitor.create_session().await;
    ada.sees("a session made on another tab", |list| list.len() == 1)
        .await;
    grace.visitor.navigate(&format!("/session/{session}")).await;
    grace
        .sees("their new session", |list| list.len() == 1)
        .await;
    ada.sees("who came", |list| list[0].members.len() == 2)
        .await;

    let socket = grace.visitor.socket().await;
    join(&socket, session).await.unwrap();
    ada.sees("who is here", |list| list[0].present.len() == 1)
        .await;
    let said = message(session, "look at July");
    socket.emit("send_message", said).await.unwrap();
    ada.sees("what was said", |list| {
        list[0]
            .last_line
            .as_deref()
            .is_some_and(|line| line.contains("look at July"))
    })
    .await;
    let creator = ada.visitor.socket().await;
    join(&creator, session).await.unwrap();
    let title = "Weather".to_owned();
    let rename = Rename { title }.once_in_session(session, Cid(Uuid::new_v4()));
    ask(&creator, rename).await.unwrap();
    grace
        .sees("the new name", |list| list[0].title == "Weather")
        .await;
    let person_id = PersonId(2);
    let remove = Remove { person_id }.once_in_session(session, Cid(Uuid::new_v4()));
    ask(&creator, remove).await.unwrap();
    grace.sees("that they are out", <[_]>::is_empty).await;
    while timeout(Duration::from_millis(900), grace.tab.next_event(SESSIONS))
        .await
        .is_ok()
    {}
    let said = message(session, "between us");
    creator.emit("send_message", said).await.unwrap();
    ada.sees("what was said since", |list| {
        list[0]
            .last_line
            .as_deref()
            .is_some_and(|line| line.contains("between us"))
    })
    .await;
    grace.is_told_nothing().await;
    let title = "Weather".to_owned();
    let session_uuid = session;
    ask(
        &creator,
        DeleteSession {
            session_uuid,
            title,
        },
    )
    .await
    .unwrap();
    ada.sees("that it is gone", <[_]>::is_empty).await;
    for (reader, heading) in [
        (&ada, "You deleted this session"),
        // Whoever was taken out before is told no more than a stranger.
        (&grace, "This session was deleted"),
        (&noor, "This session was deleted"),
    ] {
        let page = reader
            .visitor
            .navigate(&format!("/session/{session}"))
            .await;
        assert_eq!(page.status(), 404);
        assert!(page.text().await.unwrap().contains(heading), "{heading}");
    }
    noor.is_told_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_room_and_a_new_conversation_are_told() {
    let app = TestApp::start().await;
    let ada = Reader::new(&app, "Ada").await;
    let grace = Reader::new(&app, "Grace").await;
    grace
        .visitor
        .form("/api/create_room", &[("name", "weather")])
        .await;
    ada.sees_room("weather").await;
    grace
        .visitor
        .form("/api/open_direct", &[("name", "Ada")])
        .await;
    ada.sees_room("Grace").await;
    grace.sees_room("Ada").await;
}
