//! An event: a numbered fact in a stream, exactly as it is stored and as it travels.

use crate::shared::{
    account::Person,
    analysis::{Output, Spec},
    dataset::Column,
    ids::{Cid, DatasetId, EventId, PersonId, RunId, StreamId},
    json::tagged,
    session::Seat,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A fact with its place in the stream. On the wire the fact's fields stand beside these.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Deserialize))]
pub struct Event {
    pub stream: StreamId,
    /// 1, 2, 3 … without gaps, in the order of commits.
    pub n: i64,
    pub id: EventId,
    /// Unix milliseconds, by the server's clock.
    pub at: i64,
    pub by: Person,
    /// Echo of the sender's id for the command; none for what the server did by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cid: Option<Cid>,
    #[serde(flatten)]
    pub fact: Fact,
}

/// [`Event`] as a page reads it: what serde derives for `flatten` reads everything twice.
#[cfg(any(test, target_arch = "wasm32"))]
#[derive(Deserialize)]
#[serde(remote = "Event")]
struct EventInPage {
    stream: StreamId,
    n: i64,
    id: EventId,
    at: i64,
    by: Person,
    #[serde(default)]
    cid: Option<Cid>,
    #[serde(rename = "*")]
    fact: Fact,
}

#[cfg(target_arch = "wasm32")]
impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        EventInPage::deserialize(source)
    }
}

#[cfg(test)]
impl crate::shared::json::InPage for Event {
    fn in_page(value: &mut serde_json::Value) -> Result<Self, crate::shared::json::Misfit> {
        EventInPage::deserialize(crate::shared::json::Reader::new(value))
    }
}

tagged! {
    "event";
    /// What can happen in a stream. The tag `event` is also the Socket.IO event's name.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Fact {
        /// Someone said something; the event's id is the message's id.
        ReceiveMessage {
            text: String,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reply_to: Option<EventId>,
            /// The run that it speaks of.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            about: Option<RunId>,
            /// The members it names with @.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            mentions: Vec<PersonId>,
            /// Set in what is told later: `edited`, this is the text of now; `deleted`, there is none.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            redacted: Option<Redacted>,
        },
        /// The author wrote the message anew.
        MessageEdited {
            message_id: EventId,
            text: String,
            /// Set in what is told later: `edited` once more, this is the text of now; `deleted`,
            /// there is none.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            redacted: Option<Redacted>,
        },
        /// The author took the message back. The place stays, the text goes.
        MessageDeleted { message_id: EventId },
        /// The author put a reaction there (`on`), or took theirs away.
        MessageReacted { message_id: EventId, emoji: String, on: bool },
        /// A run was asked for, started, or ended.
        AnalysisUpdate {
            run_id: RunId,
            dataset_id: DatasetId,
            spec: Spec,
            status: RunStatus,
            /// With `done`, when small.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            output: Option<Box<Output>>,
            /// With `done`, when too large to travel in an event.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            output_url: Option<String>,
            /// With `failed`: a sentence.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            error: Option<String>,
            /// Time from asking to this event.
            #[serde(default)]
            elapsed_ms: i64,
        },
        /// A data set is there for everyone.
        DatasetUpdate {
            dataset_id: DatasetId,
            name: String,
            status: DatasetStatus,
            /// How many.
            rows: i64,
            /// In the file's order.
            columns: Vec<Column>,
            /// Counts up when the same name is brought again.
            version: i64,
            /// Size of the original file.
            #[serde(default)]
            bytes: i64,
            /// What the reader should know of how it was read, a sentence each.
            #[serde(default)]
            notes: Vec<String>,
        },
        /// Someone came or went for good, or the stream has a new name or was put away.
        Status {
            kind: StatusKind,
            text: String,
            person: Person,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seat: Option<Seat>,
            /// With `renamed`: the new title. None: it is the person who has another name, and every
            /// line of theirs with them.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            title: Option<String>,
        },
    }
}

impl Fact {
    /// The Socket.IO event's name, which is also the `kind` column of its row.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ReceiveMessage { .. } => "receive_message",
            Self::MessageEdited { .. } => "message_edited",
            Self::MessageDeleted { .. } => "message_deleted",
            Self::MessageReacted { .. } => "message_reacted",
            Self::AnalysisUpdate { .. } => "analysis_update",
            Self::DatasetUpdate { .. } => "dataset_update",
            Self::Status { .. } => "status",
        }
    }

    /// Every name, for subscribing to all of them.
    pub const NAMES: [&'static str; 7] = [
        "receive_message",
        "message_edited",
        "message_deleted",
        "message_reacted",
        "analysis_update",
        "dataset_update",
        "status",
    ];
}

/// What became of the words that stood here first. They are in no row any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Redacted {
    Edited,
    Deleted,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl RunStatus {
    /// Queued or running: an answer is still to come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How far a data set has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatasetStatus {
    Ready,
}

/// What happened to the people or to the stream as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusKind {
    Joined,
    Left,
    Removed,
    Renamed,
    Archived,
    Restored,
}

/// What a stream is the log of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StreamKind {
    #[default]
    Session,
    /// Public: everyone who is signed in may enter.
    Room,
    /// Between two people, and nobody else learns of it.
    Direct,
}

impl StreamKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Room => "room",
            Self::Direct => "direct",
        }
    }
}
