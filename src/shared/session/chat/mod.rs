//! The conversation: what is said, changed, taken back and reacted to.

mod commands;
mod facts;
mod redaction;
#[cfg(test)]
mod tests;
mod threads;
#[cfg(test)]
mod threads_tests;

pub use commands::{DeleteMessage, EditMessage, React, SendMessage, TakeBack, mentioned};
pub use facts::{MessageDeleted, MessageEdited, MessageReacted, ReceiveMessage, Redacted};
pub use redaction::redact;
pub use threads::{ResolveThread, Seen, Thread, ThreadResolved};

use super::{StreamState, datasets::Named, people::StatusKind};
use crate::shared::{
    account::Person,
    anchor::Anchor,
    ids::{Cid, DatasetId, EventId, NoteId, PersonId},
    json::tagged,
    protocol::SNAPSHOT_ENTRIES,
    stream::Event,
    view::View,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Chat {
    /// The conversation, oldest first. In a browser perhaps only its end.
    pub timeline: Vec<Entry>,
    /// Whether older entries than those in `timeline` exist.
    #[serde(default)]
    pub has_earlier: bool,
    /// Comments on places, oldest first, however far back they were made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub threads: Vec<Thread>,
}

/// One line of the conversation, in log order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    pub n: i64,
    /// For a message, the message's id.
    pub id: EventId,
    pub at: i64,
    pub by: Person,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cid: Option<Cid>,
    pub body: EntryBody,
}

tagged! {
    "kind";
    #[derive(Clone, Debug, PartialEq)]
    pub enum EntryBody {
        Message {
            text: String,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reply_to: Option<EventId>,
            /// What it speaks of; a run is shown as a small live card.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            about: Option<Anchor>,
            #[serde(default)]
            edited: bool,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            reactions: Vec<Reaction>,
            /// The comment whose thread it is part of, unless it began it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            thread: Option<EventId>,
        },
        Deleted,
        Status { status: StatusKind, text: String },
        Dataset {
            dataset_id: DatasetId,
            text: String,
            /// The view that its author shows.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            shown: Option<View>,
            /// What its author calls it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            named: Option<Named>,
        },
        /// Of a rule of a live data set: it was made or removed, it fired or cleared.
        Rule { dataset_id: DatasetId, text: String },
        /// A page of notes was begun or removed.
        Note { note_id: NoteId, text: String },
    }
}

impl EntryBody {
    /// The message whose words it shows beside its own: the one that it answers, or speaks of.
    pub fn quotes(&self) -> Option<EventId> {
        match self {
            Self::Message {
                reply_to, about, ..
            } => reply_to.or_else(|| about.and_then(Anchor::message)),
            _ => None,
        }
    }
}

/// One kind of reaction to a message, and whose it is, first come first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reaction {
    pub emoji: String,
    pub by: Vec<Person>,
}

impl Chat {
    /// Adds the line that an event is.
    pub(super) fn push(&mut self, event: &Event, body: EntryBody) {
        self.timeline.push(Entry {
            n: event.n,
            id: event.id,
            at: event.at,
            by: event.by.clone(),
            cid: event.cid,
            body,
        });
    }

    /// What a newcomer gets of it.
    pub(super) fn end(&self) -> Self {
        let from = self.timeline.len().saturating_sub(SNAPSHOT_ENTRIES);
        Self {
            timeline: self.timeline[from..].to_vec(),
            has_earlier: self.has_earlier || from > 0,
            threads: self.threads.clone(),
        }
    }

    fn entry_mut(&mut self, id: EventId) -> Option<&mut Entry> {
        self.timeline.iter_mut().rfind(|entry| entry.id == id)
    }
}

impl StreamState {
    pub fn entry(&self, id: EventId) -> Option<&Entry> {
        // Newest first: edits and replies are about recent lines.
        self.chat.timeline.iter().rfind(|entry| entry.id == id)
    }

    /// Whether what is pointed at is there.
    pub fn has(&self, anchor: Anchor) -> bool {
        match anchor {
            Anchor::Run(run) | Anchor::Mark { run, .. } | Anchor::Marks { run, .. } => {
                self.run(run).is_some()
            }
            Anchor::Dataset(dataset) => self.dataset(dataset).is_some(),
            Anchor::Row { dataset, row } => self.has_row(dataset, row),
            Anchor::Cell {
                dataset,
                row,
                column,
            } => {
                let columns = self.dataset(dataset).map_or(0, |one| one.columns.len());
                self.has_row(dataset, row) && (column as usize) < columns
            }
            Anchor::Words { note, .. } => self.note_here(note).is_ok(),
            Anchor::Message(id) => self.entry(id).is_some(),
        }
    }

    /// Rows of a live data set come and go, and nobody is told of each.
    fn has_row(&self, dataset: DatasetId, row: u32) -> bool {
        let found = self.dataset(dataset);
        found.is_some_and(|found| found.live || i64::from(row) < found.rows)
    }

    pub fn has_reacted(&self, message: EventId, emoji: &str, person: PersonId) -> bool {
        let Some(EntryBody::Message { reactions, .. }) = self.entry(message).map(|e| &e.body)
        else {
            return false;
        };
        let of = reactions.iter().find(|reaction| reaction.emoji == emoji);
        of.is_some_and(|reaction| reaction.by.iter().any(|one| one.id == person))
    }

    /// Messages of others after number `read`, and after what the person said last: who answers has
    /// read.
    pub fn unread(&self, person: PersonId, read: i64) -> i64 {
        let is_said =
            |entry: &Entry| matches!(entry.body, EntryBody::Message { .. } | EntryBody::Deleted);
        let timeline = self.chat.timeline.iter().rev();
        let newer = timeline
            .take_while(|entry| entry.n > read && !(entry.by.id == person && is_said(entry)));
        let stands = |entry: &&Entry| matches!(entry.body, EntryBody::Message { .. });
        newer.filter(stands).count() as i64
    }

    /// Up to `max` entries with `n < before`, oldest first, and whether older ones remain.
    pub fn history(&self, before: i64, max: usize) -> (Vec<Entry>, bool) {
        let timeline = &self.chat.timeline;
        let end = timeline.partition_point(|entry| entry.n < before);
        let from = end.saturating_sub(max);
        (
            timeline[from..end].to_vec(),
            from > 0 || self.chat.has_earlier,
        )
    }

    /// Puts older entries, as [`Self::history`] gave them, in front of those at hand.
    pub fn prepend(&mut self, mut entries: Vec<Entry>, more: bool) {
        let timeline = &mut self.chat.timeline;
        let first = timeline.first().map_or(i64::MAX, |entry| entry.n);
        entries.retain(|entry| entry.n < first);
        entries.append(timeline);
        *timeline = entries;
        self.chat.has_earlier = more;
    }
}
