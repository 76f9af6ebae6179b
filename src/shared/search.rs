//! What a search for messages answers.

use super::{
    account::Person,
    ids::{EventId, StreamId},
    stream::StreamKind,
};
use serde::{Deserialize, Serialize};

/// Newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchOk {
    pub hits: Vec<Hit>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub stream: StreamId,
    pub kind: StreamKind,
    /// Of the session or room.
    pub title: String,
    pub message_id: EventId,
    pub by: Person,
    pub at: i64,
    pub text: String,
}
