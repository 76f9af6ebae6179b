//! The conversation as it is shown: entries of the log, then what was acked, then what still waits.
//!
//! A message keeps its [`LineKey`] from the moment it is typed, so its line is never doubled and
//! never missing.

use super::calendar::Calendar;
use crate::client::Pending;
use crate::shared::{
    account::Person,
    anchor::Anchor,
    ids::{Cid, DatasetId, EventId, PersonId},
    protocol::DurableCommand,
    session::{Entry, EntryBody, Reaction, people::StatusKind},
    text::isolated,
    view::View,
};
use crate::ui::live::actions::Sent;
use std::ops::{Range, RangeInclusive};
use uuid::Uuid;

mod arranged;
#[cfg(test)]
mod tests;

/// Stays the same while a message goes from pending to stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKey {
    Day(i64),
    /// Author, and the sender's own id for the message (or the event's, where there is none).
    Message(PersonId, Uuid),
    System(Uuid),
    /// The first of those that are folded.
    Folded(Uuid),
    /// Where the reader had stopped.
    New,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub key: LineKey,
    pub at: i64,
    pub body: LineBody,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineBody {
    Day(String),
    Message(MessageLine),
    System(SystemLine),
    /// Comings and goings in a row, each with its words.
    Folded(Vec<String>),
    /// What follows was not read when the page was opened.
    New,
}

/// Something happened: who came, what was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemLine {
    pub subject: MessageSubject,
    pub text: String,
    /// The view of a data set that it speaks of.
    pub shows: Option<(DatasetId, View)>,
}

/// What a system line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageSubject {
    /// Someone came or went.
    Comings,
    People,
    Data,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageLine {
    /// None while it is not stored.
    pub id: Option<EventId>,
    pub by: Person,
    pub text: String,
    pub reply: Option<Quoted>,
    /// The card, or the place in one, that it speaks of.
    pub about: Option<Anchor>,
    /// The comment whose thread it is part of, unless it began it.
    pub thread: Option<EventId>,
    pub reactions: Vec<ReactionChip>,
    pub mark: Mark,
    pub way: Way,
    /// Soon after the same person's line: shown without its head.
    pub follows: bool,
}

/// The message that another answers, as far as it is at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    pub id: EventId,
    pub name: String,
    pub text: String,
}

/// One kind of reaction to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReactionChip {
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
pub struct TimelineInputs<'a> {
    pub timeline: &'a [Entry],
    pub sent: &'a [Sent],
    pub unsent: &'a [Pending],
    pub me: &'a Person,
    pub joined: bool,
    /// The lines are those of the last page.
    pub is_last: bool,
    pub calendar: Calendar,
    /// The numbers that were not read when the page was opened.
    pub unread: RangeInclusive<i64>,
}

impl TimelineInputs<'_> {
    /// What stands on the page that `entries` are on; on the last page also what is not in the log yet.
    pub fn lines(&self, entries: Range<usize>) -> Vec<Line> {
        let first_new = self.first_new();
        let mut lines = Vec::with_capacity(entries.len() + 1);
        for at in entries.clone() {
            let entry = &self.timeline[at];
            if first_new == Some(at) {
                lines.push(Line {
                    key: LineKey::New,
                    at: entry.at,
                    body: LineBody::New,
                });
            }
            lines.push(self.stored(entry));
        }
        if self.is_last {
            lines.append(&mut self.on_their_way());
        }
        let before = self.timeline[..entries.start].last();
        self.arranged(before, lines)
    }

    /// Where the reader had stopped: the others' first message of those that were not read.
    fn first_new(&self) -> Option<usize> {
        let from = self
            .timeline
            .partition_point(|entry| entry.n < *self.unread.start());
        let found = self.timeline[from..].iter().position(|e| self.is_new(e));
        found.map(|at| from + at)
    }

    /// What was acked, then what waits, each message once.
    fn on_their_way(&self) -> Vec<Line> {
        if self.sent.is_empty() && self.unsent.is_empty() {
            return Vec::new();
        }
        let mut lines: Vec<Line> = Vec::new();
        let sent = self.sent.iter().map(|sent| {
            let mut line = self.mine(sent.cid, sent.at, &sent.text, Way::Stored);
            if let LineBody::Message(said) = &mut line.body {
                said.id = Some(sent.id);
            }
            line
        });
        for line in sent.chain(self.waiting()) {
            if lines.iter().all(|known| known.key != line.key) {
                lines.push(line);
            }
        }
        // Their events may be here already, for a moment. One walk for all that wait.
        let own = self.timeline.iter().rev();
        for stored in own.filter(|entry| entry.by.id == self.me.id && is_said(entry)) {
            let key = said_key(stored);
            lines.retain(|line| line.key != key);
        }
        lines
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
        let said = MessageLine {
            id: None,
            by: self.me.clone(),
            text: text.into(),
            reply: None,
            about: None,
            thread: None,
            reactions: Vec::new(),
            mark: Mark::Plain,
            way,
            follows: false,
        };
        Line {
            key: LineKey::Message(self.me.id, cid.0),
            at,
            body: LineBody::Message(said),
        }
    }
}

