//! `kill -9` of the server and of its workers while rows come: what was answered is there, once.
//!
//! `TANDEM_KILL9_ROUNDS` sets the number of rounds; `make kill9` runs twenty.

use super::*;
use crate::support::{free_address, start};
use futures_util::future::join_all;
use std::{
    fs,
    sync::atomic::{AtomicBool, AtomicI64, Ordering},
};
use tokio::time::sleep;

const SENDERS: i64 = 4;
const ROWS: i64 = 20;

/// Workers of a server that have a live data set open.
pub fn workers(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap();
    let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.filter(|id: &u32| {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let is_child = status.contains(&format!("PPid:\t{parent}\n"));
        is_child && holds_a_tail(*id)
    })
    .collect()
}

fn holds_a_tail(process: u32) -> bool {
    let Ok(files) = fs::read_dir(format!("/proc/{process}/fd")) else {
        return false;
    };
    let mut files = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
    files.any(|file| file.extension().is_some_and(|ending| ending == "tail"))
}

pub fn kill(process: u32) {
    let killed = std::process::Command::new("kill")
        .args(["-9", &process.to_string()])
        .status();
    // It may have ended by itself.
    assert!(killed.is_ok());
}

fn rounds() -> usize {
    let rounds = std::env::var("TANDEM_KILL9_ROUNDS").ok();
    rounds.and_then(|text| text.parse().ok()).unwrap_or(3)
}

fn batch(n: i64) -> String {
    let rows = (n * ROWS..(n + 1) * ROWS).map(|value| json!({ "value": value }));
    Value::Array(rows.collect()).to_string()
}

/// Sends batches of its own one after another until it is told to stop; each until it is answered.
async fn send(
    ada: &Visitor,
    id: DatasetId,
    next: &AtomicI64,
    stop: &AtomicBool,
    acked: &AtomicI64,
) {
    while !stop.load(Ordering::Relaxed) {
        let n = next.fetch_add(1, Ordering::Relaxed);
        loop {
            let request = ada.request(Method::POST, &format!("/api/datasets/{id}/rows"));
            let request = request
                .header("content-type", JSON)
                .header("idempotency-key", n.to_string())
                .body(batch(n));
            match request.send().await {
                Ok(answer) if answer.status() == 200 => {
                    acked.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                // The server is away, or just came back.
                _ => sleep(Duration::from_millis(5)).await,
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_answered_are_there_once_when_the_server_is_killed() {
    let data = tempfile::tempdir().unwrap();
    let addr = free_address();
    let mut server = start(addr, data.path()).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let begin = json!({ "name": "sensors", "columns": sensors() });
    let path = format!("/api/sessions/{session}/live");
    let (status, begun) = answer(ada.request(Method::POST, &path).json(&begin)).await;
    assert_eq!(status, 200, "{begun}");
    let id: DatasetId = begun["dataset_id"].as_str().unwrap().parse().unwrap();
    let (next, acked) = (AtomicI64::new(0), AtomicI64::new(0));
    let stop = AtomicBool::new(false);
    let senders = join_all((0..SENDERS).map(|_| send(&ada, id, &next, &stop, &acked)));
    let killing = async {
        for round in 0..rounds() {
            let enough = acked.load(Ordering::Relaxed) + 20 + 13 * (round as i64 % 7);
            while acked.load(Ordering::Relaxed) < enough {
                sleep(Duration::from_micros(500)).await;
            }
            if round % 2 == 1 {
                workers(server.id().unwrap()).into_iter().for_each(kill);
            }
            server.kill().await.unwrap();
            server = start(addr, data.path()).await;
        }
        stop.store(true, Ordering::Relaxed);
    };
    timeout(20 * PATIENCE, async { tokio::join!(senders, killing) })
        .await
        .unwrap();
    let batches = next.load(Ordering::Relaxed);
    assert_eq!(acked.load(Ordering::Relaxed), batches);
    // Once more, all of them: they were all here before.
    for n in 0..batches {
        let key = n.to_string();
        let (status, answer) = post(&ada, id, JSON, Some(&key), batch(n)).await;
        assert_eq!((status, &answer["dup"]), (200, &json!(true)), "{answer}");
    }
    let values = once::every_value(&ada, id, batches * ROWS).await;
    for rows in values.chunks(ROWS as usize) {
        assert!(
            rows.windows(2).all(|pair| pair[1] == pair[0] + 1),
            "a batch is torn: {rows:?}"
        );
    }
    let mut values = values;
    values.sort_unstable();
    assert_eq!(values, (0..batches * ROWS).collect::<Vec<_>>());
    eprintln!(
        "{} rounds: {} rows acked, 0 lost, 0 doubled",
        rounds(),
        batches * ROWS
    );
}
