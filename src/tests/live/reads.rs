//! Whoever reads sees whole batches, and does not wait for who writes.

use super::*;
use futures_util::future::join_all;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::sleep;

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_in_every_form() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    for (kind, body) in [
        (JSON, r#"[{"sensor": "a", "value": 1}, {"sensor": "b"}]"#),
        (
            NDJSON,
            "{\"sensor\": \"c\", \"value\": 3}\n\n{\"sensor\": \"d\", \"value\": 4}\n",
        ),
        ("text/csv; charset=utf-8", "value,sensor\n5,e\n,\"f\ng\"\n"),
    ] {
        let (status, answer) = post(&fixture.grace, id, kind, None, body).await;
        assert_eq!((status, &answer["rows"]), (200, &json!(2)), "{answer}");
    }
    let rows = page_of(&fixture.ada, id, 6).await;
    let expected = json!([
        ["a", 1.0],
        ["b", null],
        ["c", 3.0],
        ["d", 4.0],
        ["e", 5.0],
        ["f\ng", null]
    ]);
    assert_eq!(Value::Array(rows), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_half_a_batch() {
    const BATCHES: i64 = 60;
    const SENDERS: i64 = 3;
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let done = AtomicBool::new(false);
    let send = async |sender: i64| {
        for batch in 0..BATCHES {
            let row = json!({ "sensor": format!("{sender}"), "value": batch });
            let rows = Value::Array(vec![row; 7]).to_string();
            let (status, answer) = post(&fixture.ada, id, JSON, None, rows).await;
            assert_eq!(status, 200, "{answer}");
        }
    };
    let senders = async {
        join_all((0..SENDERS).map(send)).await;
        done.store(true, Ordering::Relaxed);
    };
    let reads = async {
        let mut seen = Vec::new();
        while !done.load(Ordering::Relaxed) {
            let (total, rows) = page(&fixture.grace, id).await;
            assert_eq!(total % 7, 0);
            for batch in rows.chunks_exact(7) {
                assert!(batch.iter().all(|row| *row == batch[0]), "{batch:?}");
            }
            seen.push(total);
        }
        assert!(seen.is_sorted(), "{seen:?}");
        seen.dedup();
        seen.len()
    };
    let ((), versions) = tokio::join!(senders, reads);
    assert!(versions > 1);
    page_of(&fixture.grace, id, BATCHES * SENDERS * 7).await;
    // What nobody reads any more goes.
    let folder = fixture.app.config.live(id).join("versions");
    let few = async {
        while std::fs::read_dir(&folder).unwrap().count() > 1 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, few).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_said_at_most_four_times_a_second() {
    /// Between the first and the last of them are sixteen quarters of a second.
    const TOLD: usize = 17;
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let enough = AtomicBool::new(false);
    let posts = async {
        while !enough.load(Ordering::Relaxed) {
            let row = r#"{"value": 1}"#;
            assert_eq!(post(&fixture.ada, id, JSON, None, row).await.0, 200);
        }
    };
    let told = async {
        let mut told = Vec::new();
        while told.len() < TOLD {
            let one = hears(&grace).await;
            told.extend(one.newest.filter(|_| one.rows > 0));
        }
        enough.store(true, Ordering::Relaxed);
        told
    };
    let ((), told) = tokio::join!(posts, told);
    // By the server's clock: a machine that is busy may tell two of them at once. The newest row of each is older than
    // its word and younger than the word before, so one quarter is not sure; the rest is what a clock may be off.
    let took = told[TOLD - 1] - told[0];
    assert!(took >= 3_600, "{took} ms: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_costs_no_row() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let mut killed = 0;
    for value in 0..200 {
        if value % 40 == 20 {
            for worker in killed::workers(std::process::id()) {
                killed::kill(worker);
                killed += 1;
            }
        }
        let row = json!({ "value": value }).to_string();
        let (status, answer) = post(&fixture.ada, id, JSON, None, row).await;
        assert_eq!((status, &answer["first"]), (200, &json!(value)), "{answer}");
    }
    assert!(killed > 1, "{killed}");
    let values = once::every_value(&fixture.grace, id, 200).await;
    assert_eq!(values, (0..200).collect::<Vec<_>>());
}