impl TimelineInputs<'_> {
    fn stored(&self, entry: &Entry) -> Line {
        let system = |subject, text: &String| {
            LineBody::System(SystemLine {
                subject,
                text: text.clone(),
                shows: None,
            })
        };
        let key = if is_said(entry) {
            said_key(entry)
        } else {
            LineKey::System(entry.id.0)
        };
        let body = match &entry.body {
            EntryBody::Message { .. } | EntryBody::Deleted => LineBody::Message(self.said(entry)),
            EntryBody::Status {
                status: StatusKind::Joined | StatusKind::Left,
                text,
            } => system(MessageSubject::Comings, text),
            EntryBody::Status { text, .. } => system(MessageSubject::People, text),
            // All rows need no way to them, and of a data set that was removed nothing else is left.
            EntryBody::Dataset {
                dataset_id,
                text,
                shown: Some(view),
                ..
            } if *view != View::default() => LineBody::System(SystemLine {
                subject: MessageSubject::Data,
                text: text.clone(),
                shows: Some((*dataset_id, view.clone())),
            }),
            EntryBody::Dataset { text, .. }
            | EntryBody::Rule { text, .. }
            | EntryBody::Note { text, .. } => system(MessageSubject::Data, text),
        };
        Line {
            key,
            at: entry.at,
            body,
        }
    }

    fn said(&self, entry: &Entry) -> MessageLine {
        let mut said = MessageLine {
            id: Some(entry.id),
            by: entry.by.clone(),
            text: String::new(),
            reply: None,
            about: None,
            thread: None,
            reactions: Vec::new(),
            mark: Mark::Plain,
            way: Way::Stored,
            follows: false,
        };
        if let EntryBody::Message {
            text,
            about,
            edited,
            reactions,
            thread,
            ..
        } = &entry.body
        {
            said.text.clone_from(text);
            said.reply = entry.body.quotes().map(|id| self.quoted(id));
            said.thread = *thread;
            said.about = about.filter(|anchor| anchor.card().is_some());
            said.reactions = reactions.iter().map(|one| chip(one, self.me.id)).collect();
            if *edited {
                said.mark = Mark::Edited;
            }
        } else {
            said.text = match entry.by.id == self.me.id {
                true => "You deleted a message".into(),
                false => format!("{} deleted a message", isolated(&entry.by.name)),
            };
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

/// A message, whether it still stands or was deleted.
fn is_said(entry: &Entry) -> bool {
    matches!(entry.body, EntryBody::Message { .. } | EntryBody::Deleted)
}

fn said_key(entry: &Entry) -> LineKey {
    LineKey::Message(entry.by.id, entry.cid.map_or(entry.id.0, |cid| cid.0))
}

fn chip(reaction: &Reaction, me: PersonId) -> ReactionChip {
    let names: Vec<&str> = reaction.by.iter().map(|one| one.name.as_str()).collect();
    let names = match names.as_slice() {
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
        [] => String::new(),
    };
    ReactionChip {
        emoji: reaction.emoji.clone(),
        count: reaction.by.len(),
        is_mine: reaction.by.iter().any(|one| one.id == me),
        names,
    }
}
