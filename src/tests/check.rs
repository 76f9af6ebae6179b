//! `tandem check`: a server's data fits, also while it is being written; whatever is broken is named, and
//! nothing is changed by looking.

use crate::support::{TestApp, Visitor, join, message, program};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    process::Output,
    sync::atomic::{AtomicBool, Ordering},
};
use tandem::{
    server::{
        config::Config,
        db::{Database, streams},
    },
    shared::ids::{DatasetId, SessionId},
};
use tokio::process::Command;
use uuid::Uuid;

async fn check_of(data: &Path) -> Output {
    let mut command = Command::new(program());
    let command = command.arg("check").env_clear().env("TANDEM_DATA", data);
    command.output().await.unwrap()
}

/// The findings: what was printed but for the last line, and the exit code.
async fn findings(data: &Path) -> (i32, Vec<String>) {
    let output = check_of(data).await;
    let said = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<String> = said.lines().map(str::to_owned).collect();
    let last = lines.pop().unwrap_or_default();
    assert!(last.starts_with("Read "), "{said}{:?}", output.stderr);
    (output.status.code().unwrap(), lines)
}

async fn add(visitor: &Visitor, session: SessionId, name: &str, file: &'static str) -> DatasetId {
    let path = format!("/api/sessions/{session}/datasets?name={name}");
    let sent = visitor.request(Method::POST, &path).body(file).send();
    let added: Value = sent.await.unwrap().json().await.unwrap();
    DatasetId(added["dataset_id"].as_str().unwrap().parse().unwrap())
}

/// What the task would save after 500 events. The number it is of.
async fn save_snapshot(db: &Database, session: SessionId) -> i64 {
    let place = streams::place(db, session.into()).await.unwrap().unwrap();
    let state = tandem::server::streams::load(db, &place).await.unwrap();
    let json = serde_json::to_string(&state).unwrap();
    streams::save_snapshot(db, session.into(), state.head, json)
        .await
        .unwrap();
    state.head
}

/// A folder with a session in it that has a data set, some messages and a snapshot, and nobody at it.
struct Kept {
    data: tempfile::TempDir,
    session: SessionId,
    dataset: DatasetId,
    /// The last number.
    head: i64,
}

