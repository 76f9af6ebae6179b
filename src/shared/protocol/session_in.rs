//! Namespace `/session`: what a member sends, and what each ack says.

use super::{PointerPlace, client_event};
use crate::shared::{
    account::Person,
    analysis::Spec,
    ids::{Cid, DatasetId, EpochId, EventId, PersonId, RunId, SessionId, StreamId},
    protocol::Presence,
    session::{Entry, Member, SessionState},
    stream::Event,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

client_event! {
    /// Starts listening to a session one is a member of. Claims no seat.
    Join = "join" -> JoinOk {
        session_uuid: SessionId,
        /// Number of the last event applied here; none asks for a snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<i64>,
        /// The id of the event numbered `after`: another one has that number in another history.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last: Option<EventId>,
        /// As an earlier `join` told it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<EpochId>,
    }
}

client_event! {
    /// Stops listening; the seat stays.
    Leave = "leave" -> Noted { session_uuid: SessionId, }
}

client_event! {
    /// Says something to everyone in the session.
    SendMessage = "send_message" -> SendMessageOk {
        session_uuid: SessionId,
        cid: Cid,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<EventId>,
        /// A run of the session that the message speaks of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<RunId>,
    }
}

client_event! {
    /// Authors only.
    EditMessage = "edit_message" -> Stored {
        session_uuid: SessionId,
        cid: Cid,
        message_id: EventId,
        text: String,
    }
}

client_event! {
    /// Authors only. The place stays, the text goes.
    DeleteMessage = "delete_message" -> Stored {
        session_uuid: SessionId,
        cid: Cid,
        message_id: EventId,
    }
}

client_event! {
    /// Puts a reaction to a message (`on`), or takes one's own away.
    React = "react" -> Stored {
        session_uuid: SessionId,
        cid: Cid,
        message_id: EventId,
        emoji: String,
        on: bool,
    }
}

client_event! {
    /// Asks for an analysis of a data set. What comes of it arrives as `analysis_update`.
    RunAnalysis = "run_analysis" -> RunAnalysisOk {
        session_uuid: SessionId,
        cid: Cid,
        dataset_id: DatasetId,
        spec: Spec,
    }
}

client_event! {
    /// Any member may stop any run.
    CancelAnalysis = "cancel_analysis" -> Stored {
        session_uuid: SessionId,
        cid: Cid,
        run_id: RunId,
    }
}

client_event! {
    /// Whether the sender is writing; again every few seconds while it lasts.
    Typing = "typing" -> Noted { session_uuid: SessionId, is_typing: bool, }
}

client_event! {
    /// Where the sender's mouse is: at most 30 a second, and again every few seconds while it rests,
    /// so that silence means a cut line. None: no longer over anything.
    Pointer = "pointer" -> Noted { session_uuid: SessionId, at: Option<PointerPlace>, }
}

client_event! {
    /// What this tab knows of its person: looking, idle, or elsewhere.
    SetPresence = "set_presence" -> Noted { session_uuid: SessionId, state: Presence, }
}

client_event! {
    /// Events after a number, at most `max` and at most 100.
    Sync = "sync" -> SyncOk { session_uuid: SessionId, after: i64, max: i64, }
}

client_event! {
    /// What was said before the event numbered `before`, as it stands now.
    History = "history" -> HistoryOk { session_uuid: SessionId, before: i64, max: i64, }
}

client_event! {
    /// Creators only.
    Rename = "rename" -> Stored { session_uuid: SessionId, cid: Cid, title: String, }
}

client_event! {
    /// Creators only: puts the session away (`on`), or takes it out again.
    Archive = "archive" -> Stored { session_uuid: SessionId, cid: Cid, on: bool, }
}

client_event! {
    /// Creators only: lets somebody in who asked for it.
    Admit = "admit" -> Stored { session_uuid: SessionId, cid: Cid, person_id: PersonId, }
}

client_event! {
    /// Creators only: says no to somebody who asked.
    Decline = "decline" -> Noted { session_uuid: SessionId, person_id: PersonId, }
}

client_event! {
    /// Creators only. The person hears nothing more, on any tab.
    Remove = "remove" -> Stored { session_uuid: SessionId, cid: Cid, person_id: PersonId, }
}

client_event! {
    /// Creators only: who waits to be let in.
    Asking = "asking" -> AskingOk { session_uuid: SessionId, }
}

client_event! {
    /// Creators only: deletes the session with everything in it. `title` must be its own, so that
    /// nobody does it by mistake.
    DeleteSession = "delete_session" -> Noted { session_uuid: SessionId, title: String, }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JoinOk {
    pub stream: StreamId,
    pub head: i64,
    pub me: Person,
    pub members: Vec<Member>,
    /// Given instead of events when the caller has no cursor or lags far behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Box<SessionState>>,
    /// The events after the cursor; the rest comes by `sync` when the last `n` is below `head`.
    pub events: Vec<Event>,
    /// Which history this is. Say it at the next `join`.
    pub epoch: EpochId,
    /// Set when what the caller has is of another history: a backup was restored. The snapshot takes
    /// the place of all of it. What was not acked can be sent again with the same `cid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<Restored>,
}

/// This server goes on from a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Restored {
    /// When the copy was made, in Unix milliseconds, if that is known. What is younger is not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_at: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SyncOk {
    pub events: Vec<Event>,
    pub head: i64,
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryOk {
    /// Oldest first.
    pub entries: Vec<Entry>,
    pub more: bool,
}

/// People who asked to be let in, first come first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AskingOk {
    pub people: Vec<Person>,
}

/// Heard; nothing was stored in the log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Noted {}

/// The message is in the log; `dup` when it had been before this call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SendMessageOk {
    pub n: i64,
    pub id: EventId,
    pub at: i64,
    pub dup: bool,
}

/// A command that changed something is in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stored {
    pub n: i64,
    pub dup: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunAnalysisOk {
    pub n: i64,
    pub run_id: RunId,
    pub dup: bool,
}
