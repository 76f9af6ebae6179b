//! The conversation as it is shown: entries of the log, then what was acked, then what still waits.
//!
//! A message keeps its [`LineKey`] from the moment it is typed, so its line is never doubled and
//! never missing.

use super::{
    calendar::Calendar,
    unsent::{Sent, Unsent, Wish},
};
use crate::shared::{
    account::Person,
    ids::{Cid, PersonId},
    session::{Entry, EntryBody},
};
use uuid::Uuid;

/// Stays the same while a message goes from pending to stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKey {
    Day(i64),
    /// Author, and the sender's own id for the message (or the event's, where there is none).
    Said(PersonId, Uuid),
    Told(Uuid),
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
}

/// What a told line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    People,
    Data,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub by: Person,
    pub text: String,
    pub mark: Mark,
    pub way: Way,
    /// Soon after the same person's line: shown without its head.
    pub follows: bool,
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

/// Lines by the same person closer than this share one head.
const SAME_BREATH_MS: i64 = 5 * 60_000;

/// What the lines are made from.
pub struct Talk<'a> {
    pub timeline: &'a [Entry],
    pub sent: &'a [Sent],
    pub unsent: &'a [Unsent],
    pub me: &'a Person,
    pub joined: bool,
    pub calendar: Calendar,
}

