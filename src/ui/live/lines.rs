//! The conversation as it is shown: entries of the log, then what was acked, then what still waits.
//!
//! A message keeps its [`LineKey`] from the moment it is typed, so its line is never doubled and
//! never missing.

use super::{calendar::Calendar, sent::Sent};
use crate::client::Pending;
use crate::shared::{
    account::Person,
    ids::{Cid, EventId, PersonId, RunId},
    protocol::DurableCommand,
    session::{Entry, EntryBody, Reaction, people::StatusKind},
    text::isolated,
};
use std::ops::RangeInclusive;
use uuid::Uuid;

mod arranged;
#[cfg(test)]
mod tests;

/// Stays the same while a message goes from pending to stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKey {
    Day(i64),
    /// Author, and the sender's own id for the message (or the event's, where there is none).
    Said(PersonId, Uuid),
    Told(Uuid),
    /// The first of those that are folded.
    Folded(Uuid),
    /// Where the reader had stopped.
    New,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub key: LineKey,
    pub at: i64,
    pub body: LineBody,
}

#[derive(Clone, Debug, PartialEq)]
pub enum LineBody {
    Day(String),
    Said(Said),
    /// Something happened: who came, what was brought.
    Told {
        topic: Topic,
        text: String,
    },
    /// Comings and goings in a row, each with its words.
    Folded(Vec<String>),
    /// What follows was not read when the page was opened.
    New,
}

/// What a told line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Someone came or went.
    Comings,
    People,
    Data,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// None while it is not stored.
    pub id: Option<EventId>,
    pub by: Person,
    pub text: String,
    pub reply: Option<Quoted>,
    /// The run that it speaks of.
    pub about: Option<RunId>,
    pub reactions: Vec<Chip>,
    pub mark: Mark,
    pub way: Way,
    /// Soon after the same person's line: shown without its head.
    pub follows: bool,
}

/// The message that another answers, as far as it is at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Quoted {
    pub id: EventId,
    pub name: String,
    pub text: String,
}

/// One kind of reaction to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    pub emoji: String,
    pub count: usize,
    pub is_mine: bool,
    /// "Ada and Grace"
    pub names: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Plain,
    Edited,
    Deleted,
}

/// How far a message has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    Stored,
    Pending,
    /// Waits for the connection, as number `place` of `of`.
    Waiting {
        place: usize,
        of: usize,
    },
    Failed {
        cid: Cid,
        sentence: String,
    },
}

/// As much of a message as an answer to it shows.
const QUOTED_CHARS: usize = 80;

/// What the lines are made from.
pub struct Talk<'a> {
    pub timeline: &'a [Entry],
    pub sent: &'a [Sent],
    pub unsent: &'a [Pending],
    pub me: &'a Person,
    pub joined: bool,
    pub calendar: Calendar,
    /// The numbers that were not read when the page was opened.
    pub unread: RangeInclusive<i64>,
}

