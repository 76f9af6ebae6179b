//! An event: a numbered fact in a stream, exactly as it is stored and as it travels.

use super::Fact;
use crate::shared::{
    account::Person,
    ids::{Cid, EventId, StreamId},
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
    fn in_page(value: &mut serde_json::Value) -> Result<Self, crate::shared::json::JsonError> {
        EventInPage::deserialize(crate::shared::json::Reader::new(value))
    }
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
