//! One live stream as its task holds it: the state, and what follows when an event is committed.
//!
//! The only place on this node where the state changes. It does not know who asks for what.

use super::{Streams, fold, recent_commands::RecentCommands, runs::Runs};
use crate::server::{
    db::{self, streams::StreamInfo},
    error::ServerError,
};
use crate::shared::{
    session::{StreamState, apply, effects, effects_after_restart, people::StatusKind},
    stream::{Event, Fact},
};

pub struct LiveStream {
    pub streams: Streams,
    pub place: StreamInfo,
    pub state: StreamState,
    pub runs: Runs,
    pub recent: RecentCommands,
    /// After a commit whose outcome is not known: the last number that is certain. What the state
    /// holds beyond it may not be in the log; nothing is served from it.
    pub unsure: Option<i64>,
    /// Number of the last event in the snapshot that is saved.
    pub snapshot_at: i64,
    /// The snapshot had words that are no more, and went with them.
    pub snapshot_went: bool,
}

impl LiveStream {
    /// Folds the stream, and takes up what a stop of the server left undone.
    pub async fn load(
        streams: Streams,
        place: StreamInfo,
        runs: Runs,
    ) -> Result<Self, ServerError> {
        let state = fold::load(&streams.0.db, &place).await?;
        let snapshot_at = state.head;
        let recent = RecentCommands::default();
        let mut live = Self {
            streams,
            place,
            state,
            runs,
            recent,
            unsure: None,
            snapshot_at,
            snapshot_went: false,
        };
        for effect in effects_after_restart(&live.state) {
            live.runs.carry_out(effect, &live.streams, &live.state);
        }
        Ok(live)
    }

    /// Makes a committed event known: to the members, and to whatever it sets off.
    pub fn announce(&mut self, event: &Event) {
        self.recent.remember(event);
        self.note_change(event);
        self.publish(event);
        self.streams.0.notifier.hear(&self.state, event);
        if let Some(effect) = effects(event) {
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

    /// A snapshot goes in which a changed message stood, a data set that was removed, or what a run had come to.
    fn note_change(&mut self, event: &Event) {
        self.snapshot_went |=
            matches!(event.fact, Fact::DatasetRemoved(_) | Fact::RunCheckpoint(_));
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
        let state = fold::load(&db, &self.place).await?;
        let missed = state.head - certain;
        let events = db::streams::since(&db, self.place.stream, certain, missed).await?;
        self.state = state;
        self.unsure = None;
        for event in events {
            self.announce(&event);
        }
        Ok(())
    }

    /// Applies ahead of the commit; [`LiveStream::settle`] takes it back when the commit fails.
    pub fn apply_ahead(&mut self, event: &Event) {
        apply(&mut self.state, event);
    }

    /// Folds anew, from the first event on.
    pub async fn refold(&mut self) -> Result<(), ServerError> {
        let db = self.streams.0.db.clone();
        db::streams::drop_snapshot(&db, self.place.stream).await?;
        if let Some(place) = db::streams::place(&db, self.place.stream).await? {
            self.place = place;
        }
        self.state = fold::load(&db, &self.place).await?;
        self.snapshot_at = 0;
        Ok(())
    }

    pub async fn save_snapshot(&mut self) {
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
