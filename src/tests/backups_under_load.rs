//! Backups while 200 messages a second are sent: whatever was acked before one began is in it, its
//! database is whole, its data sets open; and one that is killed looks like none.

use crate::support::{TestApp, Visitor, free_address, join, message, program, start};
use reqwest::Method;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Stdio,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tandem::shared::session::chat::ReceiveMessage;
use tandem::{
    server::db::{Database, streams},
    shared::{ids::SessionId, stream::Fact},
};
use tokio::process::Command;

const BACKUPS: usize = 5;
/// Sockets, each of which sends one message in 20 ms: 200 a second.
const SENDERS: usize = 4;
const EVERY: Duration = Duration::from_millis(20);

type Acked = Mutex<BTreeMap<String, i64>>;

async fn keep_sending(
    ada: &Visitor,
    session: SessionId,
    sender: usize,
    acked: &Acked,
    stop: &AtomicBool,
) {
    let socket = ada.socket().await;
    let mut clock = tokio::time::interval(EVERY);
    for i in 0.. {
        clock.tick().await;
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let text = format!("sender {sender} message {i}");
        match socket.emit("send_message", message(session, &text)).await {
            Ok(ack) => {
                let n = ack["n"].as_i64().unwrap();
                acked.lock().unwrap().insert(text, n);
            }
            Err(refusal) => assert_eq!(refusal.code, "rate/limited"),
        }
    }
}

fn backup(data: &Path, target: &Path) -> Command {
    let mut command = Command::new(program());
    command
        .arg("backup")
        .arg(target)
        .env_clear()
        .env("TANDEM_DATA", data);
    command
}

async fn add_dataset(ada: &Visitor, session: SessionId) -> String {
    let path = format!("/api/sessions/{session}/datasets/sample");
    let added: Value = ada.form(&path, &[]).await.json().await.unwrap();
    added["dataset_id"].as_str().unwrap().to_owned()
}

/// The copy alone: SQLite finds nothing broken, and `tandem check` neither.
async fn is_whole(copy: &Path) {
    let db = Database::open_to_read(&copy.join("tandem.sqlite"))
        .await
        .unwrap();
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
    let said: String = db
        .read
        .query_one_raw(check)
        .await
        .unwrap()
        .unwrap()
        .try_get_by_index(0)
        .unwrap();
    assert_eq!(said, "ok");
    db.close().await.unwrap();
    let mut command = Command::new(program());
    let checked = command.arg("check").env_clear().env("TANDEM_DATA", copy);
    let output = checked.output().await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_backups_hold_everything_that_was_acked_before_them() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let folder = tempfile::tempdir().unwrap();
    let (acked, stop) = (Acked::default(), AtomicBool::new(false));
    let sending = async {
        let senders = (0..SENDERS).map(|i| keep_sending(&ada, session, i, &acked, &stop));
        futures_util::future::join_all(senders).await;
    };
    let copying = async {
        let mut made = Vec::new();
        let mut datasets = Vec::new();
        for i in 0..BACKUPS {
            datasets.push(add_dataset(&ada, session).await);
            let until = (i + 1) * 100;
            while acked.lock().unwrap().len() < until {
                tokio::time::sleep(EVERY).await;
            }
            let before = acked.lock().unwrap().clone();
            let target = folder.path().join(format!("backup-{i}"));
            let output = backup(&app.config.data, &target).output().await.unwrap();
            assert!(output.status.success(), "{output:?}");
            made.push((target, before, datasets.clone()));
        }
        stop.store(true, Ordering::Relaxed);
        made
    };
    let ((), made) = tokio::join!(sending, copying);
    for (target, before, datasets) in made {
        is_whole(&target).await;
        let copy = TestApp::with(|config| config.data = target.clone()).await;
        let log = streams::since(&copy.db, session.into(), 0, 1_000_000)
            .await
            .unwrap();
        let numbers: Vec<i64> = log.iter().map(|event| event.n).collect();
        assert_eq!(numbers, (1..=log.len() as i64).collect::<Vec<_>>());
        let stored: BTreeMap<&str, i64> = log
            .iter()
            .filter_map(|event| match &event.fact {
                Fact::ReceiveMessage(ReceiveMessage { text, .. }) => Some((text.as_str(), event.n)),
                _ => None,
            })
            .collect();
        assert!(before.len() >= 100);
        let lost = before
            .iter()
            .filter(|(text, n)| stored.get(text.as_str()) != Some(n));
        assert_eq!(lost.count(), 0, "of {}", before.len());
        let mut there = Visitor::anonymous(copy.addr);
        there.cookie = ada.cookie.clone();
        for dataset in datasets {
            let path = format!("/api/datasets/{dataset}/rows?offset=0&limit=5");
            let answer = there.request(Method::GET, &path).send().await.unwrap();
            assert_eq!(answer.status(), 200);
        }
        // It is a server like the first: one goes on talking there.
        let socket = there.socket().await;
        let head = join(&socket, session).await.unwrap().head;
        let sent = socket
            .emit("send_message", message(session, "On."))
            .await
            .unwrap();
        assert_eq!(sent["n"].as_i64(), Some(head + 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backup_leaves_no_folder_that_looks_whole() {
    let data = tempfile::tempdir().unwrap();
    let addr = free_address();
    let _server = start(addr, data.path()).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    for _ in 0..3 {
        add_dataset(&ada, session).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut killed = 0;
    // At another moment each time, from before it has begun until it is done.
    for step in 0..12 {
        let target = folder.path().join(format!("backup-{step}"));
        let mut child = backup(data.path(), &target)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moment = Duration::from_millis(step * 4);
        let whole = matches!(
            tokio::time::timeout(moment, child.wait()).await,
            Ok(Ok(status)) if status.success()
        );
        child.kill().await.unwrap();
        match target.exists() {
            // What has the name is whole, even if it was killed right after.
            true => is_whole(&target).await,
            false => {
                assert!(!whole);
                killed += 1;
            }
        }
    }
    assert!(killed > 0);
    for left in fs::read_dir(folder.path()).unwrap() {
        let name = left.unwrap().file_name().into_string().unwrap();
        let is_hidden = name.starts_with(".backup-") && name.ends_with(".part");
        assert!(name.starts_with("backup-") || is_hidden, "{name}");
    }
}
