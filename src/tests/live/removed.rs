//! One that was taken away is gone from the disk and from its addresses; a copy of one is whole.

use super::*;
use crate::support::program;
use std::sync::atomic::{AtomicBool, Ordering};
use tandem::shared::{ids::Cid, protocol::Durable, session::datasets::RemoveDataset};
use tokio::{process::Command, time::sleep};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_one_that_was_taken_away() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let row = r#"{"sensor": "zebra", "value": 1}"#;
    assert_eq!(post(&fixture.ada, id, JSON, None, row).await.0, 200);
    page_of(&fixture.grace, id, 1).await;
    let (socket, _) = fixture.enter(&fixture.ada).await;
    let removal = RemoveDataset { dataset_id: id };
    ask(
        &socket,
        removal.once_in_session(fixture.session, Cid(Uuid::new_v4())),
    )
    .await
    .unwrap();
    let (status, answered) = post(&fixture.grace, id, JSON, None, row).await;
    assert_eq!(
        (status, &answered["code"]),
        (410, &json!("dataset/removed"))
    );
    let path = format!("/api/datasets/{id}/rows");
    assert_eq!(
        answer(fixture.grace.request(Method::GET, &path)).await.0,
        410
    );
    let folder = fixture.app.config.live(id);
    let gone = async {
        while folder.exists() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, gone).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_those_of_a_session_that_was_deleted() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    assert_eq!(
        post(&fixture.ada, id, JSON, None, r#"{"value": 1}"#)
            .await
            .0,
        200
    );
    let (socket, _) = fixture.enter(&fixture.ada).await;
    let deletion = json!({ "session_uuid": fixture.session, "title": "Seattle" });
    socket.emit("delete_session", deletion).await.unwrap();
    assert!(!fixture.app.config.live(id).exists());
    assert_eq!(
        post(&fixture.ada, id, JSON, None, r#"{"value": 1}"#)
            .await
            .0,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_rows_come_holds_all_that_were_answered_before() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("copy");
    let stop = AtomicBool::new(false);
    let send = async |value: i64| {
        let row = json!({ "value": value }).to_string();
        let (status, answer) = post(&fixture.ada, id, JSON, None, row).await;
        assert_eq!(status, 200, "{answer}");
    };
    for value in 0..100 {
        send(value).await;
    }
    let sending = async {
        let mut value = 100;
        while !stop.load(Ordering::Relaxed) {
            send(value).await;
            value += 1;
        }
        value
    };
    let copying = async {
        let mut command = Command::new(program());
        command
            .arg("backup")
            .arg(&target)
            .env("TANDEM_DATA", &fixture.app.config.data);
        let output = command.env_remove("DATABASE_URL").output().await.unwrap();
        stop.store(true, Ordering::Relaxed);
        output
    };
    let (sent, output) = tokio::join!(sending, copying);
    assert!(output.status.success(), "{output:?}");
    let checked = Command::new(program())
        .arg("check")
        .env("TANDEM_DATA", &target)
        .env_remove("DATABASE_URL")
        .output()
        .await
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
    let copy = TestApp::with(|config| config.data = target.clone()).await;
    let mut at_copy = Visitor::anonymous(copy.addr);
    at_copy.cookie = fixture.ada.cookie.clone();
    let (total, _) = page(&at_copy, id).await;
    assert!((100..=sent).contains(&total), "{total} of {sent}");
    let values = once::every_value(&at_copy, id, total).await;
    assert_eq!(values, (0..total).collect::<Vec<_>>());
    let (status, answer) = post(&at_copy, id, JSON, None, r#"{"value": -1}"#).await;
    assert_eq!((status, &answer["first"]), (200, &json!(total)), "{answer}");
}