impl Talk<'_> {
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self.timeline.iter().map(stored).collect();
        let known = |lines: &[Line], key| lines.iter().rev().any(|line| line.key == key);
        for sent in self.sent {
            let line = self.mine(sent.cid, sent.at, &sent.text, Way::Stored);
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

    fn waiting(&self) -> Vec<Line> {
        let messages = self
            .unsent
            .iter()
            .filter(|unsent| matches!(unsent.wish, Wish::Say(_)));
        let of = messages
            .clone()
            .filter(|unsent| unsent.refusal.is_none())
            .count();
        let mut place = 0;
        let mut lines = Vec::new();
        for unsent in messages {
            let way = match &unsent.refusal {
                Some(sentence) => Way::Failed {
                    cid: unsent.cid,
                    sentence: sentence.clone(),
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
            if let Wish::Say(text) = &unsent.wish {
                lines.push(self.mine(unsent.cid, unsent.queued_at, text, way));
            }
        }
        lines
    }

    fn mine(&self, cid: Cid, at: i64, text: &str, way: Way) -> Line {
        let said = Said {
            by: self.me.clone(),
            text: text.into(),
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

    /// Puts a day in front of its first line, and drops heads within one breath.
    fn arranged(&self, lines: Vec<Line>) -> Vec<Line> {
        let mut arranged: Vec<Line> = Vec::with_capacity(lines.len() + 4);
        let mut last_day = None;
        for mut line in lines {
            let day = (self.calendar.day_of)(line.at);
            // A device's clock may run behind: days only go forward.
            if last_day.is_none_or(|last| day > last) {
                last_day = Some(day);
                let body = LineBody::Day(self.calendar.words(day));
                arranged.push(Line {
                    key: LineKey::Day(day),
                    at: line.at,
                    body,
                });
            }
            let before = arranged.last();
            if let (LineBody::Said(said), Some(before)) = (&mut line.body, before) {
                said.follows = follows(before, said, line.at);
            }
            arranged.push(line);
        }
        arranged
    }
}

fn follows(before: &Line, said: &Said, at: i64) -> bool {
    match &before.body {
        LineBody::Said(last) => last.by.id == said.by.id && at - before.at < SAME_BREATH_MS,
        _ => false,
    }
}

fn stored(entry: &Entry) -> Line {
    let key = match entry.body {
        EntryBody::Message { .. } | EntryBody::Deleted => {
            LineKey::Said(entry.by.id, entry.cid.map_or(entry.id.0, |cid| cid.0))
        }
        _ => LineKey::Told(entry.id.0),
    };
    let said = |text: String, mark| {
        LineBody::Said(Said {
            by: entry.by.clone(),
            text,
            mark,
            way: Way::Stored,
            follows: false,
        })
    };
    let body = match &entry.body {
        EntryBody::Message {
            text,
            edited: false,
            ..
        } => said(text.clone(), Mark::Plain),
        EntryBody::Message { text, .. } => said(text.clone(), Mark::Edited),
        EntryBody::Deleted => said(
            format!("{} deleted a message", entry.by.name),
            Mark::Deleted,
        ),
        EntryBody::Status { text, .. } => LineBody::Told {
            topic: Topic::People,
            text: text.clone(),
        },
        EntryBody::Dataset { text, .. } => LineBody::Told {
            topic: Topic::Data,
            text: text.clone(),
        },
    };
    Line {
        key,
        at: entry.at,
        body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        ids::EventId,
        session::testing::{Story, ada, grace},
    };

    fn cid(id: u128) -> Cid {
        Cid(Uuid::from_u128(id))
    }

    fn unsent(id: u128, text: &str) -> Unsent {
        Unsent {
            cid: cid(id),
            wish: Wish::Say(text.into()),
            queued_at: 9_000,
            refusal: None,
        }
    }

    fn talk<'a>(timeline: &'a [Entry], sent: &'a [Sent], unsent: &'a [Unsent]) -> Vec<Line> {
        let (me, calendar) = (ada(), Calendar::UTC);
        Talk {
            timeline,
            sent,
            unsent,
            me: &me,
            joined: true,
            calendar,
        }
        .lines()
    }

    fn said(lines: &[Line]) -> Vec<(&str, &Way)> {
        let said = lines.iter().filter_map(|line| match &line.body {
            LineBody::Said(said) => Some((said.text.as_str(), &said.way)),
            _ => None,
        });
        said.collect()
    }

    /// What Ada's message looks like once its event is applied.
    fn stored_message(id: u128, text: &str) -> Vec<Entry> {
        let mut story = Story::with_two_people();
        story.says(&ada(), text);
        let mut entry = story.state.timeline.pop().unwrap();
        entry.cid = Some(cid(id));
        vec![entry]
    }

    #[test]
    fn a_message_is_one_line_from_typing_to_log() {
        let waiting = [unsent(5, "hello")];
        let acked = [Sent {
            cid: cid(5),
            n: 3,
            id: EventId(Uuid::from_u128(3)),
            at: 9_100,
            text: "hello".into(),
        }];
        let stored = stored_message(5, "hello");
        let stages = [
            talk(&[], &[], &waiting),
            talk(&[], &acked, &waiting),
            talk(&[], &acked, &[]),
            talk(&stored, &acked, &waiting),
            talk(&stored, &[], &[]),
        ];
        let keys: Vec<LineKey> = stages
            .iter()
            .map(|lines| lines.last().unwrap().key)
            .collect();
        for lines in &stages {
            assert_eq!(said(lines).len(), 1);
        }
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
        assert_eq!(said(&stages[0]), [("hello", &Way::Pending)]);
        assert_eq!(said(&stages[1]), [("hello", &Way::Stored)]);
    }

    #[test]
    fn another_person_cannot_hide_my_line_by_its_id() {
        let mut theirs = stored_message(5, "theirs");
        theirs[0].by = grace();
        assert_eq!(said(&talk(&theirs, &[], &[unsent(5, "mine")])).len(), 2);
    }

    #[test]
    fn waiting_messages_know_their_place_and_refused_ones_their_reason() {
        let refused = Unsent {
            refusal: Some("Too long.".into()),
            ..unsent(1, "long")
        };
        let queue = [refused, unsent(2, "a"), unsent(3, "b")];
        let me = ada();
        let lines = Talk {
            timeline: &[],
            sent: &[],
            unsent: &queue,
            me: &me,
            joined: false,
            calendar: Calendar::UTC,
        };
        let lines = lines.lines();
        let ways: Vec<&Way> = said(&lines).into_iter().map(|(_, way)| way).collect();
        assert_eq!(
            ways[0],
            &Way::Failed {
                cid: cid(1),
                sentence: "Too long.".into()
            }
        );
        assert_eq!(
            ways[1..],
            [
                &Way::Waiting { place: 1, of: 2 },
                &Way::Waiting { place: 2, of: 2 }
            ]
        );
    }

    #[test]
    fn each_day_is_named_once_and_heads_are_shared_within_a_breath() {
        let mut story = Story::with_two_people();
        for _ in 0..3 {
            story.says(&ada(), "x");
        }
        story.says(&grace(), "y");
        let mut timeline = story.state.timeline.split_off(2);
        timeline[0].at = 86_399_000;
        timeline[1].at = 86_400_000;
        timeline[2].at = 86_500_000;
        timeline[3].at = 86_501_000;
        let shape: Vec<String> = talk(&timeline, &[], &[])
            .iter()
            .map(|line| match &line.body {
                LineBody::Day(words) => words.clone(),
                LineBody::Said(said) => format!("{} {}", said.by.name, said.follows),
                LineBody::Told { text, .. } => text.clone(),
            })
            .collect();
        let expected = [
            "1 January 1970",
            "Ada false",
            "2 January 1970",
            "Ada false",
            "Ada true",
            "Grace false",
        ];
        assert_eq!(shape, expected);
    }
}
