//! The queue before one live data set: what waits in it is written at once, in the order in which it came.

use super::{
    Live, Reply,
    publish::Published,
    refused::{misfit, no_such, not_now, unwritten},
    version::Version,
};
use crate::server::{
    db::now_ms,
    engine::{Append, Appended, Keep},
};
use crate::shared::{
    analysis::AnalysisError,
    api_error::ApiError,
    ids::{DatasetId, SessionId},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch},
    time::{sleep, sleep_until},
};
use uuid::Uuid;

/// Batches are written together up to about so many bytes.
const GROUP_BYTES: usize = 1_000_000;
/// How often a group is tried whose worker dies, and how soon again.
const TRIES: u32 = 3;
const TRY_AGAIN: Duration = Duration::from_millis(200);

#[derive(Clone)]
pub struct Queue {
    asks: mpsc::UnboundedSender<Ask>,
    /// For the bytes that wait.
    pub room: Arc<Semaphore>,
    /// None until somebody asked for it.
    pub current: watch::Receiver<Option<Version>>,
}

pub enum Ask {
    Append(
        Append,
        OwnedSemaphorePermit,
        Reply<Result<Appended, ApiError>>,
    ),
    Version(Reply<Result<Version, ApiError>>),
    Keep(Keep, Reply<Result<(), AnalysisError>>),
    Tidy(Reply<()>),
    Remove(Reply<Result<(), AnalysisError>>),
}

/// A batch, and who waits for its answer.
struct Waiting {
    reply: Reply<Result<Appended, ApiError>>,
    _room: OwnedSemaphorePermit,
}

impl Queue {
    pub fn start(live: Live, session: SessionId, dataset_id: DatasetId) -> Self {
        let (asks, inbox) = mpsc::unbounded_channel();
        let (published, current) = Published::new(live, session, dataset_id);
        tokio::spawn(work(inbox, published));
        Self {
            asks,
            room: super::room(),
            current,
        }
    }

    /// An error when the data set was removed meanwhile.
    pub async fn ask<T>(&self, ask: impl FnOnce(Reply<T>) -> Ask) -> Result<T, ApiError> {
        let (reply, answer) = oneshot::channel();
        self.asks.send(ask(reply)).map_err(|_| no_such())?;
        answer.await.map_err(|_| no_such())
    }
}

/// Until the data set is removed or the server stops.
async fn work(mut inbox: mpsc::UnboundedReceiver<Ask>, mut published: Published) {
    loop {
        let next = published.due();
        let ask = tokio::select! {
            ask = inbox.recv() => ask,
            () = sleep_until(next.unwrap_or_else(tokio::time::Instant::now)), if next.is_some() => {
                published.publish().await;
                continue;
            }
        };
        let (mut batches, mut waiting) = (Vec::new(), Vec::new());
        let mut then = ask;
        let mut bytes = 0;
        while let Some(Ask::Append(batch, room, reply)) = then {
            bytes += batch.body.len();
            batches.push(batch);
            waiting.push(Waiting { reply, _room: room });
            then = match bytes < GROUP_BYTES {
                true => inbox.try_recv().ok(),
                false => None,
            };
        }
        let is_group = !batches.is_empty();
        if is_group {
            commit(&mut published, batches, waiting).await;
        }
        match then {
            Some(Ask::Version(reply)) => drop(reply.send(published.version().await)),
            Some(Ask::Keep(keep, reply)) => drop(reply.send(published.keep(keep).await)),
            Some(Ask::Tidy(reply)) => {
                commit(&mut published, Vec::new(), Vec::new()).await;
                // The asker may have gone.
                let _ = reply.send(());
            }
            Some(Ask::Remove(reply)) => {
                let _ = reply.send(published.remove().await);
                return;
            }
            Some(Ask::Append(..)) => {}
            None if is_group => {}
            None => return,
        }
        if published
            .due()
            .is_some_and(|due| due <= tokio::time::Instant::now())
        {
            published.publish().await;
        }
    }
}

/// Has a group written. It is tried again when the worker dies: its keys tell what was written by then.
async fn commit(published: &mut Published, mut batches: Vec<Append>, waiting: Vec<Waiting>) {
    if let Some(refusal) = published.no_room().await.filter(|_| !batches.is_empty()) {
        return answer_all(waiting, &refusal);
    }
    for batch in &mut batches {
        batch.key.get_or_insert_with(|| Uuid::new_v4().to_string());
    }
    for _ in 0..TRIES {
        match published.append(batches.clone(), now_ms()).await {
            Ok(Ok(answers)) => {
                for (waiting, answer) in waiting.into_iter().zip(answers) {
                    // Whoever has gone sends again with the same key.
                    let _ = waiting.reply.send(answer.map_err(misfit));
                }
                return;
            }
            Ok(Err(why)) => return answer_all(waiting, &unwritten(why)),
            Err(error) => {
                tracing::warn!(error = %error.message, "rows not appended yet");
                sleep(TRY_AGAIN).await;
            }
        }
    }
    answer_all(waiting, &not_now());
}

fn answer_all(waiting: Vec<Waiting>, refusal: &ApiError) {
    for one in waiting {
        let _ = one.reply.send(Err(refusal.clone()));
    }
}
