//! `tandem backup`: a server on the copy goes on where the other one stood, and what cannot be done is
//! said in a sentence and leaves nothing behind.

use crate::{
    streams::{empty_stream, says},
    support::{TestApp, Visitor, join, message, on_each_database, program},
};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
    sync::atomic::{AtomicBool, Ordering},
};
use tandem::{
    server::{
        config::Config,
        db::{
            Database,
            datasets::{self, DatasetRow},
            sessions,
            streams::{self, Append},
        },
    },
    shared::{
        ids::{DatasetId, PersonId, SessionId, StreamId},
        stream::Event,
    },
};
use tokio::process::Command;
use uuid::Uuid;

const SENDERS: usize = 6;

async fn backup(data: &Path, database_url: Option<&str>, target: &Path) -> Output {
    let mut command = Command::new(program());
    command.arg("backup").arg(target).env("TANDEM_DATA", data);
    match database_url {
        Some(url) => command.env("DATABASE_URL", url),
        None => command.env_remove("DATABASE_URL"),
    };
    command.output().await.unwrap()
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(both).unwrap()
}

async fn log(db: &Database, stream: impl Into<StreamId>) -> Vec<Event> {
    streams::since(db, stream.into(), 0, 1_000_000)
        .await
        .unwrap()
}

async fn add_sample(visitor: &Visitor, session: SessionId) -> String {
    let path = format!("/api/sessions/{session}/datasets/sample");
    let added: Value = visitor.form(&path, &[]).await.json().await.unwrap();
    added["dataset_id"].as_str().unwrap().to_owned()
}

async fn rows(visitor: &Visitor, dataset: &str) -> Value {
    let path = format!("/api/datasets/{dataset}/rows?offset=300&limit=20");
    let answer = visitor.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// Sends over and over until told to stop; answers the number of acks.
async fn keep_sending(ada: &Visitor, session: SessionId, stop: &AtomicBool) -> usize {
    let socket = ada.socket().await;
    let mut acked = 0;
    while !stop.load(Ordering::Relaxed) {
        let text = format!("message {acked}");
        match socket.emit("send_message", message(session, &text)).await {
            Ok(_) => acked += 1,
            Err(refusal) => assert_eq!(refusal.code, "rate/limited"),
        }
    }
    acked
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_on_the_copy_goes_on_where_the_other_stood() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let sessions = [ada.create_session().await, ada.create_session().await];
    let mut samples = Vec::new();
    for session in sessions {
        samples.push(add_sample(&ada, session).await);
    }
    let db = app.db.clone();
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("backups").join("first");
    let enough = log(&db, sessions[0]).await.len() + 20;

    let stop = AtomicBool::new(false);
    let sending = (0..SENDERS).map(|sender| keep_sending(&ada, sessions[sender % 2], &stop));
    let copying = async {
        // Begins amid the messages.
        while log(&db, sessions[0]).await.len() < enough {}
        let output = backup(&app.config.data, None, &target).await;
        stop.store(true, Ordering::Relaxed);
        output
    };
    let (acked, output) = tokio::join!(join_all(sending), copying);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).starts_with("Wrote 5 files, "));
    assert!(acked.iter().all(|acks| *acks > 0), "{acked:?}");

    let copy = TestApp::with(|config| config.data = target.clone()).await;
    let restored = Database::open_in(&target).await.unwrap();
    for session in sessions {
        let (whole, copied) = (log(&db, session).await, log(&restored, session).await);
        let numbers: Vec<i64> = copied.iter().map(|event| event.n).collect();
        assert_eq!(numbers, (1..=copied.len() as i64).collect::<Vec<_>>());
        assert_eq!(copied, whole[..copied.len()]);
    }
    assert!(log(&restored, sessions[0]).await.len() >= enough);
    assert!(log(&restored, sessions[0]).await.len() < log(&db, sessions[0]).await.len());
    // The same person with the same login finds the same rows, and goes on talking.
    let mut at_copy = Visitor::anonymous(copy.addr);
    at_copy.cookie = ada.cookie.clone();
    for sample in &samples {
        let page = rows(&at_copy, sample).await;
        assert_eq!(page, rows(&ada, sample).await);
        assert_eq!(page["rows"].as_array().unwrap().len(), 20);
    }
    let socket = at_copy.socket().await;
    let head = join(&socket, sessions[0]).await.unwrap().head;
    let said = message(sessions[0], "Here again.");
    let sent: Value = socket.emit("send_message", said).await.unwrap();
    assert_eq!(sent["n"].as_i64(), Some(head + 1));
}

