//! The task of one live stream: the only place on this node where its state changes.

use super::{Departed, Streams, batch::Batch, request::StreamRequest, runs::Runs};
use crate::server::{
    caught::caught,
    db::{self, streams::StreamInfo},
    error::ServerError,
    streams,
};
use crate::shared::{
    api_error::ApiError,
    ids::{Cid, PersonId},
    session::{StreamState, apply, effects_after_restart, people::StatusKind, redact, takes_back},
    stream::{Event, Fact},
};
use std::{
    collections::{HashMap, VecDeque},
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
/// Commands remembered by id, so that a repeated one need not be looked up.
const REMEMBERED: usize = 1_024;

/// Starts the task; it ends by itself when idle.
pub fn start(streams: Streams, place: StreamInfo) -> mpsc::Sender<StreamRequest> {
    let (sender, mut mailbox) = mpsc::channel(MAILBOX);
    let weak = sender.downgrade();
    tokio::spawn(async move {
        let stream = place.stream;
        loop {
            let runs = Runs::new(weak.clone());
            let live = live(&streams, place.clone(), runs, &mut mailbox);
            if live.await.is_break() {
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
async fn live(
    streams: &Streams,
    place: StreamInfo,
    runs: Runs,
    mailbox: &mut mpsc::Receiver<StreamRequest>,
) -> ControlFlow<()> {
    let stream = place.stream;
    match caught(StreamTask::load(streams.clone(), place, runs)).await {
        Some(Ok(task)) => match caught(task.serve(mailbox)).await {
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

pub struct StreamTask {
    pub streams: Streams,
    pub place: StreamInfo,
    pub state: StreamState,
    pub runs: Runs,
    pub recent: RecentCommands,
    /// After a commit whose outcome is not known: the last number that is certain. What the state
    /// holds beyond it may not be in the log; nothing is served from it.
    pub unsure: Option<i64>,
    pub(super) snapshot_at: i64,
    /// The snapshot had words that are no more, and went with them.
    snapshot_went: bool,
}

impl StreamTask {
    async fn load(streams: Streams, place: StreamInfo, runs: Runs) -> Result<Self, ServerError> {
        let state = streams::load(&streams.0.db, &place).await?;
        let snapshot_at = state.head;
        let recent = RecentCommands::default();
        let mut task = Self {
            streams,
            place,
            state,
            runs,
            recent,
            unsure: None,
            snapshot_at,
            snapshot_went: false,
        };
        for effect in effects_after_restart(&task.state) {
            task.runs.carry_out(effect, &task.streams, &task.state);
        }
        Ok(task)
    }

    async fn serve(mut self, mailbox: &mut mpsc::Receiver<StreamRequest>) {
        let mut asks = Vec::with_capacity(MAX_BATCH);
        loop {
            let patience = if self.snapshot_went { SOON } else { IDLE };
            match timeout(patience, mailbox.recv_many(&mut asks, MAX_BATCH)).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(_) if self.snapshot_went => {
                    // Tried once: without it only loading is slower.
                    self.snapshot_went = false;
                    self.save_snapshot().await;
                    continue;
                }
                Err(_) if self.runs.any_open() => continue,
                Err(_) => {
                    // From here on askers start a new task; what came in between is still served.
                    mailbox.close();
                    while let Some(ask) = mailbox.recv().await {
                        if self.serve_all(&mut vec![ask]).await.is_break() {
                            return;
                        }
                    }
                    return;
                }
            }
            if self.serve_all(&mut asks).await.is_break() {
                return;
            }
        }
    }

    /// Breaks once the session is deleted. Requests still queued fail, and their retry finds no
    /// session.
    async fn serve_all(&mut self, asks: &mut Vec<StreamRequest>) -> ControlFlow<()> {
        // Without the log everybody is told to ask again: by a command's answer, or by the end of
        // the question.
        let _ = self.settle().await;
        let mut batch = Batch::default();
        for ask in asks.drain(..) {
            match ask {
                StreamRequest::Submit {
                    by,
                    cid,
                    command,
                    reply,
                } => {
                    batch.add(self, by, cid, command, reply);
                }
                StreamRequest::Read(look) => {
                    batch.commit(self).await;
                    if self.unsure.is_none() {
                        let state = &self.state;
                        // It changes nothing, so a panic in it harms only who asked.
                        let _ = catch_unwind(AssertUnwindSafe(|| look(Ok(state))));
                    }
                }
                StreamRequest::Depart { by, reply } => {
                    batch.commit(self).await;
                    let departed = match self.unsure {
                        None => self.depart(by).await,
                        Some(_) => Err(self.streams.not_now()),
                    };
                    let ends = matches!(departed, Ok(Departed::Alone));
                    // The asker may have gone; so has the person.
                    let _ = reply.send(departed);
                    if ends {
                        return ControlFlow::Break(());
                    }
                }
                StreamRequest::Refold(reply) => {
                    batch.commit(self).await;
                    let folded = match self.unsure {
                        None => self.refold().await.map_err(ApiError::from),
                        Some(_) => Err(self.streams.not_now()),
                    };
                    let _ = reply.send(folded);
                }
                StreamRequest::Delete { by, title, reply } => {
                    batch.commit(self).await;
                    let deleted = match self.unsure {
                        None => self.delete(by, &title).await,
                        Some(_) => Err(self.streams.not_now()),
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
        batch.commit(self).await;
        if self.state.head - self.snapshot_at >= streams::SNAPSHOT_EVERY {
            self.save_snapshot().await;
        }
        ControlFlow::Continue(())
    }

    /// Makes a committed event known: to the members, and to whatever it sets off.
    pub fn announce(&mut self, event: &Event) {
        self.recent.remember(event);
        self.note_change(event);
        self.publish(event);
        self.streams.0.notifier.hear(&self.state, event);
        if let Some(effect) = crate::shared::session::effects(event) {
            self.runs.carry_out(effect, &self.streams, &self.state);
        }
    }

    /// To everyone who listens; whoever it takes out hears nothing after it.
    fn publish(&self, event: &Event) {
        let (bus, kind) = (&self.streams.0.bus, self.place.kind);
        bus.event(kind, event);
        if let Fact::Status(status) = &event.fact
            && matches!(status.kind, StatusKind::Removed | StatusKind::Left)
        {
            bus.cut_off(kind, event.stream, Some(status.person.id));
        }
    }

    /// A snapshot goes in which a changed message stood, or a data set that was removed.
    fn note_change(&mut self, event: &Event) {
        self.snapshot_went |= matches!(event.fact, Fact::DatasetRemoved(_));
        if let Some(message_id) = event.fact.changed_message() {
            self.streams.0.wiper.wipe_soon();
            let message = self.state.entry(message_id);
            self.snapshot_went |= message.is_some_and(|entry| entry.n <= self.snapshot_at);
        }
    }

    /// Forgets what was not committed: the log is the truth. Announces what it holds beyond what was
    /// certain, whoever appended it.
    pub async fn settle(&mut self) -> Result<(), ServerError> {
        let Some(certain) = self.unsure else {
            return Ok(());
        };
        let db = self.streams.0.db.clone();
        let state = streams::load(&db, &self.place).await?;
        let missed = state.head - certain;
        let events = db::streams::since(&db, self.place.stream, certain, missed).await?;
        self.state = state;
        self.unsure = None;
        for event in events {
            self.announce(&event);
        }
        Ok(())
    }

    /// Applies ahead of the commit; [`StreamTask::settle`] takes it back when the commit fails.
    pub fn apply_ahead(&mut self, event: &Event) {
        apply(&mut self.state, event);
    }

    async fn save_snapshot(&mut self) {
        if self.unsure.is_some() {
            return;
        }
        let head = self.state.head;
        let saved = match serde_json::to_string(&self.state) {
            Ok(data) => {
                db::streams::save_snapshot(&self.streams.0.db, self.place.stream, head, data).await
            }
            Err(error) => Err(error.into()),
        };
        match saved {
            Ok(()) => self.snapshot_at = head,
            // Only loading is slower without it; the next event tries again.
            Err(error) => tracing::warn!(%error, "snapshot not saved"),
        }
    }
}

/// The last commands by their senders' ids.
#[derive(Default)]
pub struct RecentCommands {
    events: HashMap<(PersonId, Cid), Event>,
    order: VecDeque<(PersonId, Cid)>,
}

impl RecentCommands {
    pub fn find(&self, by: PersonId, cid: Cid) -> Option<&Event> {
        self.events.get(&(by, cid))
    }

    fn remember(&mut self, event: &Event) {
        if takes_back(event) {
            for earlier in self.events.values_mut() {
                redact(earlier, event);
            }
        }
        let Some(cid) = event.cid else { return };
        let key = (event.by.id, cid);
        if self.events.insert(key, event.clone()).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.events.remove(&oldest);
        }
    }
}
