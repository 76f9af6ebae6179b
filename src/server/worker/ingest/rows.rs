//! Rows of a sample as texts, for a look at their layout.

use super::{
    grammar::Grammar,
    records::{self, Records},
    ruled::is_ruled,
};

/// One row that holds something.
#[derive(Clone, Debug)]
pub struct Row {
    /// Counted from 1 in the sample.
    pub line: u64,
    pub values: Vec<String>,
    /// An empty or ruled line stands before it.
    pub apart: bool,
    pub raw: String,
}

impl Row {
    pub fn filled(&self) -> usize {
        self.values.iter().filter(|value| !value.is_empty()).count()
    }

    pub fn first(&self) -> &str {
        self.values
            .iter()
            .find(|value| !value.is_empty())
            .map_or("", String::as_str)
    }
}

/// Up to `most` rows of a text.
pub fn rows(text: &str, grammar: &Grammar, skip_lines: u64, most: usize) -> Vec<Row> {
    let mut records = Records::new(text.as_bytes(), grammar);
    records.skip_lines(skip_lines);
    let (mut rows, mut fields, mut apart) = (Vec::new(), Vec::new(), false);
    while rows.len() < most {
        fields.clear();
        let Some(record) = records.next(&mut fields) else {
            break;
        };
        let raw = &text[record.start..record.end];
        let values = fields
            .iter()
            .map(|field| field.value(text, grammar).trim().to_owned());
        let mut values: Vec<String> = values.collect();
        if record.crossed && grammar.keeps_words {
            values = vec![raw.trim().to_owned()];
        }
        if is_ruled(raw.as_bytes()) || values.iter().all(String::is_empty) {
            apart = true;
            continue;
        }
        rows.push(Row {
            line: record.line,
            values,
            apart,
            raw: raw.to_owned(),
        });
        apart = false;
    }
    rows
}

/// Lines of a text; a last one without an end counts.
pub fn line_count(text: &str) -> u64 {
    let ended = text.is_empty() || text.ends_with(['\n', '\r']);
    records::line_ends(text.as_bytes()) + u64::from(!ended)
}

/// The commonest number of values; of two that are equally common the larger.
pub fn common_width(rows: &[Row]) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for row in rows {
        *counts.entry(row.values.len()).or_insert(0) += 1;
    }
    let commonest = counts
        .into_iter()
        .max_by_key(|(width, rows)| (*rows, *width));
    commonest.map_or(1, |(width, _)| width)
}

/// Whether row `i` could be a header that lacks a name for the rows' own names.
pub fn lacks_one_name(rows: &[Row], i: usize) -> bool {
    let below = rows.get(i + 1);
    below.is_some_and(|below| below.values.len() == rows[i].values.len() + 1 && !below.apart)
        && rows[i].values.iter().all(|value| !value.is_empty())
}
