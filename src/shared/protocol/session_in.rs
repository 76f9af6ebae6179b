//! Namespace `/session`: what a member sends, and what each ack says.

use super::{ClientEvent, PointerPlace};
use crate::shared::{
    account::Person,
    analysis::Spec,
    ids::{Cid, DatasetId, EventId, RunId, SessionId},
    protocol::Presence,
    session::{Entry, Member, SessionState},
    stream::Event,
};
use serde::{Deserialize, Serialize};

macro_rules! client_event {
    ($(#[$doc:meta])* $name:ident = $wire:literal -> $ok:ty { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl ClientEvent for $name {
            const NAME: &'static str = $wire;
            type Ok = $ok;
        }
    };
}

client_event! {
    /// Starts listening to a session one is a member of. Claims no seat.
    Join = "join" -> JoinOk {
        session_uuid: SessionId,
        /// Number of the last event applied here; none asks for a snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<i64>,
    }
}

client_event! {
    /// Stops listening; the seat stays.
    Leave = "leave" -> Noted { session_uuid: SessionId, }
}

client_event! {
    SendMessage = "send_message" -> SendMessageOk {
        session_uuid: SessionId,
        cid: Cid,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<EventId>,
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
    /// Events after a cursor, at most `max` and at most [`super::MAX_SYNC_EVENTS`].
    Sync = "sync" -> SyncOk { session_uuid: SessionId, after: i64, max: i64, }
}

client_event! {
    /// Timeline entries older than `before`, as they stand now.
    History = "history" -> HistoryOk { session_uuid: SessionId, before: i64, max: i64, }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JoinOk {
    pub head: i64,
    pub me: Person,
    pub members: Vec<Member>,
    /// Given instead of events when the caller has no cursor or lags far behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Box<SessionState>>,
    /// The events after the cursor; the rest comes by `sync` when the last `n` is below `head`.
    pub events: Vec<Event>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncOk {
    pub events: Vec<Event>,
    pub head: i64,
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryOk {
    /// Oldest first.
    pub entries: Vec<Entry>,
    pub more: bool,
}

/// Heard; nothing was stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Noted {}

/// The message is in the log; `dup` when it had been before this call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SendMessageOk {
    pub n: i64,
    pub id: EventId,
    pub at: i64,
    pub dup: bool,
}

/// A command that changed something is in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    pub n: i64,
    pub dup: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunAnalysisOk {
    pub n: i64,
    pub run_id: RunId,
    pub dup: bool,
}
