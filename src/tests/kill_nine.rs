//! `kill -9` in the middle of a thousand sends: nothing acked is lost, nothing is doubled.
//!
//! `TANDEM_KILL9_ROUNDS` sets the number of rounds; `make kill9` runs twenty.

use crate::support::{Visitor, free_address, message, start};
use futures_util::future::join_all;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tandem::{
    server::db::{Database, streams},
    shared::{ids::SessionId, stream::Fact},
};
use tokio::process::Child;

/// Sockets that send at once, and messages of each.
const SENDERS: usize = 10;
const EACH: usize = 100;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acked_is_lost_when_the_server_is_killed() {
    let rounds = std::env::var("TANDEM_KILL9_ROUNDS").ok();
    let rounds: usize = rounds.and_then(|text| text.parse().ok()).unwrap_or(3);
    let data = tempfile::tempdir().unwrap();
    let addr = free_address();
    let mut server = start(addr, data.path()).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let mut acked = BTreeMap::new();
    for round in 0..rounds {
        // A different moment each round: after 60, 160, 260 … acks.
        let moment = 60 + (round * 100) % 800;
        acked.extend(send_until_killed(&ada, session, round, moment, &mut server).await);
        server = start(addr, data.path()).await;
    }
    server.kill().await.unwrap();
    assert!(
        acked.len() >= rounds * 60,
        "only {} were acked",
        acked.len()
    );

    let db = Database::open_in(data.path()).await.unwrap();
    let log = streams::since(&db, session.into(), 0, 1_000_000)
        .await
        .unwrap();
    let numbers: Vec<i64> = log.iter().map(|event| event.n).collect();
    assert_eq!(
        numbers,
        (1..=log.len() as i64).collect::<Vec<_>>(),
        "numbers without gaps"
    );
    let mut stored = BTreeMap::new();
    for event in &log {
        if let Fact::ReceiveMessage { text, .. } = &event.fact {
            let doubled = stored.insert(text.clone(), event.n);
            assert_eq!(doubled, None, "{text} is there twice");
        }
    }
    let lost: BTreeSet<_> = acked
        .iter()
        .filter(|(text, n)| stored.get(*text) != Some(n))
        .collect();
    assert!(lost.is_empty(), "acked but not in the log: {lost:?}");
    eprintln!(
        "{rounds} rounds: {} acked, {} stored, 0 lost, 0 doubled",
        acked.len(),
        stored.len()
    );
}

/// Sends a thousand messages at once and kills the server after `moment` acks.
/// Answers the acked ones with their numbers.
async fn send_until_killed(
    ada: &Visitor,
    session: SessionId,
    round: usize,
    moment: usize,
    server: &mut Child,
) -> BTreeMap<String, i64> {
    let sockets = join_all((0..SENDERS).map(|_| ada.socket())).await;
    let count = AtomicUsize::new(0);
    let sends = sockets.iter().enumerate().flat_map(|(s, socket)| {
        let count = &count;
        (0..EACH).map(move |i| async move {
            let text = format!("round {round} sender {s} message {i}");
            let ack: Value = socket
                .emit("send_message", message(session, &text))
                .await
                .ok()?;
            count.fetch_add(1, Ordering::Relaxed);
            Some((text, ack["n"].as_i64().unwrap()))
        })
    });
    let killed = async {
        while count.load(Ordering::Relaxed) < moment {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
        server.kill().await.unwrap();
        for socket in &sockets {
            socket.close();
        }
    };
    let (acks, ()) = tokio::join!(join_all(sends), killed);
    acks.into_iter().flatten().collect()
}