impl Kept {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let app = TestApp::with(|config| config.data = data.path().into()).await;
        let ada = app.visitor("Ada").await;
        let session = ada.create_session().await;
        let dataset = add(&ada, session, "a.csv", "a,b\n1,2\n3,4\n").await;
        let socket = ada.socket().await;
        for i in 0..5 {
            let said = message(session, &format!("message {i}"));
            socket.emit("send_message", said).await.unwrap();
        }
        let head = save_snapshot(&app.db, session).await;
        Self {
            data,
            session,
            dataset,
            head,
        }
    }

    fn config(&self) -> Config {
        Config::on_this_machine(self.data.path().into())
    }

    /// Breaks something by SQL; the check says so, in words with all of `words` in them.
    async fn broken(&self, sql: &str, words: &[&str]) {
        let db = Database::open_in(self.data.path()).await.unwrap();
        db.write.execute_unprepared(sql).await.unwrap();
        db.close().await.unwrap();
        self.is_told(words).await;
    }

    async fn is_told(&self, words: &[&str]) {
        let (exit, said) = findings(self.data.path()).await;
        assert_eq!(exit, 1, "{said:?}");
        let told = said
            .iter()
            .any(|line| words.iter().all(|word| line.contains(word)));
        assert!(told, "{words:?} in {said:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_fits_beside_a_server_that_goes_on_writing() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    add(&ada, session, "a.csv", "a,b\n1,2\n").await;
    let socket = ada.socket().await;
    let stop = AtomicBool::new(false);
    let writing = async {
        let mut sent = 0;
        while !stop.load(Ordering::Relaxed) {
            let said = message(session, &format!("message {sent}"));
            match socket.emit("send_message", said).await {
                Ok(_) => sent += 1,
                Err(refusal) => assert_eq!(refusal.code, "rate/limited"),
            }
            if sent % 20 == 0 {
                let name = format!("{sent}.csv");
                add(&ada, session, &name, "a,b\n1,2\n").await;
            }
        }
        sent
    };
    let checking = async {
        let mut outputs = Vec::new();
        for _ in 0..3 {
            outputs.push(check_of(&app.config.data).await);
        }
        stop.store(true, Ordering::Relaxed);
        outputs
    };
    let (sent, outputs) = tokio::join!(writing, checking);
    assert!(sent > 0);
    for output in outputs {
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}");
        assert!(said.trim_end().ends_with("everything fits."), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_rows_or_names_leaves_snapshots_that_fit() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let session = ada.create_session().await;
    grace.navigate(&format!("/session/{session}")).await;
    let socket = grace.socket().await;
    join(&socket, session).await.unwrap();
    let mut said = Vec::new();
    for text in ["one", "two", "three"] {
        let answer: Value = socket
            .emit("send_message", message(session, text))
            .await
            .unwrap();
        said.push(answer["id"].clone());
    }
    let form = async |visitor: &Visitor, path: &str, fields: &[(&str, &str)]| {
        let request = visitor.request(Method::POST, path).form(fields);
        let status = request.send().await.unwrap().status();
        assert!(status.is_success(), "{path}: {status}");
    };
    let fits = async |after: &str| {
        let found = findings(&app.config.data).await;
        assert_eq!(found, (0, Vec::new()), "after {after}");
        save_snapshot(&app.db, session).await;
        let found = findings(&app.config.data).await;
        assert_eq!(found, (0, Vec::new()), "a new snapshot after {after}");
    };
    fits("nothing").await;
    let edit = json!({
        "session_uuid": session, "cid": Uuid::new_v4(), "message_id": said[0], "text": "uno",
    });
    socket.emit("edit_message", edit).await.unwrap();
    fits("an edit").await;
    let delete = json!({ "session_uuid": session, "cid": Uuid::new_v4(), "message_id": said[1] });
    socket.emit("delete_message", delete).await.unwrap();
    fits("a deletion").await;
    form(&ada, "/api/account/name", &[("name", "Bea")]).await;
    fits("another name").await;
    let gone = [("current", "correct horse"), ("words", "stay")];
    form(&grace, "/api/account/delete", &gone).await;
    fits("the end of an account").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_changes_nothing() {
    let kept = Kept::new().await;
    let db = Database::open_in(kept.data.path()).await.unwrap();
    db.write
        .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
        .await
        .unwrap();
    db.close().await.unwrap();
    let file = kept.data.path().join("tandem.sqlite");
    let before = fs::read(&file).unwrap();
    assert_eq!(findings(kept.data.path()).await, (0, Vec::new()));
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_in_the_log_is_named() {
    let kept = Kept::new().await;
    let stream = kept.session.to_string();
    let name = format!("Session {stream}");
    kept.broken(
        "UPDATE streams SET head = head + 1",
        &[
            &name,
            &format!("head is {}", kept.head + 1),
            &format!("number {}", kept.head),
        ],
    )
    .await;
    let db = Database::open_in(kept.data.path()).await.unwrap();
    let mended = "UPDATE streams SET head = head - 1";
    db.write.execute_unprepared(mended).await.unwrap();
    db.close().await.unwrap();
    assert_eq!(findings(kept.data.path()).await, (0, Vec::new()));
    kept.broken(
        "UPDATE events SET data = '{' WHERE n = 4",
        &[&name, "row 4 does not parse"],
    )
    .await;
    kept.broken(
        "DELETE FROM events WHERE n = 3",
        &[&name, "number 4 comes after number 2"],
    )
    .await;
    let strange = Uuid::new_v4();
    let blob = strange.simple();
    let lost = format!("INSERT INTO streams (id, kind, head) VALUES (x'{blob}', 'session', 0)");
    kept.broken(&lost, &[&strange.to_string(), "no session and no room"])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_is_not_the_fold_is_named() {
    let kept = Kept::new().await;
    let changed = "UPDATE snapshots SET data = replace(data, 'message 2', 'message 9')";
    kept.broken(
        changed,
        &[&format!("snapshot at number {}", kept.head), "timeline"],
    )
    .await;
    kept.broken(
        "UPDATE snapshots SET n = 2",
        &[&format!("snapshot says 2 and holds number {}", kept.head)],
    )
    .await;
    kept.broken(
        "UPDATE snapshots SET data = '['",
        &["snapshot does not parse"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_do_not_fit_are_named() {
    let kept = Kept::new().await;
    let config = kept.config();
    let (original, parquet) = (config.original(kept.dataset), config.parquet(kept.dataset));
    let whole = [fs::read(&original).unwrap(), fs::read(&parquet).unwrap()];
    let name = kept.dataset.to_string();
    let swaps: [(&Path, &[u8], &str); 5] = [
        (&original, b"a,b\n1,2\n3,5\n", "has other bytes"),
        (&original, b"a,b\n", "has 4 bytes, its row says 12"),
        (&parquet, b"PAR1 and no more", "cannot be opened"),
        (&parquet, b"", "cannot be opened"),
        (
            &parquet,
            &whole[1][..whole[1].len() / 2],
            "cannot be opened",
        ),
    ];
    for (file, bytes, words) in swaps {
        fs::write(file, bytes).unwrap();
        kept.is_told(&[&name, words]).await;
        fs::write(&original, &whole[0]).unwrap();
        fs::write(&parquet, &whole[1]).unwrap();
    }
    for file in [&original, &parquet] {
        let bytes = fs::read(file).unwrap();
        fs::remove_file(file).unwrap();
        kept.is_told(&[&name, "is missing"]).await;
        fs::write(file, bytes).unwrap();
    }
    let strange = Uuid::new_v4();
    for orphan in [
        config.original(DatasetId(strange)),
        config.parquet(DatasetId(strange)),
        config.part(DatasetId(strange)),
        config.datasets_dir().join("notes.txt"),
    ] {
        fs::write(&orphan, "x").unwrap();
        kept.is_told(&[orphan.to_str().unwrap(), "belongs to no data set"])
            .await;
        fs::remove_file(&orphan).unwrap();
    }
    let views = [config.views(DatasetId(strange)), config.views(kept.dataset)];
    for folder in &views {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("a.rows"), "x").unwrap();
    }
    kept.is_told(&[views[0].to_str().unwrap(), "belongs to no data set"])
        .await;
    fs::remove_dir_all(&views[0]).unwrap();
    assert_eq!(findings(kept.data.path()).await, (0, Vec::new()));
    kept.broken(
        "UPDATE datasets SET rows = 3",
        &[&name, "has 2 rows, its row says 3"],
    )
    .await;
    kept.broken(
        "UPDATE datasets SET columns = '['",
        &[&name, "does not parse"],
    )
    .await;
    kept.broken("DELETE FROM datasets", &[&name, "has no row"])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_it_says_so() {
    let data = tempfile::tempdir().unwrap();
    let output = check_of(data.path()).await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("There is no database"), "{said}");
    assert_eq!(fs::read_dir(data.path()).unwrap().count(), 0);
}
