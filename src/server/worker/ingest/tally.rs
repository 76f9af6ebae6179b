//! Counts what happens to rows and values on their way, with the first lines where it does.

use crate::{
    server::worker::words,
    shared::reading::{Example, FindingKind, MAX_EXAMPLE_CHARS, MAX_EXAMPLES},
};
use std::collections::BTreeMap;

/// How often something happened, and where first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    pub count: u64,
    pub examples: Vec<Example>,
}

/// What happened, by kind and column; none stands for whole rows.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub entries: BTreeMap<(FindingKind, Option<usize>), Entry>,
}

impl Entry {
    /// Without a place.
    pub fn of(count: u64) -> Self {
        Self {
            count,
            examples: Vec::new(),
        }
    }

    pub fn add(&mut self, line: u64, text: &str) {
        self.count += 1;
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(Example {
                line,
                text: words::shorten(text, MAX_EXAMPLE_CHARS),
            });
        }
    }

    /// Adds what a later block counted, whose first line is `lines_before + 1`.
    pub fn merge(&mut self, other: Entry, lines_before: u64) {
        self.count += other.count;
        let room = MAX_EXAMPLES - self.examples.len();
        let moved = other
            .examples
            .into_iter()
            .take(room)
            .map(|example| Example {
                line: example.line + lines_before,
                ..example
            });
        self.examples.extend(moved);
    }
}

impl Tally {
    pub fn add(&mut self, kind: FindingKind, column: Option<usize>, line: u64, text: &str) {
        self.entries
            .entry((kind, column))
            .or_default()
            .add(line, text);
    }

    pub fn merge(&mut self, other: Tally, lines_before: u64) {
        for (key, entry) in other.entries {
            self.entries
                .entry(key)
                .or_default()
                .merge(entry, lines_before);
        }
    }

    pub fn count(&self, kind: FindingKind, column: Option<usize>) -> u64 {
        self.entries
            .get(&(kind, column))
            .map_or(0, |entry| entry.count)
    }
}
