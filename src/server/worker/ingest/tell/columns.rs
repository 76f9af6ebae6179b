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
        let cleaned = |as_written| Change::Column {
            reading: ColumnReading {
                as_written,
                ..column.clone()
            },
        };
        let change;
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
                let is_text = column.column_type == ColumnType::Text;
                change = Some(match is_text || !column.missing.is_empty() {
                    true => Change::Column {
                        reading: ColumnReading {
                            missing: Vec::new(),
                            // Other columns may mean it by the same words.
                            missing_words: is_text.then(Vec::new),
                            ..column.clone()
                        },
                    },
                    false => as_text(),
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
                let own = column.missing_words.as_ref();
                let known = own.unwrap_or(&self.reading.missing_in_text).iter().cloned();
                let words = BTreeSet::from_iter(known.chain(words_of(entry)));
                let words = words.into_iter().collect();
                change = Some(match own {
                    None => Change::MissingInText { words },
                    Some(_) => Change::Column {
                        reading: ColumnReading {
                            missing_words: Some(words),
                            ..column.clone()
                        },
                    },
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
            FindingKind::Cleaned if column.as_written => {
                change = Some(cleaned(false));
                format!(
                    "{} of “{name}” {} blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; {} kept as {}: {places}.",
                    count("text", "texts"),
                    verb("has", "have"),
                    verb("it was", "they were"),
                    verb("it stands", "they stand")
                )
            }
            FindingKind::Cleaned if entry.examples.iter().all(|e| is_text_formula(&e.text)) => {
                change = Some(cleaned(true));
                format!(
                    "{} of “{name}” {} written as a formula, as =\"007\"; the text in it was kept: {places}.",
                    count("text", "texts"),
                    verb("was", "were")
                )
            }
            FindingKind::Cleaned => {
                change = Some(cleaned(true));
                format!(
                    "{} of “{name}” {} blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; {} cleaned: {places}.",
                    count("text", "texts"),
                    verb("has", "have"),
                    verb("it was", "they were")
                )
            }
            FindingKind::EncodedTwice => {
                let mut words = entry
                    .examples
                    .iter()
                    .flat_map(|e| e.text.split_whitespace());
                let word = words.find_map(|word| Some((word, decode::once_more(word)?)));
                let such = word.map(|(twice, once)| format!(", as “{twice}” for “{once}”"));
                change = Some(Change::Column {
                    reading: ColumnReading {
                        decode_again: !column.decode_again,
                        ..column.clone()
                    },
                });
                let done = match column.decode_again {
                    true => "decoded once more",
                    false => "kept",
                };
                format!(
                    "{} of “{name}” {} to have been encoded twice{}; {} {done}: {places}.",
                    count("text", "texts"),
                    verb("seems", "seem"),
                    such.unwrap_or_default(),
                    verb("it was", "they were")
                )
            }
            FindingKind::Unit => {
                change = Some(as_text());
                format!(
                    "{} of “{name}” {how} {} read as negative: {places}.",
                    count("number", "numbers"),
                    verb("was", "were")
                )
            }
            _ => return None,
        };
        let mut found = finding(kind, Some(column), entry, sentence);
        found.change = change;
        Some(found)
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
