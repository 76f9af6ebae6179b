//! Comments: messages about a place, with what their authors saw there. A comment and the messages that answer it
//! are a thread, which is open until somebody resolves it, and ends when the comment is deleted.

use super::{Chat, EntryBody};
use crate::shared::{
    account::Person,
    anchor::{Anchor, CardId},
    ids::{DatasetId, EventId, NoteId},
    session::{Rejection, Rule, Stamp, StreamState},
    stream::{Event, Fact, Kind},
    view::{Filter, View},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Parts of a view that a comment keeps.
const MOST_PARTS: usize = 64;
/// Of each text in it.
const LONGEST_BYTES: usize = 1_000;

/// What the author of a comment had before them: it makes the message a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The version of the data set; the server says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_id: Option<DatasetId>,
    /// Which rows they saw, and in which order.
    #[serde(default, skip_serializing_if = "View::is_everything")]
    pub view: View,
    /// The first and the last row they had marked, counted from 0 in that order, and the first and the last
    /// column, counted from 0 in the data set's; four numbers, or none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marked: Vec<i64>,
    /// The column of the cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stood there: the value of the cell, the name of the bar, bin or point, or of the first and the last one with
    /// " … " between them, the words on a page of notes. By that marks are found in another result, and words where they were put.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What only this row passes, where something names it: the value of a column in which no two rows have the
    /// same. By that a row is found in another version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Filter>,
    /// Of words on a page of notes: what stands before and what behind them in their line; two texts, or none. By
    /// that they are told from the same words elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub around: Vec<String>,
    /// Of a run that follows its data: when the rows came that it showed, unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<i64>,
}

/// A comment as its place knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Thread {
    /// The comment.
    pub message_id: EventId,
    pub about: Anchor,
    pub seen: Seen,
    /// Who settled it; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_by: Option<Person>,
    /// When, unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<i64>,
}

/// Settles what a comment began (`resolved`), or opens it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveThread {
    /// The comment.
    pub message_id: EventId,
    /// False: it is open.
    pub resolved: bool,
}

/// What a comment began is settled, or open again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThreadResolved {
    /// The comment.
    pub message_id: EventId,
    /// False: it is open.
    pub resolved: bool,
}

impl Seen {
    /// Whether a stream keeps so much.
    pub(super) fn is_within(&self) -> bool {
        let key = View {
            filters: self.key.clone().into_iter().collect(),
            ..View::default()
        };
        let mut texts = self.column.iter().chain(&self.value).chain(&self.around);
        self.view.is_within(MOST_PARTS, LONGEST_BYTES)
            && key.is_within(1, LONGEST_BYTES)
            && matches!(self.marked.len(), 0 | 4)
            && matches!(self.around.len(), 0 | 2)
            && texts.all(|text| text.len() <= LONGEST_BYTES)
    }

    /// Leaves nothing of a data set or a page of notes that was taken away.
    pub fn forget(&mut self) {
        *self = Self {
            dataset_id: self.dataset_id,
            as_of: self.as_of,
            ..Self::default()
        };
    }
}

impl Rule for ResolveThread {
    /// Twice is as good as once: two may press at the same time.
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        match state.thread(self.message_id) {
            Some(_) => Ok(()),
            None => Err(Rejection::UnknownMessage),
        }
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let Self {
            message_id,
            resolved,
        } = self;
        Ok(ThreadResolved {
            message_id,
            resolved,
        }
        .into())
    }
}

impl Kind for ThreadResolved {
    const NAME: &'static str = "thread_resolved";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let mut threads = state.chat.threads.iter_mut();
        if let Some(thread) = threads.find(|one| one.message_id == self.message_id) {
            if !self.resolved {
                (thread.resolved_by, thread.resolved_at) = (None, None);
            } else if thread.resolved_by.is_none() {
                thread.resolved_by = Some(event.by.clone());
                thread.resolved_at = Some(event.at);
            }
        }
    }
}

impl Chat {
    /// A comment begins a thread; whatever answers one does not.
    pub(super) fn begin_thread(&mut self, message_id: EventId, about: Anchor, seen: Seen) {
        self.threads.push(Thread {
            message_id,
            about,
            seen,
            resolved_by: None,
            resolved_at: None,
        });
    }

    /// Nothing hangs anywhere without the words that it hangs by.
    pub(super) fn end_thread(&mut self, message_id: EventId) {
        self.threads.retain(|one| one.message_id != message_id);
    }

    /// Takes out of comments what they quote of a page of notes.
    pub fn forget_words(&mut self, note_id: NoteId) {
        let of = |one: &&mut Thread| one.about.card() == Some(CardId::Note(note_id));
        let threads = self.threads.iter_mut().filter(of);
        threads.for_each(|one| one.seen.forget());
    }

    /// Takes out of comments what they quote of a data set.
    pub fn forget_seen(&mut self, dataset_id: DatasetId) {
        let of = |one: &&mut Thread| one.seen.dataset_id == Some(dataset_id);
        let threads = self.threads.iter_mut().filter(of);
        threads.for_each(|one| one.seen.forget());
    }
}

impl StreamState {
    /// What a comment began, while that stands.
    pub fn thread(&self, message_id: EventId) -> Option<&Thread> {
        let mut newest_first = self.chat.threads.iter().rev();
        newest_first.find(|one| one.message_id == message_id)
    }

    /// The thread that a message is part of: the one it began, or the one it answers.
    pub fn thread_with(&self, message_id: EventId) -> Option<&Thread> {
        let answers = match self.entry(message_id).map(|entry| &entry.body) {
            Some(EntryBody::Message { thread, .. }) => *thread,
            _ => None,
        };
        self.thread(answers.unwrap_or(message_id))
    }

    /// The data set that a place is in, or is made of.
    pub(super) fn dataset_of(&self, anchor: Anchor) -> Option<DatasetId> {
        match anchor {
            Anchor::Run(run) | Anchor::Mark { run, .. } | Anchor::Marks { run, .. } => {
                Some(self.run(run)?.dataset_id)
            }
            Anchor::Dataset(dataset)
            | Anchor::Row { dataset, .. }
            | Anchor::Cell { dataset, .. } => self.dataset(dataset).map(|one| one.dataset_id),
            Anchor::Words { .. } | Anchor::Message(_) => None,
        }
    }
}