/// A session with one message and one data set of files that say "rain".
async fn with_dataset(db: &Database, data: &Path) -> DatasetId {
    let id = DatasetId(Uuid::new_v4());
    let stream = empty_stream(db).await;
    let first = says(stream, 1, 1, "first", None);
    let appended = streams::append(db, stream, 0, &[first]).await.unwrap();
    assert_eq!(appended, Append::Committed);
    let row = DatasetRow {
        id,
        session: SessionId(stream.0),
        name: "rain".into(),
        file_name: "rain.csv".into(),
        content_hash: "hash".into(),
        bytes: 4,
        rows: 1,
        columns: vec![],
        live: false,
    };
    datasets::insert(db, &row).await.unwrap();
    let config = Config::on_this_machine(data.into());
    for file in [config.original(id), config.parquet(id)] {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "rain").unwrap();
    }
    id
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).unwrap();
    found.map(|entry| entry.unwrap().path()).collect()
}

#[tokio::test]
async fn only_files_that_the_database_knows_are_copied() {
    on_each_database(|test| async move {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let id = with_dataset(&test.db, data).await;
        // Its session is gone, and a file is still on its way.
        let gone = with_dataset(&test.db, data).await;
        let row = datasets::get(&test.db, gone).await.unwrap().unwrap();
        let creator = PersonId(1);
        sessions::delete(&test.db, row.session, creator)
            .await
            .unwrap();
        fs::write(data.join("uploads").join("half.part"), "half").unwrap();

        let target = data.join("copy");
        let output = backup(data, Some(&test.url), &target).await;
        assert!(output.status.success(), "{}", said(&output));
        let copy = Config::on_this_machine(target.clone());
        assert_eq!(inside(&copy.uploads_dir()), [copy.original(id)]);
        assert_eq!(inside(&copy.datasets_dir()), [copy.parquet(id)]);
        assert_eq!(fs::read(copy.parquet(id)).unwrap(), b"rain");
        let is_sqlite = test.url.starts_with("sqlite");
        assert_eq!(target.join("tandem.sqlite").exists(), is_sqlite);
        assert_eq!(said(&output).contains("pg_dump"), !is_sqlite);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_missing_is_named_and_the_rest_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let db = Database::open_in(data).await.unwrap();
    let (lost, kept) = (with_dataset(&db, data).await, with_dataset(&db, data).await);
    let config = Config::on_this_machine(data.into());
    fs::remove_file(config.original(lost)).unwrap();
    let target = data.join("copy");
    let output = backup(data, None, &target).await;
    assert!(output.status.success(), "{}", said(&output));
    let lost = config.original(lost).display().to_string();
    assert!(said(&output).contains(&lost), "{}", said(&output));
    assert!(Config::on_this_machine(target).original(kept).exists());
}

#[tokio::test]
async fn what_is_there_is_never_touched() {
    let data = tempfile::tempdir().unwrap();
    Database::open_in(data.path()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("precious");
    fs::write(&file, "kept").unwrap();
    for taken in [folder.path(), &file] {
        let output = backup(data.path(), None, taken).await;
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("is there already"));
        assert_eq!(inside(folder.path()), std::slice::from_ref(&file));
        assert_eq!(fs::read(&file).unwrap(), b"kept");
    }
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let output = backup(data.path(), None, &empty).await;
    assert!(output.status.success(), "{}", said(&output));
    assert!(empty.join("tandem.sqlite").exists());
}

#[tokio::test]
async fn without_a_database_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("copy");
    let absent = folder.path().join("data");
    let output = backup(&absent, None, &target).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("There is no database in"));
    // A database, but of something else.
    let other = folder.path().join("other");
    fs::write(&other, "").unwrap();
    let url = format!("sqlite://{}", other.display());
    let output = backup(&absent, Some(&url), &target).await;
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(said(&output).lines().count(), 1, "{}", said(&output));
    assert_eq!(inside(folder.path()), [other]);
}
