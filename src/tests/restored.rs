//! A restored backup is another history: who saw more than it holds is told so, and nobody else.

use crate::support::{TestApp, Visitor, ask, message, on_each_database, program};
use serde_json::{Value, json};
use std::path::Path;
use tandem::{
    client::socket_io::native::NativeSocket,
    server::db::{Database, epoch},
    shared::{
        ids::SessionId,
        protocol::{JoinOk, Notifications},
    },
};
use tokio::process::Command;

async fn run(command: &str, target: Option<&Path>, data: &Path, url: Option<&str>) {
    let mut tandem = Command::new(program());
    tandem.arg(command).args(target).env("TANDEM_DATA", data);
    match url {
        Some(url) => tandem.env("DATABASE_URL", url),
        None => tandem.env_remove("DATABASE_URL"),
    };
    let output = tandem.output().await.unwrap();
    assert!(output.status.success(), "{output:?}");
}

async fn say(socket: &NativeSocket, session: SessionId, text: &str) -> Value {
    let said = message(session, text);
    socket.emit("send_message", said).await.unwrap()
}

/// Joins as a client that has come as far as `seen`.
async fn join(socket: &NativeSocket, session: SessionId, mut seen: Value) -> JoinOk {
    seen["session_uuid"] = json!(session);
    let joined: Value = socket.emit("join", seen).await.unwrap();
    serde_json::from_value(joined).unwrap()
}

/// What a page says at its next join.
fn seen(joined: &JoinOk) -> Value {
    let state = joined.snapshot.as_ref().unwrap();
    json!({ "after": state.head, "last": state.last, "epoch": joined.epoch })
}

fn without(mut seen: Value, fields: &[&str]) -> Value {
    for field in fields {
        seen.as_object_mut().unwrap().remove(*field);
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_saw_more_than_the_copy_is_told_though_the_numbers_overtook_it() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let socket = ada.socket().await;
    for n in 0..5 {
        say(&socket, session, &format!("old {n}")).await;
    }
    let early = join(&socket, session, json!({})).await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("copy");
    run("backup", Some(&target), &app.config.data, None).await;
    for n in 0..30 {
        say(&socket, session, &format!("lost {n}")).await;
    }
    let late = join(&socket, session, json!({})).await;

    let copy = TestApp::with(|config| config.data = target.clone()).await;
    let mut at_copy = Visitor::anonymous(copy.addr);
    at_copy.cookie = ada.cookie.clone();
    let socket = at_copy.socket().await;
    // At first the copy is behind, then the others have written past the tab.
    for _ in 0..2 {
        for unsaid in [&[][..], &["last"], &["epoch"]] {
            let joined = join(&socket, session, without(seen(&late), unsaid)).await;
            let restored = joined.restored.expect("it is another history");
            assert_eq!(restored.copied_at.is_some(), unsaid != ["epoch"]);
            assert!(joined.events.is_empty());
            let now = serde_json::to_string(&joined.snapshot.unwrap()).unwrap();
            assert!(now.contains("old 4") && !now.contains("lost"));
            assert_ne!(joined.epoch, late.epoch);
        }
        // Who saw nothing that is not in the copy goes on as ever.
        for unsaid in [&[][..], &["epoch"], &["last", "epoch"]] {
            let joined = join(&socket, session, without(seen(&early), unsaid)).await;
            assert_eq!(joined.restored, None);
            assert_eq!(joined.snapshot, None);
            let head = seen(&early)["after"].as_i64().unwrap();
            let numbers: Vec<i64> = joined.events.iter().map(|event| event.n).collect();
            assert_eq!(numbers, (head + 1..=joined.head).collect::<Vec<_>>());
        }
        for n in 0..40 {
            say(&socket, session, &format!("new {n}")).await;
        }
    }
    // Who starts from the copy is at home in it.
    let fresh = join(&socket, session, json!({})).await;
    say(&socket, session, "more").await;
    let again = join(&socket, session, seen(&fresh)).await;
    assert_eq!((again.restored, again.events.len()), (None, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_in_any_other_way_is_noticed_by_the_last_event() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let socket = ada.socket().await;
    say(&socket, session, "kept").await;
    // The file as a snapshot of the disk would have it: the same epoch.
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("copy");
    run("backup", Some(&target), &app.config.data, None).await;
    let known = epoch::get(&app.db).await.unwrap();
    let copied = Database::open_in(&target).await.unwrap();
    assert_ne!(epoch::get(&copied).await.unwrap().id, known.id);
    sqlite_epoch(&copied, known.id.0).await;
    copied.write.clone().close().await.unwrap();
    copied.read.clone().close().await.unwrap();
    say(&socket, session, "lost").await;
    let late = join(&socket, session, json!({})).await;
    let copy = TestApp::with(|config| config.data = target.clone()).await;
    let mut at_copy = Visitor::anonymous(copy.addr);
    at_copy.cookie = ada.cookie.clone();
    let socket = at_copy.socket().await;
    for _ in 0..3 {
        let joined = join(&socket, session, seen(&late)).await;
        assert_eq!(joined.epoch, late.epoch);
        assert_eq!(joined.restored.expect("another history").copied_at, None);
        say(&socket, session, "new").await;
    }
}

async fn sqlite_epoch(db: &Database, id: uuid::Uuid) {
    use sea_orm::ConnectionTrait;
    let sql = "UPDATE epochs SET id = $1";
    let statement =
        sea_orm::Statement::from_sql_and_values(db.write.get_database_backend(), sql, [id.into()]);
    db.write.execute_raw(statement).await.unwrap();
}

#[tokio::test]
async fn an_operator_says_that_a_database_is_a_copy() {
    on_each_database(|test| async move {
        let folder = tempfile::tempdir().unwrap();
        let before = epoch::get(&test.db).await.unwrap();
        assert_eq!(before.copied_at, None);
        // Opening it again changes nothing.
        let again = Database::open(&test.url).await.unwrap();
        assert_eq!(epoch::get(&again).await.unwrap(), before);
        let stream = crate::streams::empty_stream(&test.db).await;
        let said = crate::streams::says(stream, 1, 1, "hello", None);
        let at = said.at;
        tandem::server::db::streams::append(&test.db, stream, 0, &[said])
            .await
            .unwrap();
        run("restored", None, folder.path(), Some(&test.url)).await;
        let after = epoch::get(&test.db).await.unwrap();
        assert_ne!(after.id, before.id);
        assert_eq!(after.copied_at, Some(at));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_no_stream_hears_of_another_history() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let asks = async |visitor: &Visitor| {
        let user = visitor.try_socket("/user").await.unwrap();
        ask(&user, Notifications {}).await.unwrap()
    };
    let before = asks(&ada).await;
    assert!(before.epoch.is_some());
    assert_eq!(before.copied_at, None);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("copy");
    run("backup", Some(&target), &app.config.data, None).await;
    // A copy that lies somewhere changes nothing.
    assert_eq!(asks(&ada).await.epoch, before.epoch);

    let copy = TestApp::with(|config| config.data = target.clone()).await;
    let mut at_copy = Visitor::anonymous(copy.addr);
    at_copy.cookie = ada.cookie.clone();
    let after = asks(&at_copy).await;
    assert_ne!(after.epoch, before.epoch);
    assert!(after.copied_at.is_some());
}
