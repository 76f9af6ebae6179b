//! Findings on the reading itself: names, units, totals, numbers that may be days.

use super::super::{tally::Entry, totals};
use super::{
    Told, finding,
    phrases::{NAMED_LINES, places},
};
use crate::shared::{
    dataset::ColumnType,
    reading::{Change, ColumnReading, DayCount, Finding, FindingKind, Mark},
};

impl Told<'_> {
    pub fn about_proposal(&self) -> Vec<Finding> {
        let units = self.reading.columns.iter().filter_map(unit);
        let mut findings: Vec<Finding> = units.collect();
        let Some(proposal) = self.proposal else {
            return findings;
        };
        if !proposal.renamed.is_empty() {
            findings.push(renamed(&proposal.renamed));
        }
        if self.reading.quoted_lines {
            let entry = Entry::of(self.loaded.rows);
            let sentence = "Each line is quoted as a whole; the table inside was read.";
            let mut quoted = finding(FindingKind::Quote, None, &entry, sentence.into());
            quoted.change = Some(Change::QuotedLines { quoted: false });
            findings.push(quoted);
        }
        if let Some(quote) = self.reading.quote.filter(|mark| !mark.is_ascii()) {
            let entry = Entry::of(1);
            let sentence = format!(
                "Values are quoted as word processors do it, with {quote}; these marks were left out."
            );
            let mut curly = finding(FindingKind::Quote, None, &entry, sentence);
            curly.change = Some(Change::Quote {
                quote: Mark(Some('"')),
            });
            findings.push(curly);
        }
        if self.reading.repeated_keys_apart {
            let entry = Entry::of(1);
            let sentence = "A key that stands again in a record has a column for each time.";
            let mut apart = finding(FindingKind::Doubled, None, &entry, sentence.into());
            apart.change = Some(Change::RepeatedKeys { apart: false });
            findings.push(apart);
        }
        if self.reading.ends_in_delimiter {
            let entry = Entry::of(1);
            findings.push(finding(
                FindingKind::Names,
                None,
                &entry,
                "All rows end in a delimiter; the empty column after it was left out.".into(),
            ));
        }
        if let Some((from_end, text)) = &proposal.total
            && let Some(line) = self.last_total()
            && !self.has_more_totals(text)
        {
            let mut entry = Entry::default();
            entry.add(line, text);
            let sentence = format!(
                "The last row seems to sum up the others; it was kept: {}.",
                places(self.places(), &entry)
            );
            let mut total = finding(FindingKind::Total, None, &entry, sentence);
            total.change = Some(Change::SkipBelow { lines: *from_end });
            findings.push(total);
        }
        findings.extend(
            proposal
                .broken_promise
                .map(|promise| broken_promise(promise, self.reading.delimiter)),
        );
        let counted = proposal
            .day_counts
            .iter()
            .filter_map(|(place, count)| Some((self.reading.columns.get(*place)?, *count)))
            .filter(|(column, _)| column.column_type.is_numeric());
        findings.extend(counted.map(|(column, count)| day_count(column, count)));
        let compact = proposal.compact_days.iter();
        let open = compact.filter(|place| !proposal.decided.contains(place));
        let columns = open.filter_map(|place| self.reading.columns.get(*place));
        findings.extend(columns.filter_map(compact_days));
        findings
    }

    /// The line of a last row that seems to sum up the others.
    pub fn last_total(&self) -> Option<u64> {
        let (from_end, _) = self.proposal?.total.as_ref()?;
        Some(self.loaded.lines + self.reading.skip_below + 1 - from_end)
    }

    /// Whether the last row is told with others of its kind.
    fn has_more_totals(&self, last: &str) -> bool {
        let first = last.split(self.reading.delimiter).next();
        let quote = self.reading.quote.unwrap_or('"');
        self.loaded.tally.count(FindingKind::Total, None) > 1
            && first.is_some_and(|first| totals::says(first.trim_matches(quote)))
    }
}

