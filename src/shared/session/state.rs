//! A stream as its members see it: the fold of its events.
//!
//! A session has seats, data and runs; a room and a direct conversation have people and talk. They
//! share this state, so that history, order and resuming are one thing.

use super::{chat::Chat, notes::Note, people::People, rules::LiveRule, runs::Run};
use crate::shared::{
    dataset::Dataset,
    ids::{EventId, StreamId},
    stream::{Event, StreamKind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

// On the wire the fields of `people` and `chat` stand beside the others.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Deserialize))]
pub struct StreamState {
    pub stream: StreamId,
    #[serde(default)]
    pub kind: StreamKind,
    /// Number of the last event applied.
    pub head: i64,
    /// Its id: the same number has another one in another history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<EventId>,
    #[serde(flatten)]
    pub people: People,
    #[serde(flatten)]
    pub chat: Chat,
    pub datasets: Vec<Dataset>,
    /// In the order they were asked for.
    pub runs: Vec<Run>,
    /// In the order in which they were made. Pages get none: the server knows when one speaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<LiveRule>,
    /// In the order they were begun.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// [`StreamState`] as a page reads it: what serde derives for `flatten` reads everything twice.
#[cfg(any(test, target_arch = "wasm32"))]
#[derive(Deserialize)]
#[serde(remote = "StreamState")]
struct StateInPage {
    stream: StreamId,
    #[serde(default)]
    kind: StreamKind,
    head: i64,
    #[serde(default)]
    last: Option<EventId>,
    #[serde(rename = "*people")]
    people: People,
    #[serde(rename = "*chat")]
    chat: Chat,
    datasets: Vec<Dataset>,
    runs: Vec<Run>,
    #[serde(skip)]
    rules: Vec<LiveRule>,
    #[serde(default)]
    notes: Vec<Note>,
}

#[cfg(target_arch = "wasm32")]
impl<'de> Deserialize<'de> for StreamState {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        StateInPage::deserialize(source)
    }
}

#[cfg(test)]
impl crate::shared::json::InPage for StreamState {
    fn in_page(value: &mut serde_json::Value) -> Result<Self, crate::shared::json::JsonError> {
        StateInPage::deserialize(crate::shared::json::Reader::new(value))
    }
}

/// Applies one event, the only way the state ever changes. Events must come in order; one that is not
/// next is ignored.
pub fn apply(state: &mut StreamState, event: &Event) {
    if event.n != state.head + 1 {
        return;
    }
    state.head = event.n;
    state.last = Some(event.id);
    event.fact.apply(state, event);
}

impl StreamState {
    /// How many of the newest runs keep their outputs in a snapshot; the others are fetched when shown.
    const SNAPSHOT_OUTPUTS: usize = 12;

    /// A stream before its first event.
    pub fn new(stream: StreamId, kind: StreamKind, title: impl Into<String>) -> Self {
        Self {
            stream,
            kind,
            head: 0,
            last: None,
            people: People::called(title.into()),
            chat: Chat::default(),
            datasets: Vec::new(),
            runs: Vec::new(),
            rules: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The state as a newcomer gets it: the end of the conversation, and the newest outputs.
    pub fn snapshot(&self) -> Self {
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
            head: self.head,
            last: self.last,
            people: self.people.clone(),
            chat: self.chat.end(),
            datasets: self.datasets.clone(),
            runs,
            rules: self.rules.clone(),
            notes: self.notes.clone(),
        }
    }
}