impl Talk<'_> {
    pub fn lines(&self) -> Vec<Line> {
        let first_new = self.timeline.iter().position(|entry| self.is_new(entry));
        let mut lines = Vec::with_capacity(self.timeline.len() + 1);
        for (at, entry) in self.timeline.iter().enumerate() {
            if first_new == Some(at) {
                lines.push(Line {
                    key: LineKey::New,
                    at: entry.at,
                    body: LineBody::New,
                });
            }
            lines.push(self.stored(entry));
        }
        let known = |lines: &[Line], key| lines.iter().rev().any(|line| line.key == key);
        for sent in self.sent {
            let mut line = self.mine(sent.cid, sent.at, &sent.text, Way::Stored);
            if let LineBody::Said(said) = &mut line.body {
                said.id = Some(sent.id);
            }
            if !known(&lines, line.key) {
                lines.push(line);
            }
        }
        for line in self.waiting() {
            if !known(&lines, line.key) {
                lines.push(line);
            }
        }
        self.arranged(lines)
    }

    fn is_new(&self, entry: &Entry) -> bool {
        let is_message = matches!(entry.body, EntryBody::Message { .. });
        is_message && entry.by.id != self.me.id && self.unread.contains(&entry.n)
    }

    fn waiting(&self) -> Vec<Line> {
        let messages = self
            .unsent
            .iter()
            .filter(|unsent| matches!(unsent.command, DurableCommand::SendMessage(_)));
        let of = messages
            .clone()
            .filter(|unsent| unsent.refusal().is_none())
            .count();
        let mut place = 0;
        let mut lines = Vec::new();
        for unsent in messages {
            let way = match unsent.refusal() {
                Some(sentence) => Way::Failed {
                    cid: unsent.cid,
                    sentence: sentence.to_owned(),
                },
                None => {
                    place += 1;
                    if self.joined {
                        Way::Pending
                    } else {
                        Way::Waiting { place, of }
                    }
                }
            };
            if let DurableCommand::SendMessage(said) = &unsent.command {
                lines.push(self.mine(unsent.cid, unsent.queued_at, &said.text, way));
            }
        }
        lines
    }

    fn mine(&self, cid: Cid, at: i64, text: &str, way: Way) -> Line {
        let said = Said {
            id: None,
            by: self.me.clone(),
            text: text.into(),
            reply: None,
            about: None,
            reactions: Vec::new(),
            mark: Mark::Plain,
            way,
            follows: false,
        };
        Line {
            key: LineKey::Said(self.me.id, cid.0),
            at,
            body: LineBody::Said(said),
        }
    }
}

impl Talk<'_> {
    fn stored(&self, entry: &Entry) -> Line {
        let told = |topic, text: &String| LineBody::Told {
            topic,
            text: text.clone(),
        };
        let key = match entry.body {
            EntryBody::Message { .. } | EntryBody::Deleted => {
                LineKey::Said(entry.by.id, entry.cid.map_or(entry.id.0, |cid| cid.0))
            }
            _ => LineKey::Told(entry.id.0),
        };
        let body = match &entry.body {
            EntryBody::Message { .. } | EntryBody::Deleted => LineBody::Said(self.said(entry)),
            EntryBody::Status {
                status: StatusKind::Joined | StatusKind::Left,
                text,
            } => told(Topic::Comings, text),
            EntryBody::Status { text, .. } => told(Topic::People, text),
            EntryBody::Dataset { text, .. } => told(Topic::Data, text),
        };
        Line {
            key,
            at: entry.at,
            body,
        }
    }

    fn said(&self, entry: &Entry) -> Said {
        let mut said = Said {
            id: Some(entry.id),
            by: entry.by.clone(),
            text: String::new(),
            reply: None,
            about: None,
            reactions: Vec::new(),
            mark: Mark::Plain,
            way: Way::Stored,
            follows: false,
        };
        if let EntryBody::Message {
            text,
            reply_to,
            about,
            edited,
            reactions,
        } = &entry.body
        {
            said.text.clone_from(text);
            said.reply = reply_to.map(|id| self.quoted(id));
            said.about = *about;
            said.reactions = reactions.iter().map(|one| chip(one, self.me.id)).collect();
            if *edited {
                said.mark = Mark::Edited;
            }
        } else {
            said.text = format!("{} deleted a message", isolated(&entry.by.name));
            said.mark = Mark::Deleted;
        }
        said
    }

    fn quoted(&self, id: EventId) -> Quoted {
        let entry = self.timeline.iter().rfind(|entry| entry.id == id);
        let (name, text) = match entry.map(|entry| (&entry.by.name, &entry.body)) {
            Some((name, EntryBody::Message { text, .. })) => {
                (name.clone(), text.chars().take(QUOTED_CHARS).collect())
            }
            Some((name, _)) => (name.clone(), "a deleted message".into()),
            None => (String::new(), "an earlier message".into()),
        };
        Quoted { id, name, text }
    }
}

fn chip(reaction: &Reaction, me: PersonId) -> Chip {
    let names: Vec<&str> = reaction.by.iter().map(|one| one.name.as_str()).collect();
    let names = match names.as_slice() {
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
        [] => String::new(),
    };
    Chip {
        emoji: reaction.emoji.clone(),
        count: reaction.by.len(),
        is_mine: reaction.by.iter().any(|one| one.id == me),
        names,
    }
}
