//! A stream as its members see it: the fold of its events.
//!
//! A session has seats, data and runs; a room and a direct conversation have people and talk. They
//! share this state, so that history, order and resuming are one thing.

use crate::shared::{
    account::Person,
    analysis::{Output, Spec},
    dataset::Dataset,
    ids::{Cid, DatasetId, EventId, PersonId, RunId, StreamId},
    json::{tagged, transparent},
    protocol::SNAPSHOT_ENTRIES,
    stream::{RunStatus, StatusKind, StreamKind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

transparent! {
    /// The creator sits on seat 1, the first visitor on seat 2, guests from 3 on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Seat(u8);
}

impl Seat {
    pub const CREATOR: Self = Self(1);
    pub const SECOND: Self = Self(2);
    const FIRST_GUEST: u8 = 3;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    pub person: Person,
    pub seat: Seat,
    pub joined_at: i64,
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
            /// The run that it speaks of, shown as a small live card.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            about: Option<RunId>,
            #[serde(default)]
            edited: bool,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            reactions: Vec<Reaction>,
        },
        Deleted,
        Status { status: StatusKind, text: String },
        Dataset { dataset_id: DatasetId, text: String },
    }
}

/// One kind of reaction to a message, and whose it is, first come first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reaction {
    pub emoji: String,
    pub by: Vec<Person>,
}

/// One execution of a spec and what has come of it so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    pub run_id: RunId,
    pub dataset_id: DatasetId,
    pub spec: Spec,
    pub status: RunStatus,
    /// Who asked.
    pub by: Person,
    pub asked_at: i64,
    /// When the status last changed.
    pub changed_at: i64,
    /// Who stopped it, when it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Person>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Box<Output>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(default)]
    pub elapsed_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SessionState {
    pub stream: StreamId,
    #[serde(default)]
    pub kind: StreamKind,
    pub title: String,
    /// Put away by its creator: can be read, not changed.
    #[serde(default)]
    pub archived: bool,
    /// Number of the last event applied.
    pub head: i64,
    /// Its id: the same number has another one in another history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<EventId>,
    pub members: Vec<Member>,
    /// The conversation, oldest first. In a browser perhaps only its end.
    pub timeline: Vec<Entry>,
    /// Whether older entries than those in `timeline` exist.
    #[serde(default)]
    pub has_earlier: bool,
    pub datasets: Vec<Dataset>,
    /// In the order they were asked for.
    pub runs: Vec<Run>,
}

impl SessionState {
    /// How many of the newest runs keep their outputs in a snapshot; the others are fetched when shown.
    const SNAPSHOT_OUTPUTS: usize = 12;

    /// A stream before its first event.
    pub fn new(stream: StreamId, kind: StreamKind, title: impl Into<String>) -> Self {
        Self {
            stream,
            kind,
            title: title.into(),
            archived: false,
            head: 0,
            last: None,
            members: Vec::new(),
            timeline: Vec::new(),
            has_earlier: false,
            datasets: Vec::new(),
            runs: Vec::new(),
        }
    }

    pub fn member(&self, person: PersonId) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.person.id == person)
    }

    pub fn is_member(&self, person: PersonId) -> bool {
        self.member(person).is_some()
    }

    pub fn is_creator(&self, person: PersonId) -> bool {
        self.member(person)
            .is_some_and(|member| member.seat == Seat::CREATOR)
    }

    pub fn creator(&self) -> Option<PersonId> {
        let creator = self.members.iter().find(|one| one.seat == Seat::CREATOR);
        creator.map(|one| one.person.id)
    }

    /// Who leads the session when `person` is gone: the one on the lowest of the other seats.
    pub fn heir_of(&self, person: PersonId) -> Option<PersonId> {
        let mut heir: Option<&Member> = None;
        for member in self.members.iter().filter(|one| one.person.id != person) {
            if heir.is_none_or(|heir| member.seat < heir.seat) {
                heir = Some(member);
            }
        }
        heir.map(|heir| heir.person.id)
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
        let newer = self
            .timeline
            .iter()
            .rev()
            .take_while(|entry| entry.n > read && !(entry.by.id == person && is_said(entry)));
        let stands = |entry: &&Entry| matches!(entry.body, EntryBody::Message { .. });
        newer.filter(stands).count() as i64
    }

    /// The lowest seat that no guest sits on.
    pub fn free_guest_seat(&self) -> Seat {
        let taken = |seat| self.members.iter().any(|member| member.seat.0 == seat);
        let free = (Seat::FIRST_GUEST..u8::MAX).find(|seat| !taken(*seat));
        Seat(free.unwrap_or(u8::MAX))
    }

    pub fn dataset(&self, dataset_id: DatasetId) -> Option<&Dataset> {
        self.datasets
            .iter()
            .find(|dataset| dataset.dataset_id == dataset_id)
    }

    pub fn run(&self, run_id: RunId) -> Option<&Run> {
        self.runs.iter().find(|run| run.run_id == run_id)
    }

    pub fn entry(&self, id: EventId) -> Option<&Entry> {
        // Newest first: edits and replies are about recent lines.
        self.timeline.iter().rev().find(|entry| entry.id == id)
    }

    /// The state as a newcomer gets it: the end of the conversation, and the newest outputs.
    pub fn snapshot(&self) -> Self {
        let from = self.timeline.len().saturating_sub(SNAPSHOT_ENTRIES);
        let lean_runs = self.runs.len().saturating_sub(Self::SNAPSHOT_OUTPUTS);
        let mut runs = self.runs.clone();
        for run in runs
            .iter_mut()
            .take(lean_runs)
            .filter(|run| run.output_url.is_some())
        {
            run.output = None;
        }
        Self {
            stream: self.stream,
            kind: self.kind,
            title: self.title.clone(),
            archived: self.archived,
            head: self.head,
            last: self.last,
            members: self.members.clone(),
            timeline: self.timeline[from..].to_vec(),
            has_earlier: self.has_earlier || from > 0,
            datasets: self.datasets.clone(),
            runs,
        }
    }

    /// Up to `max` entries with `n < before`, oldest first, and whether older ones remain.
    pub fn history(&self, before: i64, max: usize) -> (Vec<Entry>, bool) {
        let end = self.timeline.partition_point(|entry| entry.n < before);
        let from = end.saturating_sub(max);
        (
            self.timeline[from..end].to_vec(),
            from > 0 || self.has_earlier,
        )
    }

    /// Puts older entries, as [`Self::history`] gave them, in front of those at hand.
    pub fn prepend(&mut self, mut entries: Vec<Entry>, more: bool) {
        let first = self.timeline.first().map_or(i64::MAX, |entry| entry.n);
        entries.retain(|entry| entry.n < first);
        entries.append(&mut self.timeline);
        self.timeline = entries;
        self.has_earlier = more;
    }
}
