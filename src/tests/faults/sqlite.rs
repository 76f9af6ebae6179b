//! SQLite on a disk that is full, that fails, and under a lock of somebody else's.

use super::Fixture;
use crate::support::{FailingDisk, SmallDisk, Visitor, ask, message, program};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, Database as SeaOrm, DatabaseConnection};
use serde_json::{Value, json};
use std::{path::Path, process::Output};
use tandem::{
    client::socket_io::native::NativeSocket,
    server::db::{Database, url_in},
    shared::{
        api_error::ApiError,
        ids::SessionId,
        protocol::{CreateRoom, CreateRoomOk},
    },
};
use tokio::process::Command;

async fn failing(how: &str, code: &str, word: &str) {
    let disk = FailingDisk::new();
    let data = disk.data();
    let mut fixture = Fixture::start(&data, disk.environment()).await;
    fixture.says(5).await;
    let others = join_all((0..8).map(|_| fixture.ada.create_session())).await;
    for _ in 0..2 {
        disk.fail(how);
        // Two in a row were enough to lose all that followed.
        fixture.is_refused(3, code, word).await;
        many_streams_are_refused(&fixture, &others, code).await;
        let (status, said) = fixture.register("Grace").await;
        assert!([503, 507].contains(&status), "{status} {said}");
        assert_eq!(said["code"], code);
        fixture.becomes(503).await;
        assert_eq!(fixture.metric("tandem_storage_ok").await, 0.0);
        fixture.reads().await;
        disk.heal();
        fixture.becomes(200).await;
        assert_eq!(fixture.metric("tandem_storage_ok").await, 1.0);
        fixture.says(5).await;
        others_may_write(&data).await;
    }
    assert_eq!(fixture.register("Grace").await.0, 200);
    backup_holds_everything(&fixture).await;
    // What a kill leaves is what was acked.
    fixture.kill_and_start().await;
    fixture.reads().await;
    fixture.says(2).await;
    assert_eq!(
        fixture.register("Grace").await.0,
        400,
        "stored before the kill"
    );
    fixture.ends(&url_in(&data)).await;
}

/// A group of appends to several streams fares like a single one.
async fn many_streams_are_refused(fixture: &Fixture, others: &[SessionId], code: &str) {
    let sent = others.iter().map(|&session| {
        let text = message(session, "at once");
        fixture.socket.emit("send_message", text)
    });
    for answer in join_all(sent).await {
        assert_eq!(answer.unwrap_err().code, code);
    }
}

async fn others_may_write(data: &Path) {
    let other = other_program(data).await;
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    other.execute_unprepared("ROLLBACK").await.unwrap();
    other.close().await.unwrap();
}

/// Another program on the same file, with one connection.
async fn other_program(data: &Path) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url_in(data));
    options.max_connections(1);
    SeaOrm::connect(options).await.unwrap()
}

async fn backup(data: &Path, target: &Path) -> Output {
    let mut command = Command::new(program());
    command.arg("backup").arg(target).env("TANDEM_DATA", data);
    command.env_remove("DATABASE_URL").output().await.unwrap()
}

async fn backup_holds_everything(fixture: &Fixture) {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("copy");
    let made = backup(&fixture.data, &target).await;
    assert!(made.status.success(), "{made:?}");
    let copy = Database::open_in(&target).await.unwrap();
    super::holds(&copy, fixture.session, &fixture.acked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_room_to_write() {
    failing("write ENOSPC", "server/disk-full", "disk is full").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_that_fail() {
    failing("write EIO", "server/disk", "disk cannot be written").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn syncs_that_fail() {
    failing("sync EIO", "server/disk", "disk cannot be written").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn syncs_that_find_no_room() {
    failing("sync ENOSPC", "server/disk", "disk cannot be written").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_all_that_is_written_and_heals() {
    let Some(disk) = SmallDisk::of(30) else {
        return;
    };
    let data = disk.path().join("data");
    let mut fixture = Fixture::start(&data, Vec::new()).await;
    let sample = format!("/api/sessions/{}/datasets/sample", fixture.session);
    let added: Value = fixture.ada.form(&sample, &[]).await.json().await.unwrap();
    fixture.says(3).await;
    for _ in 0..2 {
        disk.fill();
        let error = fixture.until_refused().await;
        assert_eq!(error.code, "server/disk-full", "{error:?}");
        fixture
            .is_refused(2, "server/disk-full", "disk is full")
            .await;
        fixture.becomes(503).await;
        fixture.reads_on().await;
        let before = files(&data);
        let refused = fixture.ada.form(&sample, &[]).await;
        assert!([503, 507].contains(&refused.status().as_u16()));
        let said = refused.text().await.unwrap();
        assert!(said.contains("disk is full"), "{said}");
        assert_eq!(files(&data), before, "nothing is left over");
        let error = run(&fixture, &added).await.unwrap_err();
        assert_eq!(error.code, "server/disk-full");
        disk.free();
        fixture.becomes(200).await;
        fixture.says(3).await;
    }
    run(&fixture, &added).await.unwrap();
    fixture.ends(&url_in(&data)).await;
}

async fn run(fixture: &Fixture, added: &Value) -> Result<Value, ApiError> {
    let asked = json!({
        "session_uuid": fixture.session, "cid": uuid::Uuid::new_v4(),
        "dataset_id": added["dataset_id"], "spec": { "kind": "profile" },
    });
    fixture.socket.emit("run_analysis", asked).await
}

/// The files of data sets, whole or in part.
fn files(data: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for folder in ["uploads", "datasets"] {
        for file in std::fs::read_dir(data.join(folder)).unwrap() {
            names.push(file.unwrap().file_name().into_string().unwrap());
        }
    }
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_of_another_program_is_told_and_outlived() {
    let folder = tempfile::tempdir().unwrap();
    let mut fixture = Fixture::start(folder.path(), Vec::new()).await;
    fixture.says(3).await;
    let other = other_program(folder.path()).await;
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    fixture
        .is_refused(2, "server/unavailable", "database")
        .await;
    let (status, said) = fixture.register("Grace").await;
    assert_eq!(status, 503, "{said}");
    fixture.becomes(503).await;
    fixture.reads().await;
    other.execute_unprepared("ROLLBACK").await.unwrap();
    fixture.becomes(200).await;
    fixture.says(3).await;
    fixture.ends(&url_in(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_transaction_leaves_the_next_one_alone() {
    let disk = FailingDisk::new();
    let mut fixture = Fixture::start(&disk.data(), disk.environment()).await;
    let grace = Visitor::register(fixture.addr, "Grace").await;
    let chat = grace.try_socket("/chat").await.unwrap();
    // A room is made in a transaction of its own, beside the log.
    for round in 0..3 {
        disk.fail("write ENOSPC");
        for i in 0..2 {
            let name = format!("Room {round} {i}");
            let error = make_room(&chat, name).await.unwrap_err();
            assert_eq!(error.code, "server/disk-full");
        }
        disk.heal();
        make_room(&chat, format!("Room {round}")).await.unwrap();
        fixture.says(2).await;
    }
    fixture.kill_and_start().await;
    fixture.reads().await;
    let chat = grace.try_socket("/chat").await.unwrap();
    for round in 0..3 {
        let again = make_room(&chat, format!("Room {round}")).await.unwrap_err();
        assert_eq!(again.code, "room/taken");
    }
    fixture.ends(&url_in(&disk.data())).await;
}

async fn make_room(chat: &NativeSocket, name: String) -> Result<CreateRoomOk, ApiError> {
    ask(chat, CreateRoom { name }).await
}
