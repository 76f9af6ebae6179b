//! `kill -9` in the middle of a thousand sends: nothing acked is lost, nothing is doubled; also when
//! the disk was full shortly before.
//!
//! `TANDEM_KILL9_ROUNDS` sets the number of rounds; `make kill9` runs twenty.

use crate::{
    faults::{holds, postgres::Cluster},
    support::{FailingDisk, Visitor, free_address, message, start_with},
};
use futures_util::future::join_all;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tandem::{
    client::socket_io::native::NativeSocket,
    server::db::{Database, url_in},
    shared::ids::SessionId,
};
use tokio::{process::Child, sync::RwLock, time::sleep};

/// Sockets that send at once, and messages of each.
const SENDERS: usize = 10;
const EACH: usize = 100;
/// Refusals that show that the disk is full.
const REFUSED: usize = 30;

/// A disk that can be full for a while.
enum Disk {
    AlwaysFine,
    Failing(FailingDisk),
    OfPostgres(Cluster),
}

impl Disk {
    fn fill(&self) {
        match self {
            Self::AlwaysFine => {}
            Self::Failing(disk) => disk.fail("write ENOSPC"),
            Self::OfPostgres(cluster) => cluster.disk.fill(),
        }
    }

    fn free(&self) {
        match self {
            Self::AlwaysFine => {}
            Self::Failing(disk) => disk.heal(),
            Self::OfPostgres(cluster) => {
                cluster.disk.free();
                cluster.go();
            }
        }
    }

    fn fills(&self) -> bool {
        !matches!(self, Self::AlwaysFine)
    }
}

fn rounds(usual: usize) -> usize {
    let rounds = std::env::var("TANDEM_KILL9_ROUNDS").ok();
    rounds.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acked_is_lost_when_the_server_is_killed() {
    let data = tempfile::tempdir().unwrap();
    let url = url_in(data.path());
    kills(rounds(3), data.path(), &[], &url, Disk::AlwaysFine).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acked_is_lost_when_the_disk_was_full_before() {
    let disk = FailingDisk::new();
    let (data, environment) = (disk.data(), disk.environment());
    let url = url_in(&data);
    let disk = Disk::Failing(disk);
    kills(rounds(2), &data, &environment, &url, disk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acked_is_lost_when_the_disk_of_postgres_was_full_before() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    let data = tempfile::tempdir().unwrap();
    let url = cluster.url();
    let environment = [("DATABASE_URL".to_owned(), url.clone())];
    let disk = Disk::OfPostgres(cluster);
    kills(rounds(4).div_ceil(4), data.path(), &environment, &url, disk).await;
}

async fn kills(
    rounds: usize,
    data: &Path,
    environment: &[(String, String)],
    url: &str,
    disk: Disk,
) {
    let addr = free_address();
    let mut server = start_with(addr, data, environment).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let mut acked = BTreeMap::new();
    for round in 0..rounds {
        // A different moment each round: after 60, 160, 260 … acks.
        let moment = 60 + (round * 100) % 800;
        let sent = Sent {
            ada: &ada,
            session,
            round,
        };
        let before = acked.len();
        acked.extend(sent.until_killed(moment, &mut server, &disk).await);
        assert!(acked.len() > before, "nothing was acked in round {round}");
        server = start_with(addr, data, environment).await;
    }
    server.kill().await.unwrap();
    let db = Database::open(url).await.unwrap();
    holds(&db, session, &acked).await;
    eprintln!("{rounds} rounds: {} acked, 0 lost, 0 doubled", acked.len());
}

/// What is sent in one round.
struct Sent<'a> {
    ada: &'a Visitor,
    session: SessionId,
    round: usize,
}

#[derive(Default)]
struct Counts {
    acked: AtomicUsize,
    refused: AtomicUsize,
    ended: AtomicUsize,
    /// Held until the disk is full: a fast server would have stored everything by then.
    second_half: RwLock<()>,
}

impl Counts {
    /// Until so many of them, or nothing more comes.
    async fn reach(&self, count: &AtomicUsize, wanted: usize) {
        while count.load(Ordering::Relaxed) < wanted
            && self.ended.load(Ordering::Relaxed) < SENDERS * EACH
        {
            sleep(Duration::from_micros(200)).await;
        }
    }
}

impl Sent<'_> {
    /// Sends a thousand messages at once and kills the server after `moment` acks; halfway there the
    /// disk is full for a while. Answers the acked ones with their numbers.
    async fn until_killed(
        &self,
        moment: usize,
        server: &mut Child,
        disk: &Disk,
    ) -> BTreeMap<String, i64> {
        let sockets = join_all((0..SENDERS).map(|_| self.ada.socket())).await;
        let counts = Counts::default();
        let second_half = disk
            .fills()
            .then(|| counts.second_half.try_write().unwrap());
        let sends = sockets.iter().enumerate().flat_map(|(s, socket)| {
            let counts = &counts;
            (0..EACH).map(move |i| async move {
                if i >= EACH / 2 {
                    drop(counts.second_half.read().await);
                }
                let text = format!("round {} sender {s} message {i}", self.round);
                let acked = self.send(socket, &text, counts).await;
                counts.ended.fetch_add(1, Ordering::Relaxed);
                Some((text, acked?))
            })
        });
        let killed = async {
            if disk.fills() {
                counts.reach(&counts.acked, moment / 2).await;
                disk.fill();
                drop(second_half);
                counts.reach(&counts.refused, REFUSED).await;
                assert!(
                    counts.refused.load(Ordering::Relaxed) > 0,
                    "the disk was not full"
                );
                disk.free();
            }
            counts.reach(&counts.acked, moment).await;
            server.kill().await.unwrap();
            for socket in &sockets {
                socket.close();
            }
        };
        let (acks, ()) = tokio::join!(join_all(sends), killed);
        acks.into_iter().flatten().collect()
    }

    /// Until it is acked, again with the same id as long as there is a server that may take it later.
    async fn send(&self, socket: &NativeSocket, text: &str, counts: &Counts) -> Option<i64> {
        let message = message(self.session, text);
        loop {
            match socket.emit("send_message", message.clone()).await {
                Ok(ack) => {
                    counts.acked.fetch_add(1, Ordering::Relaxed);
                    return ack["n"].as_i64();
                }
                Err(error) if error.retry_ms.is_some() => {
                    // Others are limits.
                    if error.code.as_str().starts_with("server/") {
                        counts.refused.fetch_add(1, Ordering::Relaxed);
                    }
                    sleep(Duration::from_millis(20)).await;
                }
                Err(_) => return None,
            }
        }
    }
}
