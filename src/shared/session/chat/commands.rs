//! What people ask of the conversation.

use super::{EntryBody, MessageDeleted, MessageEdited, MessageReacted, ReceiveMessage, Seen};
use crate::shared::{
    account::Person,
    anchor::Anchor,
    ids::{EventId, PersonId},
    markdown,
    mentions::is_named,
    protocol::MAX_MESSAGE_CHARS,
    session::{Member, Needs, Rejection, Rule, Stamp, StreamState},
    stream::Fact,
    text,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Says something to everyone in a session or a room, or `to` a person by name, which opens their direct
/// conversation if need be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    pub text: String,
    /// The message that it answers. Whatever answers a message of a thread is part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<EventId>,
    /// What the message speaks of: a run of the session (`<uuid>`), a mark of its chart
    /// (`run-<uuid>/<mark>`) or those from one to another (`run-<uuid>/<mark>/<mark>`), a data set (`data-<uuid>`), a row (`data-<uuid>/<row>`) or a cell of it
    /// (`data-<uuid>/<row>/<column>`), words on a page of notes by their first and last letter
    /// (`note-<uuid>/<client>.<clock>/<client>.<clock>`, as Yjs numbers them), or a message (`msg-<uuid>`). Counted
    /// from 0; what is not there is left out, but a comment keeps its place in a card that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Anchor>,
    /// Makes it a comment on a card or a place in one, which begins a thread: what its author had before them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Box<Seen>>,
}

/// Authors only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditMessage {
    pub message_id: EventId,
    pub text: String,
}

/// Authors only. The place stays, the text goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteMessage {
    pub message_id: EventId,
}

/// Puts a reaction to a message (`on`), or takes one's own away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct React {
    pub message_id: EventId,
    pub emoji: String,
    pub on: bool,
}

/// The author's, as they delete their account: takes a message along.
#[derive(Clone, Debug, PartialEq)]
pub struct TakeBack {
    pub message_id: EventId,
}

impl Rule for SendMessage {
    fn check(&self, _: &StreamState, _: &Person) -> Result<(), Rejection> {
        check_text(&self.text)?;
        match &self.seen {
            Some(seen) if !seen.is_within() => Err(Rejection::ViewDoesNotFit),
            _ => Ok(()),
        }
    }

    fn decide(self, state: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let text = text::prose(&self.text);
        let reply_to = self.reply_to.filter(|id| state.entry(*id).is_some());
        let answered = reply_to.and_then(|id| state.thread_with(id));
        let thread = answered.map(|thread| thread.message_id);
        let dataset_id = self.about.and_then(|anchor| state.dataset_of(anchor));
        let is_words = |anchor: &Anchor| matches!(anchor, Anchor::Words { .. });
        let words = self.about.filter(is_words);
        let is_here = dataset_id.is_some() || words.is_some_and(|words| state.has(words));
        let seen = self
            .seen
            .filter(|_| thread.is_none() && is_here)
            .map(|seen| {
                Box::new(Seen {
                    dataset_id,
                    ..*seen
                })
            });
        let keeps = |anchor: &Anchor| seen.is_some() || state.has(*anchor);
        let said = ReceiveMessage {
            mentions: mentioned(state, &text),
            text,
            reply_to,
            about: self.about.filter(keeps),
            redacted: None,
            thread,
            seen,
        };
        Ok(said.into())
    }
}

impl Rule for EditMessage {
    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        check_text(&self.text)?;
        check_authorship(state, by, self.message_id)
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let edited = MessageEdited {
            message_id: self.message_id,
            text: text::prose(&self.text),
            redacted: None,
        };
        Ok(edited.into())
    }
}

impl Rule for DeleteMessage {
    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        check_authorship(state, by, self.message_id)
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let message_id = self.message_id;
        Ok(MessageDeleted { message_id }.into())
    }
}

/// A deletion like any other, in whatever state the stream is.
impl Rule for TakeBack {
    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        self.deletion().check(state, by)
    }

    fn decide(self, state: &StreamState, by: &Person, stamp: Stamp) -> Result<Fact, Rejection> {
        self.deletion().decide(state, by, stamp)
    }
}

impl TakeBack {
    fn deletion(&self) -> DeleteMessage {
        let message_id = self.message_id;
        DeleteMessage { message_id }
    }
}

impl Rule for React {
    /// A reaction is one sign, not a word; skin tones and flags are signs of several characters.
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        const MAX_BYTES: usize = 32;
        let emoji = self.emoji.as_str();
        let sign = |c: char| !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace();
        let shows = text::shows(emoji) && text::clean(emoji) == emoji;
        if !shows || emoji.len() > MAX_BYTES || !emoji.chars().all(sign) {
            return Err(Rejection::UnknownReaction);
        }
        match state.entry(self.message_id).map(|entry| &entry.body) {
            Some(EntryBody::Message { .. }) => Ok(()),
            _ => Err(Rejection::UnknownMessage),
        }
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let reacted = MessageReacted {
            message_id: self.message_id,
            emoji: self.emoji,
            on: self.on,
        };
        Ok(reacted.into())
    }
}

/// The members whose names stand in the text with an @, each once.
pub fn mentioned(state: &StreamState, text: &str) -> Vec<PersonId> {
    let mut found: Vec<PersonId> = Vec::new();
    for name in markdown::mentioned(text) {
        let named = |member: &&Member| is_named(&member.person.name, &name);
        let person = state.people.members.iter().find(named).map(|m| m.person.id);
        found.extend(person.filter(|id| !found.contains(id)));
    }
    found
}

fn check_text(text: &str) -> Result<(), Rejection> {
    let text = text::prose(text);
    let length = text.chars().count();
    match length {
        _ if !markdown::shows(&text) => Err(Rejection::EmptyMessage),
        _ if length > MAX_MESSAGE_CHARS => Err(Rejection::MessageTooLong {
            length,
            max: MAX_MESSAGE_CHARS,
        }),
        _ => Ok(()),
    }
}

fn check_authorship(
    state: &StreamState,
    by: &Person,
    message_id: EventId,
) -> Result<(), Rejection> {
    let entry = state.entry(message_id).ok_or(Rejection::UnknownMessage)?;
    match entry.body {
        EntryBody::Message { .. } if entry.by.id == by.id => Ok(()),
        EntryBody::Message { .. } => Err(Rejection::NotTheAuthor),
        _ => Err(Rejection::UnknownMessage),
    }
}
