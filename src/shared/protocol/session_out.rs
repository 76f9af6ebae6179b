//! Namespace `/session`: signals to the members, never numbered and never stored.
//!
//! The durable events of a session are the variants of [`crate::shared::stream::Fact`].

use super::{LookPlace, PointerPlace, signal};
use crate::shared::{
    account::Person,
    analysis::{Cell, Output},
    dataset::Column,
    ids::{DatasetId, PersonId, RunId, SessionId, StreamId},
    session::runs::AsOf,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

signal! {
    /// Somebody writes, or no longer does. Receivers forget it after 6 s by themselves.
    UserTyping = "user_typing" { session_uuid: SessionId, user: Person, is_typing: bool, }
}

signal! {
    /// Who is here, once per person however many tabs they have open.
    UsersUpdated = "users_updated" { session_uuid: SessionId, users: Vec<PresentPerson>, }
}

signal! {
    /// Where somebody points. Receivers forget a place that is not told again within 8 s, or that
    /// stays for 30 s.
    PointerMoved = "pointer_moved" { session_uuid: SessionId, user: Person, at: Option<PointerPlace>, }
}

signal! {
    /// Where somebody looks, to those who follow them or peek; and to whom they follow, that they do.
    Looking = "looking" {
        session_uuid: SessionId,
        user: Person,
        /// None while it is not known.
        at: Option<LookPlace>,
        /// Whether `user` wants to be told where the receiver looks.
        watches_you: bool,
    }
}

signal! {
    /// The last number of each stream the socket listens to, every 20 s: a lost last event is noticed.
    Heads = "heads" { heads: BTreeMap<StreamId, i64>, }
}

signal! {
    /// How far a file has come on its way in. The stored data set follows as a durable event.
    UploadProgress = "upload_progress" {
        session_uuid: SessionId,
        /// The server's id for this upload; the data set will have the same.
        upload_id: uuid::Uuid,
        name: String,
        by: Person,
        /// Bytes so far.
        received: i64,
        /// Unknown when the sender did not say.
        total: Option<i64>,
        phase: UploadPhase,
        /// Why it failed; a sentence.
        error: Option<String>,
    }
}

signal! {
    /// The first rows of a file of which the rest is still on its way: a guess from its beginning; the whole file decides.
    /// Told once for each upload, and to whoever joins meanwhile, where a beginning says anything: of delimited text
    /// and JSON in lines, also compressed. All of it is less than 64 KiB.
    UploadPreview = "upload_preview" {
        session_uuid: SessionId,
        /// Which upload it is, as `upload_progress` says.
        upload_id: uuid::Uuid,
        /// The first 50 at most. Names of more than 100 characters are cut and end with “…”.
        columns: Vec<Column>,
        /// How many columns there are beside these.
        more_columns: i64,
        /// The first 200 at most, a cell for each of the columns; texts are cut like names.
        rows: Vec<Vec<Cell>>,
    }
}

signal! {
    /// How many rows a live data set has; at most four times a second, and to whoever joins.
    RowsAppended = "rows_appended" {
        session_uuid: SessionId,
        dataset_id: DatasetId,
        /// Those that are kept.
        rows: i64,
        /// All that ever came; the next one has this number.
        head: i64,
        /// When the newest came, in Unix milliseconds; none where none came since the server started.
        newest: Option<i64>,
    }
}

signal! {
    /// What a run of a live data set has come to, while somebody looks at the session: at most four times a second, the
    /// newest only, and to whoever joins. A page that is told to be away (`set_presence`) hears none, and the newest
    /// once it is back. A run that takes long takes at most a quarter of the time.
    RunFrame = "run_frame" {
        session_uuid: SessionId,
        run_id: RunId,
        as_of: AsOf,
        /// When small.
        output: Option<Box<Output>>,
        /// When too large to travel in an event.
        output_url: Option<String>,
        /// Why there is none of these rows; a sentence. The last one stays.
        error: Option<String>,
    }
}

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UploadPhase {
    Receiving,
    /// Its line is lost, or its sender rests: it waits for its rest.
    Paused,
    Reading,
    Done,
    Failed,
}

/// Looking, idle, or elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Active,
    Idle,
    Away,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PresentPerson {
    pub id: PersonId,
    pub name: String,
    pub state: Presence,
}

signal! {
    /// To the creator's tabs: who waits to be let in now.
    AskingUpdated = "asking_updated" { session_uuid: SessionId, people: Vec<Person>, }
}

signal! {
    /// The session is no more; its address answers 404 from now on.
    SessionDeleted = "session_deleted" { session_uuid: SessionId, }
}
