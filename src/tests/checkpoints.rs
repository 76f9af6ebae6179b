//! What the log keeps of what a run had come to, on each kind of database.

use crate::{
    streams::{empty_stream, says},
    support::on_each_database,
};
use serde_json::json;
use tandem::{
    server::db::{
        checkpoints, outputs,
        streams::{self, Append},
    },
    shared::{
        ids::{DatasetId, RunId},
        session::runs::{AsOf, RunCheckpoint},
        stream::{Event, Fact},
    },
};
use uuid::Uuid;

fn checkpoint(run: u128, head: i64) -> Fact {
    let output = json!({
        "summary": format!("of {head}"),
        "table": { "columns": [], "rows": [], "total_rows": 0 },
        "chart": {
            "title": "", "x": { "label": "" }, "y": { "label": "" },
            "marks": { "kind": "bars", "labels": [], "values": [] },
        },
    });
    Fact::RunCheckpoint(RunCheckpoint {
        run_id: RunId(Uuid::from_u128(run)),
        dataset_id: DatasetId(Uuid::from_u128(9)),
        as_of: AsOf {
            at: head,
            rows: head,
            head,
        },
        output: serde_json::from_value(output).unwrap(),
        output_url: Some("/somewhere".into()),
    })
}

#[tokio::test]
async fn only_the_newest_output_of_a_run_stays() {
    on_each_database(|test| async move {
        let db = &test.db;
        let stream = empty_stream(db).await;
        let facts = [(1, 10), (2, 20), (1, 30), (1, 40)];
        let events: Vec<Event> = (1..)
            .zip(facts)
            .map(|(n, (run, head))| Event {
                fact: checkpoint(run, head),
                ..says(stream, n, 1, "", None)
            })
            .collect();
        let appended = streams::append(db, stream, 0, &events).await.unwrap();
        assert_eq!(appended, Append::Committed);
        let save = |n| streams::save_snapshot(db, stream, n, "{}".into());
        save(2).await.unwrap();
        checkpoints::forget_before(db, &events[2]).await.unwrap();
        let kept = async || {
            let events = streams::since(db, stream, 0, 10).await.unwrap();
            let text = serde_json::to_string(&events).unwrap();
            [10, 20, 30, 40].map(|head| text.contains(&format!("\"of {head}\"")))
        };
        assert_eq!(kept().await, [false, true, true, true]);
        assert_eq!(streams::snapshot(db, stream).await.unwrap(), None);
        save(4).await.unwrap();
        checkpoints::forget_before(db, &events[3]).await.unwrap();
        assert_eq!(kept().await, [false, true, false, true]);
        assert!(streams::snapshot(db, stream).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn an_output_is_replaced() {
    on_each_database(|test| async move {
        for data in ["one", "two"] {
            outputs::replace(&test.db, "key", "hash", data.into())
                .await
                .unwrap();
            let kept = outputs::get(&test.db, "key").await.unwrap();
            assert_eq!(kept.as_deref(), Some(data));
        }
    })
    .await;
}
