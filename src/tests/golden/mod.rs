//! Rows and a snapshot as the program first wrote them: they load for ever, and as what they were.
//!
//! A row is never changed here. A fact or spec that is new, or written in a new way, gets a row at the
//! end of `events.jsonl`.

mod facts;
mod later;

use crate::support::{Visitor, free_address, join, message, on_each_database, start};
use facts::{ada, specs};
use sea_orm::{ConnectionTrait, Statement, Value as Bound};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use tandem::{
    analyses::Kind,
    server::{
        db::{
            Database,
            streams::{self, StreamInfo},
        },
        streams::{empty, load, saved},
    },
    shared::{
        ids::StreamId,
        session::apply,
        stream::{Event, Fact, StreamKind},
    },
};
use uuid::Uuid;

const EVENTS: &str = include_str!("events.jsonl");
const SNAPSHOT: &str = include_str!("snapshot.json");
const STREAM: StreamId = StreamId(Uuid::from_u128(0x5e55));

/// A row of the log, its fields as text.
#[derive(Deserialize)]
struct Row {
    kind: String,
    data: String,
}

fn rows() -> Vec<Row> {
    let row = |line| serde_json::from_str(line).unwrap();
    EVENTS.lines().map(row).collect()
}

/// Stores the rows as they stand.
async fn store(db: &Database) {
    let run = async |sql: &str, values: Vec<Bound>| {
        let backend = db.write.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        db.write.execute_raw(statement).await.unwrap();
    };
    let rows = rows();
    let head = rows.len() as i64;
    let sql = "INSERT INTO streams (id, kind, head) VALUES ($1, 'session', 0)";
    run(sql, vec![STREAM.0.into()]).await;
    for (n, row) in (1_i64..).zip(rows) {
        let id = Uuid::from_u128(0xe000 + n as u128);
        let sql = "INSERT INTO events (stream_id, n, id, kind, by_id, by_name, at, data) \
                   VALUES ($1, $2, $3, $4, 1, 'Ada', $5, $6)";
        let values: [Bound; 6] = [
            STREAM.0.into(),
            n.into(),
            id.into(),
            row.kind.into(),
            (1_000 * n).into(),
            row.data.into(),
        ];
        run(sql, values.to_vec()).await;
    }
    let sql = "UPDATE streams SET head = $1 WHERE id = $2";
    run(sql, vec![head.into(), STREAM.0.into()]).await;
}

fn place() -> StreamInfo {
    StreamInfo {
        stream: STREAM,
        kind: StreamKind::Session,
        title: "Penguins".into(),
        between: Vec::new(),
    }
}

#[tokio::test]
async fn every_row_that_was_written_loads_as_what_it_was() {
    on_each_database(|test| async move {
        store(&test.db).await;
        let read = streams::since(&test.db, STREAM, 0, 1_000).await.unwrap();
        let expected = [facts::first(), later::later()].concat();
        assert_eq!(read.len(), expected.len());
        for (event, fact) in read.iter().zip(expected) {
            assert_eq!(event.fact, fact, "row {}", event.n);
            assert_eq!(event.by, ada());
            // As it travels, it is read back too.
            let sent = serde_json::to_string(event).unwrap();
            assert_eq!(&serde_json::from_str::<Event>(&sent).unwrap(), event);
        }
    })
    .await;
}

#[test]
fn every_kind_has_a_row() {
    let kinds: BTreeSet<_> = rows().into_iter().map(|row| row.kind).collect();
    let names: BTreeSet<_> = Fact::NAMES.iter().map(|name| name.to_string()).collect();
    assert_eq!(kinds, names);
    let data = |row: Row| serde_json::from_str::<Value>(&row.data).unwrap();
    let written: Vec<Value> = rows()
        .into_iter()
        .map(|row| data(row)["spec"].clone())
        .collect();
    for kind in Kind::ALL {
        let named = written.iter().any(|spec| spec["kind"] == kind.name());
        assert!(named, "{kind:?}");
    }
    for spec in specs() {
        let spec = serde_json::to_value(&spec).unwrap();
        assert!(written.contains(&spec), "{spec}");
    }
}

#[tokio::test]
async fn the_snapshot_that_was_written_loads_as_the_fold() {
    on_each_database(|test| async move {
        store(&test.db).await;
        let saved = saved(SNAPSHOT).unwrap();
        let mut folded = empty(&place());
        for event in streams::since(&test.db, STREAM, 0, saved.head)
            .await
            .unwrap()
        {
            apply(&mut folded, &event);
        }
        assert_eq!(saved, folded);
    })
    .await;
}

#[tokio::test]
async fn a_snapshot_that_does_not_load_is_dropped_and_the_log_folded() {
    on_each_database(|test| async move {
        store(&test.db).await;
        let folded = load(&test.db, &place()).await.unwrap();
        for broken in [
            "",
            "{",
            "{}",
            "[]",
            &SNAPSHOT.replace("\"members\"", "\"m\""),
        ] {
            streams::save_snapshot(&test.db, STREAM, folded.head, broken.into())
                .await
                .unwrap();
            assert_eq!(
                load(&test.db, &place()).await.unwrap(),
                folded,
                "{broken:.20}"
            );
            let left = streams::snapshot(&test.db, STREAM).await.unwrap();
            assert_eq!(left, None, "{broken:.20}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_a_newer_program_is_refused_in_words() {
    let data = tempfile::tempdir().unwrap();
    let addr = free_address();
    let mut server = start(addr, data.path()).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let socket = ada.socket().await;
    join(&socket, session).await.unwrap();
    let said = message(session, "hello");
    socket.emit("send_message", said).await.unwrap();
    server.kill().await.unwrap();
    // A newer program goes on with it; then this one is back.
    let db = Database::open_in(data.path()).await.unwrap();
    let newer = "UPDATE events SET data = replace(data, '\"v\":1', '\"v\":2') WHERE n = 2";
    let changed = db.write.execute_unprepared(newer).await.unwrap();
    assert_eq!(changed.rows_affected(), 1);
    db.close().await.unwrap();
    let _server = start(addr, data.path()).await;
    let refused = join(&ada.socket().await, session).await.unwrap_err();
    assert_eq!(refused.code, "server/older");
    assert!(refused.message.contains("newer Tandem"), "{refused}");
}
