//! The words that sentences about findings share: lines, kinds of values, what stood in the file.

use super::super::{places::Places, tally::Entry};
use crate::{server::worker::words, shared::dataset::ColumnType};

/// Lines that a sentence names.
pub const NAMED_LINES: usize = 3;

/// "line 12", "lines 12 and 40", "rows 12, 40, 77 and 5 more"
pub fn places(places: Places, entry: &Entry) -> String {
    let (one, several) = places.words();
    let named = entry.examples.iter().take(NAMED_LINES);
    let lines: Vec<String> = named
        .map(|example| words::integer(example.line as i64))
        .collect();
    let more = entry.count - lines.len() as u64;
    match (lines.as_slice(), more) {
        ([], _) => String::new(),
        ([only], 0) => format!("{one} {only}"),
        ([most @ .., last], 0) => format!("{several} {} and {last}", most.join(", ")),
        (named, more) => {
            let more = words::integer(more as i64);
            format!("{several} {} and {more} more", named.join(", "))
        }
    }
}

/// "line 4", "lines 1–3 and 10", as far as there are examples.
pub fn spans(places: Places, entry: &Entry) -> String {
    let (one, several) = places.words();
    let mut spans: Vec<(u64, u64)> = Vec::new();
    for example in &entry.examples {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == example.line => *last += 1,
            _ => spans.push((example.line, example.line)),
        }
    }
    let words = spans.into_iter().map(|(first, last)| match first == last {
        true => words::integer(first as i64),
        false => format!(
            "{}–{}",
            words::integer(first as i64),
            words::integer(last as i64)
        ),
    });
    let mut words: Vec<String> = words.collect();
    let more = entry.count - entry.examples.len() as u64;
    if more > 0 {
        words.push(format!("{} more", words::integer(more as i64)));
    }
    match words.as_slice() {
        [only] if entry.count == 1 => format!("{one} {only}"),
        [most @ .., last] if !most.is_empty() => {
            format!("{several} {} and {last}", most.join(", "))
        }
        words => format!("{several} {}", words.concat()),
    }
}

pub fn plural(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Text => "texts",
        ColumnType::Boolean => "true and false",
        ColumnType::Integer | ColumnType::Number => "numbers",
        ColumnType::Date => "dates",
        ColumnType::DateTime => "dates and times",
    }
}

/// The first different words: “NA”, “null”.
pub fn said(entry: &Entry) -> String {
    let mut words: Vec<&str> = Vec::new();
    for example in &entry.examples {
        let word = example.text.trim();
        if !words.contains(&word) && words.len() < 3 {
            words.push(word);
        }
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
    quoted.join(", ")
}
