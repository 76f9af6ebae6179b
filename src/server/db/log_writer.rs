//! The one writer of the log: commits what many streams append in groups, each with one sync to disk.
//!
//! While a group is being committed the next one gathers, so that nobody waits for company and a busy
//! server syncs once for many. Whoever is told `Committed` is told so after the commit.

use super::{
    append::{Append, Entry, all_failed},
    entities::event,
    group,
    health::Health,
    trouble::Trouble,
};
use crate::server::{error::ServerError, metrics};
use crate::shared::ids::StreamId;
use sea_orm::{DatabaseConnection, DbErr};
use std::{
    collections::{BTreeMap, btree_map},
    time::{Duration, Instant},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

/// Appends that may wait; beyond it the streams wait too.
const WAITING: usize = 1_024;
/// Appends that share one transaction at most.
const MAX_GROUP: usize = 64;
/// A group that takes longer is given up: whether it was committed, the log will say.
pub const PATIENCE: Duration = Duration::from_secs(4);

/// The way to the writer. Cheap to clone; the writer ends with its last clone.
#[derive(Clone)]
pub struct LogWriter(mpsc::Sender<Job>);

enum Job {
    Append(Waiting),
    /// Take nothing more; dropped when everything taken is committed.
    Close(oneshot::Sender<()>),
}

struct Waiting {
    entry: Entry,
    reply: oneshot::Sender<Result<Append, DbErr>>,
}

impl LogWriter {
    pub fn start(db: DatabaseConnection, health: Health) -> Self {
        let (sender, jobs) = mpsc::channel(WAITING);
        tokio::spawn(serve(db, health, jobs));
        Self(sender)
    }

    /// Appends rows whose numbers follow `head`, all or none. What is handed over is carried out,
    /// also when the caller goes away.
    pub async fn append(
        &self,
        stream: StreamId,
        head: i64,
        rows: Vec<event::Model>,
    ) -> Result<Append, ServerError> {
        let (reply, answer) = oneshot::channel();
        let entry = Entry { stream, head, rows };
        let job = Job::Append(Waiting { entry, reply });
        self.0.send(job).await.map_err(|_| closed())?;
        Ok(answer.await.map_err(|_| closed())??)
    }

    /// Commits what was handed over until now and refuses the rest.
    pub async fn close(&self) {
        let (closing, closed) = oneshot::channel();
        if self.0.send(Job::Close(closing)).await.is_ok() {
            // Nothing is ever sent: the end of the writer is the answer.
            let _ = closed.await;
        }
    }
}

fn closed() -> ServerError {
    ServerError::Internal("the log is closed".into())
}

async fn serve(db: DatabaseConnection, health: Health, mut mailbox: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(MAX_GROUP);
    let mut closing = Vec::new();
    while mailbox.recv_many(&mut jobs, MAX_GROUP).await > 0 {
        let mut waiting = Vec::with_capacity(jobs.len());
        for job in jobs.drain(..) {
            match job {
                Job::Append(append) => waiting.push(append),
                Job::Close(asker) => {
                    mailbox.close();
                    closing.push(asker);
                }
            }
        }
        while !waiting.is_empty() {
            let (group, later) = one_of_each(waiting);
            commit(&db, &health, group).await;
            waiting = later;
        }
    }
}

/// A group has one append of each stream, in the order of their ids: two servers over one database
/// then never wait for each other's rows crosswise. A stream's later appends stay in order.
fn one_of_each(waiting: Vec<Waiting>) -> (Vec<Waiting>, Vec<Waiting>) {
    let mut group = BTreeMap::new();
    let mut later = Vec::new();
    for append in waiting {
        match group.entry(append.entry.stream) {
            btree_map::Entry::Vacant(free) => {
                free.insert(append);
            }
            btree_map::Entry::Occupied(_) => later.push(append),
        }
    }
    (group.into_values().collect(), later)
}

async fn commit(db: &DatabaseConnection, health: &Health, waiting: Vec<Waiting>) {
    let (entries, replies): (Vec<_>, Vec<_>) = waiting
        .into_iter()
        .map(|append| (append.entry, append.reply))
        .unzip();
    let begun = Instant::now();
    let results = timeout(PATIENCE, group::commit(db, &entries))
        .await
        .unwrap_or_else(|_| all_failed(&entries, &Trouble::given_up()));
    // Those that are refused by themselves say nothing of the database.
    health.note(
        results
            .iter()
            .find_map(|result| Trouble::of(result.as_ref().err()?)),
    );
    count(&entries, &results, begun);
    for (reply, result) in replies.into_iter().zip(results) {
        // The asker may have gone; what is committed stands all the same.
        let _ = reply.send(result);
    }
}

fn count(entries: &[Entry], results: &[Result<Append, DbErr>], begun: Instant) {
    let answered = results.iter().any(Result::is_ok);
    metrics::COMMITS.inc(match answered {
        true => metrics::COMMITTED,
        false => metrics::FAILED,
    });
    metrics::COMMIT_SECONDS.observe(begun.elapsed().as_secs_f64());
    let appended = entries
        .iter()
        .zip(results)
        .filter(|(_, result)| matches!(result, Ok(Append::Committed)))
        .map(|(entry, _)| entry.rows.len() as u64);
    metrics::EVENTS_APPENDED.inc_by(appended.sum());
}
