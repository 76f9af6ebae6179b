//! What happens in the conversation.

use super::{EntryBody, Reaction, Seen};
use crate::shared::{
    anchor::{Anchor, CardId},
    ids::{EventId, PersonId},
    session::StreamState,
    stream::{Event, Fact, Kind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Someone said something; the event's id is the message's id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiveMessage {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<EventId>,
    /// What it speaks of, as in `send_message`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Anchor>,
    /// The members it names with @.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<PersonId>,
    /// Set in what is told later: `edited`, this is the text of now; `deleted`, there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacted: Option<Redacted>,
    /// The comment whose thread it is part of, unless it began it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<EventId>,
    /// Of a comment: what its author had before them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Box<Seen>>,
}

/// The author wrote the message anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MessageEdited {
    pub message_id: EventId,
    pub text: String,
    /// Set in what is told later: `edited` once more, this is the text of now; `deleted`,
    /// there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacted: Option<Redacted>,
}

/// The author took the message back. The place stays, the text goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MessageDeleted {
    pub message_id: EventId,
}

/// The author put a reaction there (`on`), or took theirs away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MessageReacted {
    pub message_id: EventId,
    pub emoji: String,
    pub on: bool,
}

/// What became of the words that stood here first. They are in no row any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Redacted {
    Edited,
    Deleted,
}

impl Fact {
    /// The message that an edit or a deletion changes.
    pub fn changed_message(&self) -> Option<EventId> {
        match self {
            Self::MessageEdited(edited) => Some(edited.message_id),
            Self::MessageDeleted(deleted) => Some(deleted.message_id),
            _ => None,
        }
    }
}

impl ReceiveMessage {
    pub fn is_deleted(&self) -> bool {
        self.redacted == Some(Redacted::Deleted)
    }

    /// Whether it speaks of the card, or of a place in it.
    pub fn is_about(&self, card: CardId) -> bool {
        self.about.and_then(Anchor::card) == Some(card)
    }
}

impl Kind for ReceiveMessage {
    const NAME: &'static str = "receive_message";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let comment = self.about.zip(self.seen.clone());
        if let Some((about, seen)) = comment.filter(|_| !self.is_deleted()) {
            state.chat.begin_thread(event.id, about, *seen);
        }
        let body = match self.redacted {
            Some(Redacted::Deleted) => EntryBody::Deleted,
            redacted => EntryBody::Message {
                text: self.text.clone(),
                reply_to: self.reply_to,
                about: self.about,
                edited: redacted.is_some(),
                reactions: Vec::new(),
                thread: self.thread,
            },
        };
        state.chat.push(event, body);
    }
}

impl Kind for MessageEdited {
    const NAME: &'static str = "message_edited";

    fn apply(&self, state: &mut StreamState, _: &Event) {
        if self.redacted == Some(Redacted::Deleted) {
            return delete(state, self.message_id);
        }
        let line = state.chat.entry_mut(self.message_id);
        if let Some(EntryBody::Message { text, edited, .. }) = line.map(|line| &mut line.body) {
            text.clone_from(&self.text);
            *edited = true;
        }
    }
}

impl Kind for MessageDeleted {
    const NAME: &'static str = "message_deleted";

    fn apply(&self, state: &mut StreamState, _: &Event) {
        delete(state, self.message_id);
    }
}

/// A message older than what this browser holds comes by `history` as it then stands.
fn delete(state: &mut StreamState, message_id: EventId) {
    if let Some(line) = state.chat.entry_mut(message_id) {
        line.body = EntryBody::Deleted;
    }
    state.chat.end_thread(message_id);
}

impl Kind for MessageReacted {
    const NAME: &'static str = "message_reacted";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let line = state.chat.entry_mut(self.message_id);
        let Some(EntryBody::Message { reactions, .. }) = line.map(|line| &mut line.body) else {
            return;
        };
        let by = &event.by;
        let known = reactions.iter_mut().find(|known| known.emoji == self.emoji);
        match known {
            Some(reaction) => {
                reaction.by.retain(|person| person.id != by.id);
                if self.on {
                    reaction.by.push(by.clone());
                }
            }
            None if self.on => reactions.push(Reaction {
                emoji: self.emoji.clone(),
                by: vec![by.clone()],
            }),
            None => {}
        }
        reactions.retain(|reaction| !reaction.by.is_empty());
    }
}