/// A first line that names a delimiter which the rows do not have.
fn broken_promise(promise: char, delimiter: char) -> Finding {
    let said = |mark| match mark {
        '\t' => "tabs".to_owned(),
        mark => format!("“{mark}”"),
    };
    let mut entry = Entry::default();
    entry.add(1, &format!("sep={promise}"));
    let sentence = format!(
        "Line 1 names {} as the delimiter, but the rows agree between {}; they decided.",
        said(promise),
        said(delimiter)
    );
    let mut found = finding(FindingKind::Guess, None, &entry, sentence);
    found.change = Some(Change::Delimiter { delimiter: promise });
    found
}

fn unit(column: &ColumnReading) -> Option<Finding> {
    let (unit, name) = (column.unit.as_ref()?, &column.name);
    if !column.column_type.is_numeric() {
        // It is remembered for whoever reads them as numbers again.
        return None;
    }
    let sentence = match unit.as_str() {
        "%" => format!("“{name}” is in percent: 12.5 % was read as 12.5."),
        unit => format!("“{name}” is in {unit}; the sign was left out of the values."),
    };
    let entry = Entry::of(1);
    let mut found = finding(FindingKind::Unit, Some(column), &entry, sentence);
    found.change = Some(Change::Column {
        reading: ColumnReading {
            column_type: ColumnType::Text,
            ..column.clone()
        },
    });
    Some(found)
}

fn renamed(names: &[(String, String)]) -> Finding {
    let told = names
        .iter()
        .take(NAMED_LINES)
        .map(|(given, name)| match given.is_empty() {
            true => format!("one without a name is “{name}”"),
            false => format!("“{given}” is “{name}”"),
        });
    let more = names.len().saturating_sub(NAMED_LINES);
    let more = if more > 0 {
        format!(", and {more} more")
    } else {
        String::new()
    };
    let list = told.collect::<Vec<_>>().join(", ");
    let entry = Entry::of(names.len() as u64);
    finding(
        FindingKind::Names,
        None,
        &entry,
        format!("Columns got names of their own: {list}{more}."),
    )
}

fn day_count(column: &ColumnReading, count: DayCount) -> Finding {
    let name = &column.name;
    let is_whole = column.column_type == ColumnType::Integer;
    let (what, counted, kind) = match count {
        DayCount::Seconds1970 => (
            "times",
            "computers count seconds since 1970",
            ColumnType::DateTime,
        ),
        DayCount::Milliseconds1970 => (
            "times",
            "computers count milliseconds since 1970",
            ColumnType::DateTime,
        ),
        _ if is_whole => ("dates", "spreadsheets count days", ColumnType::Date),
        _ => (
            "times",
            "spreadsheets count days and parts of one",
            ColumnType::DateTime,
        ),
    };
    let entry = Entry::of(1);
    let sentence =
        format!("The numbers of “{name}” may be {what}, as {counted}; they were kept as numbers.");
    let mut found = finding(FindingKind::Guess, Some(column), &entry, sentence);
    found.change = Some(Change::Column {
        reading: ColumnReading {
            day_count: Some(count),
            ..ColumnReading::new(name.as_str(), kind)
        },
    });
    found
}

/// Days that stand as 20261121: what they were read as, and the other one.
fn compact_days(column: &ColumnReading) -> Option<Finding> {
    let name = &column.name;
    let (sentence, other) = match column.column_type {
        ColumnType::Integer => (
            format!(
                "The numbers of “{name}” may be dates, 20261121 for 2026-11-21; they were kept as numbers."
            ),
            ColumnType::Date,
        ),
        ColumnType::Date => (
            format!(
                "The numbers of “{name}” were read as dates, 20261121 as 2026-11-21: so the column’s name says."
            ),
            ColumnType::Integer,
        ),
        _ => return None,
    };
    let entry = Entry::of(1);
    let mut found = finding(FindingKind::Guess, Some(column), &entry, sentence);
    found.change = Some(Change::Column {
        reading: ColumnReading::new(name.as_str(), other),
    });
    Some(found)
}
