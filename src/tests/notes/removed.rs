//! A page that was taken away is gone: from its addresses, from the database, from what the log keeps.

use super::*;
use sea_orm::{ConnectionTrait, Statement};
use tandem::shared::session::{
    chat::{Seen, SendMessage},
    notes::{RemoveNote, RenameNote},
};

const SECRET: &str = "zebra-secret";

async fn count(fixture: &Fixture, sql: &str) -> i64 {
    let db = &fixture.app.db.read;
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Soon after: what is removed is cleared beside what goes on.
async fn becomes_none(fixture: &Fixture, sql: &str) {
    let soon = async { while count(fixture, sql).await > 0 {} };
    assert!(timeout(PATIENCE, soon).await.is_ok(), "{sql}");
}

async fn written(fixture: &Fixture) -> (Writer, NoteId) {
    let (ada, session) = (&fixture.ada, fixture.session);
    let note = first_page(ada, session).await;
    let rename = RenameNote {
        note_id: note,
        title: SECRET.into(),
    };
    let hers = Writer::open(ada, session, note).await;
    let cid = Cid(Uuid::new_v4());
    ask(&hers.socket, rename.once_in_session(session, cid))
        .await
        .unwrap();
    hers.writes(0, SECRET).await;
    let said = SendMessage {
        text: "whose?".into(),
        reply_to: None,
        about: format!("note-{note}/1.0/1.11").parse().ok(),
        seen: Some(Box::new(Seen {
            value: Some(SECRET.into()),
            ..Seen::default()
        })),
    };
    let cid = Cid(Uuid::new_v4());
    ask(&hers.socket, said.once_in_session(session, cid))
        .await
        .unwrap();
    (hers, note)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_a_page_that_was_removed() {
    let fixture = Fixture::new().await;
    let session = fixture.session;
    let (hers, note_id) = written(&fixture).await;
    assert_eq!(
        count(&fixture, "SELECT count(*) FROM note_updates").await,
        1
    );
    let named = format!("SELECT count(*) FROM events WHERE data LIKE '%{SECRET}%'");
    assert_eq!(count(&fixture, &named).await, 2);
    let remove = RemoveNote { note_id };
    let cid = Cid(Uuid::new_v4());
    let socket = fixture.grace.socket().await;
    ask(&socket, remove.once_in_session(session, cid))
        .await
        .unwrap();
    becomes_none(&fixture, "SELECT count(*) FROM note_updates").await;
    becomes_none(&fixture, &named).await;
    let refused = hers.send(2, &hers.types(0, "x")).await.unwrap_err();
    assert_eq!(refused.code, "note/removed");
    let path = format!("/api/sessions/{session}/notes/{note_id}");
    let gone = fixture.ada.request(reqwest::Method::GET, &path).send();
    assert_eq!(gone.await.unwrap().status(), 410);
    assert_eq!(
        count(&fixture, "SELECT count(*) FROM note_updates").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_with_their_session() {
    let fixture = Fixture::new().await;
    let session = fixture.session;
    let (hers, _) = written(&fixture).await;
    let delete = json!({ "session_uuid": session, "title": "Seattle" });
    hers.socket.emit("delete_session", delete).await.unwrap();
    for table in ["note_updates", "note_states"] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(count(&fixture, &sql).await, 0, "{table}");
    }
    assert!(hers.send(2, &hers.types(0, "x")).await.is_err());
    assert_eq!(
        count(&fixture, "SELECT count(*) FROM note_updates").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_count_as_what_a_session_takes_up() {
    let fixture = Fixture::new().await;
    let (hers, _) = written(&fixture).await;
    let db = &fixture.app.db;
    let before = tandem::server::db::datasets::bytes_in_session(db, fixture.session).await;
    hers.writes(0, &"x".repeat(5_000)).await;
    let after = tandem::server::db::datasets::bytes_in_session(db, fixture.session).await;
    let more = after.unwrap() - before.unwrap();
    assert!((5_000..5_100).contains(&more), "{more}");
}
