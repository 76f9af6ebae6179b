//! Carets: where they are, whose they are, and that they go.

use super::*;
use tandem::{
    client::socket_io::Notice,
    shared::protocol::{NoteAwareness, NoteClose, TellAwareness},
};
use yrs::sync::AwarenessUpdate;

impl Writer {
    async fn points(&self, client: u64, clock: u32, state: &str) -> Result<(), ApiError> {
        let mut update = Vec::new();
        update.write_var(1_u32);
        update.write_var(client);
        update.write_var(clock);
        update.write_string(state);
        let told = TellAwareness {
            session_uuid: self.session,
            note_id: self.note,
            message: Binary::Base64(STANDARD.encode(update)),
        };
        ask(&self.socket, told).await.map(drop)
    }

    /// The next word of where carets are: their states by client.
    async fn sees(&self) -> BTreeMap<u64, Value> {
        let next = timeout(PATIENCE, self.socket.next_event("note_awareness_changed"));
        let told: NoteAwareness = serde_json::from_value(next.await.unwrap().unwrap()).unwrap();
        states(&told.message)
    }
}

fn states(message: &Binary) -> BTreeMap<u64, Value> {
    let Binary::Base64(text) = message else {
        panic!("whoever sends text gets text");
    };
    let bytes = STANDARD.decode(text).unwrap();
    let update = AwarenessUpdate::decode_v1(&bytes).unwrap();
    let state = |json: &str| serde_json::from_str(json).unwrap();
    let clients = update.clients.iter();
    clients
        .map(|(client, entry)| (client.get(), state(&entry.json)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caret_has_its_owners_name_and_goes_with_their_line() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    let his = Writer::open(grace, session, note).await;
    let posing = r#"{"user":{"name":"Grace","color":"red"},"cursor":4}"#;
    hers.points(7, 1, posing).await.unwrap();
    let seen = his.sees().await;
    assert_eq!(seen[&7]["user"]["name"], "Ada");
    assert_eq!(seen[&7]["user"]["color"], Value::Null);
    assert_eq!(seen[&7]["cursor"], 4);
    let refused = his.points(7, 2, "null").await.unwrap_err();
    assert_eq!(refused.code, "note/not-yours");
    // Whoever comes now sees it at once.
    let late = fixture.grace.socket().await;
    join(&late, session).await.unwrap();
    let open = NoteOpen {
        session_uuid: session,
        note_id: note,
        message: message(0, &[0]),
    };
    let opened = ask(&late, open).await.unwrap();
    assert_eq!(states(&opened.awareness)[&7]["user"]["name"], "Ada");
    hers.socket.close();
    assert_eq!(his.sees().await, [(7, Value::Null)].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_closed_tells_nothing_more() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    let his = Writer::open(grace, session, note).await;
    his.points(9, 1, "{}").await.unwrap();
    assert_eq!(hers.sees().await[&9]["user"]["name"], "Grace");
    let close = NoteClose {
        session_uuid: session,
        note_id: note,
    };
    ask(&his.socket, close).await.unwrap();
    assert_eq!(hers.sees().await, [(9, Value::Null)].into());
    let refused = his.points(9, 2, "{}").await.unwrap_err();
    assert_eq!(refused.code, "note/unknown");
    hers.writes(0, "unheard").await;
    let text = json!({ "session_uuid": session, "cid": Uuid::new_v4(), "text": "heard" });
    hers.socket.emit("send_message", text).await.unwrap();
    let mut notices = his.socket.notices().await;
    let heard = async {
        loop {
            if let Notice::Event { name, .. } = notices.recv().await.unwrap() {
                assert_ne!(name, "note_edited");
                if name == "receive_message" {
                    return;
                }
            }
        }
    };
    timeout(PATIENCE, heard).await.unwrap();
}
