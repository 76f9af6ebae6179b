//! Findings on times: their offsets, and the zone of those that have none.

use super::{
    super::{column::ColumnCounts, tally::Entry},
    Told, finding,
    phrases::places,
};
use crate::{
    server::worker::words,
    shared::{
        dataset::ColumnType,
        reading::{Change, ColumnReading, Finding, FindingKind},
    },
};

impl Told<'_> {
    /// Times are kept in UTC; of those without an offset somebody says the zone, or it is a guess.
    pub fn about_times(&self) -> Vec<Finding> {
        let columns = self.reading.columns.iter().zip(&self.loaded.counts);
        let columns = columns.flat_map(|(column, counts)| match &column.zone {
            Some(zone) => self.in_zone(column, counts, zone),
            None => self.with_offsets(column, counts),
        });
        columns.collect()
    }

    fn with_offsets(&self, column: &ColumnReading, counts: &ColumnCounts) -> Vec<Finding> {
        let mut findings = Vec::new();
        if counts.zoned == 0 {
            return findings;
        }
        let name = &column.name;
        let as_text = || Change::Column {
            reading: ColumnReading {
                column_type: ColumnType::Text,
                ..column.clone()
            },
        };
        if counts.local.count > 0 {
            let (has, was) = match counts.local.count {
                1 => ("has", "was"),
                _ => ("have", "were"),
            };
            let sentence = format!(
                "{} of “{name}” {has} no offset and {was} read as UTC: {}.",
                times(&counts.local),
                places(self.places(), &counts.local)
            );
            findings.push(offset(column, &counts.local, sentence, as_text()));
        }
        if counts.moved > 0 {
            let sentence = format!("The times of “{name}” have offsets; they are shown in UTC.");
            findings.push(offset(
                column,
                &Entry::of(counts.moved),
                sentence,
                as_text(),
            ));
        }
        findings
    }

    fn in_zone(&self, column: &ColumnReading, counts: &ColumnCounts, zone: &str) -> Vec<Finding> {
        let name = &column.name;
        let in_utc = || Change::Column {
            reading: ColumnReading {
                zone: None,
                ..column.clone()
            },
        };
        let mut findings = Vec::new();
        let mut add = |entry: &Entry, sentence: String| {
            findings.push(offset(column, entry, sentence, in_utc()));
        };
        let (skipped, repeated) = (&counts.skipped, &counts.repeated);
        let verb = |entry: &Entry, one, many| if entry.count == 1 { one } else { many };
        if skipped.count > 0 {
            let sentence = format!(
                "{} of “{name}” {} not exist in {zone}, where clocks were put forward; {} read by the clock before: {}.",
                times(skipped),
                verb(skipped, "does", "do"),
                verb(skipped, "it was", "they were"),
                places(self.places(), skipped)
            );
            add(skipped, sentence);
        }
        if repeated.count > 0 {
            let sentence = format!(
                "{} of “{name}” {} twice in {zone}, where clocks were put back; the earlier was read: {}.",
                times(repeated),
                verb(repeated, "exists", "exist"),
                places(self.places(), repeated)
            );
            add(repeated, sentence);
        }
        if counts.in_zone > 0 {
            let sentence = format!(
                "The times of “{name}” without an offset were read as those of {zone}; they are shown in UTC."
            );
            add(&Entry::of(counts.in_zone), sentence);
        }
        findings
    }
}

fn times(entry: &Entry) -> String {
    words::count(entry.count as i64, "time", "times")
}

fn offset(column: &ColumnReading, entry: &Entry, sentence: String, change: Change) -> Finding {
    let mut found = finding(FindingKind::Offset, Some(column), entry, sentence);
    found.change = Some(change);
    found
}
