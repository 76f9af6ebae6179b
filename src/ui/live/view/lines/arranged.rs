//! What the lines make together: days, shared heads, comings and goings folded into one.

use super::{Line, LineBody, LineKey, MessageSubject, SystemLine, TimelineInputs, is_said};
use crate::shared::session::Entry;

/// Lines by the same person closer than this share one head.
const SAME_BREATH_MS: i64 = 5 * 60_000;

/// So many comings and goings in a row are shown as one line.
const MANY: usize = 3;

impl TimelineInputs<'_> {
    /// Puts a day in front of its first line, and drops heads within one breath. `before` is the entry above.
    pub(super) fn arranged(&self, before: Option<&Entry>, lines: Vec<Line>) -> Vec<Line> {
        let mut arranged: Vec<Line> = Vec::with_capacity(lines.len() + 4);
        let mut last_day = before.map(|entry| (self.calendar.day_of)(entry.at));
        let mut last_said = before.filter(|e| is_said(e)).map(|e| (e.by.id, e.at));
        for mut line in lines {
            let day = (self.calendar.day_of)(line.at);
            // A device's clock may run behind: days only go forward.
            if last_day.is_none_or(|last| day > last) {
                last_day = Some(day);
                last_said = None;
                let body = LineBody::Day(self.calendar.words(day));
                arranged.push(Line {
                    key: LineKey::Day(day),
                    at: line.at,
                    body,
                });
            }
            let said = match &mut line.body {
                LineBody::Message(said) => {
                    said.follows = last_said
                        .is_some_and(|(by, at)| by == said.by.id && line.at - at < SAME_BREATH_MS);
                    Some((said.by.id, line.at))
                }
                _ => None,
            };
            last_said = said;
            arranged.push(line);
        }
        folded(arranged)
    }
}

fn folded(lines: Vec<Line>) -> Vec<Line> {
    let mut folded = Vec::with_capacity(lines.len());
    let mut comings = Vec::new();
    for line in lines {
        if coming(&line).is_some() {
            comings.push(line);
        } else {
            fold(&mut comings, &mut folded);
            folded.push(line);
        }
    }
    fold(&mut comings, &mut folded);
    folded
}

fn fold(comings: &mut Vec<Line>, lines: &mut Vec<Line>) {
    match comings.first() {
        Some(Line {
            key: LineKey::System(id),
            at,
            ..
        }) if comings.len() >= MANY => {
            let texts = comings.iter().filter_map(coming).map(str::to_owned);
            lines.push(Line {
                key: LineKey::Folded(*id),
                at: *at,
                body: LineBody::Folded(texts.collect()),
            });
            comings.clear();
        }
        _ => lines.append(comings),
    }
}

/// What the line says, when it is about someone who came or went.
fn coming(line: &Line) -> Option<&str> {
    match &line.body {
        LineBody::System(SystemLine {
            subject: MessageSubject::Comings,
            text,
            ..
        }) => Some(text),
        _ => None,
    }
}
