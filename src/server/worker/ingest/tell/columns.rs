//! Findings on the values of a column.

use super::super::{clean::is_text_formula, decode, tally::Entry};
use super::{
    Told, finding,
    phrases::{places, plural, said},
};
use crate::{
    server::worker::words,
    shared::{
        dataset::ColumnType,
        reading::{Change, ColumnReading, Example, Finding, FindingKind},
    },
};
use std::collections::BTreeSet;

impl Told<'_> {
    pub fn about_column(
        &self,
        kind: FindingKind,
        column: &ColumnReading,
        i: usize,
        entry: &Entry,
    ) -> Option<Finding> {
        let name = &column.name;
        let count = |one, many| words::count(entry.count as i64, one, many);
        let (places, is_one) = (places(self.places(), entry), entry.count == 1);
        let verb = |one, many| if is_one { one } else { many };
        let as_text = || Change::Column {
            reading: ColumnReading::new(name.as_str(), ColumnType::Text),
        };
        let mut change = None;
        let ends_in_minus = |example: &Example| example.text.trim_end().ends_with(['-', '−']);
        let how = match entry.examples.iter().all(ends_in_minus) {
            true => "with the minus behind",
            false => "in brackets",
        };
        let sentence = match kind {
            FindingKind::Misfit => {
                change = Some(as_text());
                format!(
                    "{} of “{name}” {} not fit among {} and {} left empty: {places}.",
                    count("value", "values"),
                    verb("does", "do"),
                    plural(column.column_type),
                    verb("was", "were")
                )
            }
            FindingKind::KeptAsText => {
                let wish = self.proposal.and_then(|p| p.wishes.get(i)?.as_ref());
                change = wish.map(|wish| Change::Column {
                    reading: wish.clone(),
                });
                let kind = wish.map_or("numbers", |wish| plural(wish.column_type));
                let all =
                    words::integer((self.loaded.rows - self.loaded.counts.get(i)?.nulls) as i64);
                let some = words::integer(entry.count as i64);
                format!(
                    "“{name}” is text, because {some} of its {all} values {} not fit among {kind}: {places}.",
                    verb("does", "do")
                )
            }
            FindingKind::Missing => {
                change = Some(if !column.missing.is_empty() {
                    let missing = Vec::new();
                    let reading = column.clone();
                    Change::Column {
                        reading: ColumnReading { missing, ..reading },
                    }
                } else if column.column_type == ColumnType::Text {
                    Change::MissingInText { words: vec![] }
                } else {
                    as_text()
                });
                format!(
                    "{} of “{name}” {} read as missing ({}): {places}.",
                    count("word", "words"),
                    verb("was", "were"),
                    said(entry)
                )
            }
            FindingKind::KeptWord if column.column_type != ColumnType::Text => {
                change = Some(Change::Column {
                    reading: ColumnReading {
                        missing: words_of(entry),
                        ..column.clone()
                    },
                });
                format!(
                    "{} of “{name}” that often {} “missing” {} kept ({}): {places}.",
                    count("number", "numbers"),
                    verb("means", "mean"),
                    verb("was", "were"),
                    said(entry)
                )
            }
            FindingKind::KeptWord => {
                // What means "missing" already stays so.
                let known = self.reading.missing_in_text.iter().cloned();
                let words = BTreeSet::from_iter(known.chain(words_of(entry)));
                change = Some(Change::MissingInText {
                    words: words.into_iter().collect(),
                });
                format!(
                    "{} of “{name}” that often {} “missing” {} kept ({}): {places}.",
                    count("word", "words"),
                    verb("means", "mean"),
                    verb("was", "were"),
                    said(entry)
                )
            }
            FindingKind::Shortened => {
                change = Some(as_text());
                format!(
                    "{} of “{name}” {} more digits than are kept: {places}.",
                    count("value", "values"),
                    verb("has", "have")
                )
            }
            FindingKind::Cleaned if entry.examples.iter().all(|e| is_text_formula(&e.text)) => {
                format!(
                    "{} of “{name}” {} written as a formula, as =\"007\"; the text in it was kept: {places}.",
                    count("text", "texts"),
                    verb("was", "were")
                )
            }
            FindingKind::Cleaned => format!(
                "{} of “{name}” {} blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; {} cleaned: {places}.",
                count("text", "texts"),
                verb("has", "have"),
                verb("it was", "they were")
            ),
            FindingKind::EncodedTwice => {
                let mut words = entry
                    .examples
                    .iter()
                    .flat_map(|e| e.text.split_whitespace());
                let word = words.find_map(|word| Some((word, decode::once_more(word)?)));
                let such = word.map(|(twice, once)| format!(", as “{twice}” for “{once}”"));
                format!(
                    "{} of “{name}” {} to have been encoded twice{}; {} kept: {places}.",
                    count("text", "texts"),
                    verb("seems", "seem"),
                    such.unwrap_or_default(),
                    verb("it was", "they were")
                )
            }
            FindingKind::Unit => format!(
                "{} of “{name}” {how} {} read as negative: {places}.",
                count("number", "numbers"),
                verb("was", "were")
            ),
            _ => return None,
        };
        let mut found = finding(kind, Some(column), entry, sentence);
        found.change = change;
        Some(found)
    }

    /// Times with offsets are kept in UTC; a time without one among them is a guess.
    pub fn about_times(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (column, counts) in self.reading.columns.iter().zip(&self.loaded.counts) {
            if counts.zoned == 0 {
                continue;
            }
            let name = &column.name;
            if counts.local.count > 0 {
                let times = words::count(counts.local.count as i64, "time", "times");
                let verb = if counts.local.count == 1 {
                    "has"
                } else {
                    "have"
                };
                let sentence = format!(
                    "{times} of “{name}” {verb} no offset and {} read as UTC: {}.",
                    if counts.local.count == 1 {
                        "was"
                    } else {
                        "were"
                    },
                    places(self.places(), &counts.local)
                );
                findings.push(finding(
                    FindingKind::Offset,
                    Some(column),
                    &counts.local,
                    sentence,
                ));
            }
            if counts.moved > 0 {
                let moved = Entry {
                    count: counts.moved,
                    examples: Vec::new(),
                };
                let sentence =
                    format!("The times of “{name}” have offsets; they are shown in UTC.");
                findings.push(finding(FindingKind::Offset, Some(column), &moved, sentence));
            }
        }
        findings
    }
}

/// The different words of the examples, in lower case.
fn words_of(entry: &Entry) -> Vec<String> {
    let words = entry.examples.iter();
    let mut words: Vec<String> = words.map(|e| e.text.trim().to_lowercase()).collect();
    words.sort();
    words.dedup();
    words
}
