//! The task of one live stream: takes what is asked of it out of its mailbox, one after the other.

use super::{
    SNAPSHOT_EVERY, Streams,
    batch::Batch,
    live_stream::LiveStream,
    request::{Departed, StreamRequest},
    runs::Runs,
};
use crate::server::{caught::caught, db::streams::StreamInfo};
use crate::shared::api_error::ApiError;
use std::{
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};
use tokio::{sync::mpsc, time::timeout};

/// Questions that may wait; beyond it askers wait too.
const MAILBOX: usize = 256;
/// Commands that share one transaction, and so one sync to disk.
const MAX_BATCH: usize = 64;
/// A stream that nobody asks anything of is folded up after this long.
const IDLE: Duration = Duration::from_secs(300);
/// How long after a message in the snapshot was changed a new one is saved; others may follow.
const SOON: Duration = Duration::from_secs(2);

/// Starts the task; it ends by itself when idle.
pub fn start(streams: Streams, place: StreamInfo) -> mpsc::Sender<StreamRequest> {
    let (sender, mut mailbox) = mpsc::channel(MAILBOX);
    let weak = sender.downgrade();
    tokio::spawn(async move {
        let stream = place.stream;
        loop {
            let runs = Runs::new(weak.clone());
            let served = load_and_serve(&streams, place.clone(), runs, &mut mailbox);
            if served.await.is_break() {
                break;
            }
            tracing::error!(%stream, "the stream's task panicked and begins again from the log");
        }
        streams.forget(stream);
    });
    sender
}

/// Loads the stream and serves it. Continues after a panic: those who wait are served from what the
/// log says, only what was at hand then is answered with “try again”.
async fn load_and_serve(
    streams: &Streams,
    place: StreamInfo,
    runs: Runs,
    mailbox: &mut mpsc::Receiver<StreamRequest>,
) -> ControlFlow<()> {
    let stream = place.stream;
    match caught(LiveStream::load(streams.clone(), place, runs)).await {
        Some(Ok(live)) => match caught(serve(live, mailbox)).await {
            Some(()) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        },
        Some(Err(error)) => {
            tracing::error!(%stream, %error, "stream could not be loaded");
            let refusal = ApiError::from(error);
            mailbox.close();
            while let Some(ask) = mailbox.recv().await {
                ask.refuse(refusal.clone());
            }
            ControlFlow::Break(())
        }
        // It would panic again.
        None => ControlFlow::Break(()),
    }
}

async fn serve(mut live: LiveStream, mailbox: &mut mpsc::Receiver<StreamRequest>) {
    let mut asks = Vec::with_capacity(MAX_BATCH);
    loop {
        let patience = if live.snapshot_went { SOON } else { IDLE };
        match timeout(patience, mailbox.recv_many(&mut asks, MAX_BATCH)).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(_) if live.snapshot_went => {
                // Tried once: without it only loading is slower.
                live.snapshot_went = false;
                live.save_snapshot().await;
                continue;
            }
            Err(_) if live.runs.any_open() => continue,
            Err(_) => {
                // From here on askers start a new task; what came in between is still served.
                mailbox.close();
                while let Some(ask) = mailbox.recv().await {
                    if serve_all(&mut live, &mut vec![ask]).await.is_break() {
                        return;
                    }
                }
                return;
            }
        }
        if serve_all(&mut live, &mut asks).await.is_break() {
            return;
        }
    }
}

/// Breaks once the session is deleted. Requests still queued fail, and their retry finds no
/// session.
async fn serve_all(live: &mut LiveStream, asks: &mut Vec<StreamRequest>) -> ControlFlow<()> {
    // Without the log everybody is told to ask again: by a command's answer, or by the end of
    // the question.
    let _ = live.settle().await;
    let mut batch = Batch::default();
    for ask in asks.drain(..) {
        match ask {
            StreamRequest::Submit {
                by,
                cid,
                command,
                reply,
            } => {
                batch.add(live, by, cid, command, reply);
            }
            StreamRequest::Read(look) => {
                batch.commit(live).await;
                if live.unsure.is_none() {
                    let state = &live.state;
                    // It changes nothing, so a panic in it harms only who asked.
                    let _ = catch_unwind(AssertUnwindSafe(|| look(Ok(state))));
                }
            }
            StreamRequest::Depart { by, reply } => {
                batch.commit(live).await;
                let departed = match live.unsure {
                    None => live.depart(by).await,
                    Some(_) => Err(live.streams.not_now()),
                };
                let ends = matches!(departed, Ok(Departed::Alone));
                // The asker may have gone; so has the person.
                let _ = reply.send(departed);
                if ends {
                    return ControlFlow::Break(());
                }
            }
            StreamRequest::Refold(reply) => {
                batch.commit(live).await;
                let folded = match live.unsure {
                    None => live.refold().await.map_err(ApiError::from),
                    Some(_) => Err(live.streams.not_now()),
                };
                let _ = reply.send(folded);
            }
            StreamRequest::Delete { by, title, reply } => {
                batch.commit(live).await;
                let deleted = match live.unsure {
                    None => live.delete(by, &title).await,
                    Some(_) => Err(live.streams.not_now()),
                };
                let ends = deleted.is_ok();
                // The asker may have gone; the session is all the same.
                let _ = reply.send(deleted);
                if ends {
                    return ControlFlow::Break(());
                }
            }
        }
    }
    batch.commit(live).await;
    if live.state.head - live.snapshot_at >= SNAPSHOT_EVERY {
        live.save_snapshot().await;
    }
    ControlFlow::Continue(())
}
