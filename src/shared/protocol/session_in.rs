//! What a member sends to a session or a room, and what each ack says.

use super::{LookPlace, PointerPlace, body, client_event};
use crate::shared::{
    account::Person,
    ids::{Cid, DatasetId, EpochId, EventId, PersonId, RuleId, RunId, SessionId, StreamId},
    protocol::Presence,
    session::{Entry, Member, StreamState},
    stream::Event,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

body! {
    /// Starts listening: to a session that one is a member of (claims no seat), or to a room, which it
    /// enters if need be. The ack's `stream` is what events carry.
    Join = "join" -> JoinOk {

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

body! {
    /// Stops listening; a seat stays. A room is left for good, but not the lobby and direct conversations.
    Leave = "leave" -> Noted {}
}

body! {
    /// Whether the sender is writing; again every few seconds while it lasts.
    Typing = "typing" -> Noted {  is_typing: bool, }
}

client_event! {
    /// Where the sender's mouse is: at most 30 a second, and again every few seconds while it rests,
    /// so that silence means a cut line. None: no longer over anything.
    Pointer = "pointer" -> Noted { session_uuid: SessionId, at: Option<PointerPlace>, }
}

client_event! {
    /// Where the sender looks, and whose place they want to be told: sent while somebody wants the sender's, and when
    /// `watches` changes; at most 10 a second. The newest is kept while the connection lasts, and never stored.
    Look = "look" -> Noted {
        session_uuid: SessionId,
        /// None: nobody wants to know, or what the sender sees is what somebody else leads them to.
        at: Option<LookPlace>,
        /// Whom the sender's page follows or peeks at.
        watches: Option<PersonId>,
        /// Since the sender last did something on this page, in milliseconds: of several, the one used last counts.
        rests_ms: i64,
    }
}

body! {
    /// What this tab knows of its person: looking, idle, or elsewhere.
    SetPresence = "set_presence" -> Noted {  state: Presence, }
}

body! {
    /// Events after a number, at most `max` and at most 100.
    Sync = "sync" -> SyncOk {  after: i64, max: i64, }
}

body! {
    /// What was said before the event numbered `before`, as it stands now.
    History = "history" -> HistoryOk {  before: i64, max: i64, }
}

client_event! {
    /// Creators only: says no to somebody who asked.
    Decline = "decline" -> Noted { session_uuid: SessionId, person_id: PersonId, }
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

client_event! {
    /// Appends rows to a live data set: all of them or none. They are on disk when it is acked. Sent again with the
    /// same `cid` they are there once.
    AppendRows = "append_rows" -> AppendRowsOk {
        session_uuid: SessionId,
        cid: Cid,
        dataset_id: DatasetId,
        /// Each an object with values by the names of columns. What is missing or null has no value.
        rows: Vec<Map<String, Value>>,
    }
}

/// Rows are stored; `dup` when they had been before this call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AppendRowsOk {
    /// Number of the first of them, counted from the first row that ever came, from 0.
    pub first: i64,
    pub rows: i64,
    pub dup: bool,
    /// Columns that some of them have no value for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Gap>,
    /// Names that are of no column; their values were left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<Gap>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    pub column: String,
    /// How many of what was sent.
    pub rows: i64,
    /// Which of them is the first, from 1; in CSV and NDJSON its line.
    pub first: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JoinOk {
    pub stream: StreamId,
    pub head: i64,
    pub me: Person,
    pub members: Vec<Member>,
    /// Given instead of events when the caller has no cursor or lags far behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Box<StreamState>>,
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
pub struct MakeRuleOk {
    pub n: i64,
    pub rule_id: RuleId,
    pub dup: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunAnalysisOk {
    pub n: i64,
    pub run_id: RunId,
    pub dup: bool,
}
