//! What happened to a file, as findings with a sentence each.

mod columns;
mod lines;
mod phrases;
mod proposed;
mod times;

pub use phrases::places;

use super::{decode::Charset, places::Places, propose::Proposal, tally::Entry, write::Loaded};
use crate::shared::reading::{Choice, ColumnReading, Finding, FindingKind, MAX_FINDINGS, Reading};

/// Sentences that stand beside a data set; more would bury each other.
const MAX_NOTES: usize = 20;
/// Columns whose beginning a sentence names.
const NAMED_STARTS: usize = 12;

/// What a reading was applied to, and what came of it.
pub struct Told<'a> {
    pub reading: &'a Reading,
    /// What is known only when the engine itself proposed the reading.
    pub proposal: Option<&'a Proposal>,
    pub loaded: &'a mut Loaded,
    /// The text of the lines below the table.
    pub below: &'a str,
}

/// All findings, the most important first.
pub fn findings(mut told: Told) -> Vec<Finding> {
    told.count_below();
    if let Some(proposal) = told.proposal {
        told.loaded.tally.merge(proposal.found.clone(), 0);
    }
    let mut findings = told.about_times();
    findings.extend(told.about_proposal());
    let entries = std::mem::take(&mut told.loaded.tally.entries);
    for ((kind, column), entry) in &entries {
        findings.extend(told.finding(*kind, *column, entry));
    }
    findings.sort_by_key(|finding| finding.kind);
    findings.truncate(MAX_FINDINGS);
    findings
}

/// The sentences that people read first.
pub fn notes(reading: &Reading, findings: &[Finding], choices: &[Choice]) -> Vec<String> {
    let mut notes = Vec::new();
    if reading.encoding != "UTF-8" {
        let choice = choices.iter().find(|choice| choice.about == "encoding");
        let told = choice.map(|choice| choice.reason.clone());
        let charset = || Charset::for_label(&reading.encoding);
        notes.extend(told.or_else(|| Some(format!("Read as {}.", charset()?.title()))));
    }
    if reading.header_rows == 0
        && choices.iter().any(|choice| choice.about == "header_rows")
        && let [first, .., last] = reading.columns.as_slice()
    {
        let (first, last) = (&first.name, &last.name);
        notes.push(format!(
            "The file has no header; the columns are called {first} to {last}."
        ));
    }
    if reading.starts.len() > 1 {
        let starts = reading.starts.iter().take(NAMED_STARTS);
        let starts: Vec<String> = starts.map(u32::to_string).collect();
        let more = match reading.starts.len() > NAMED_STARTS {
            true => " and more",
            false => "",
        };
        let starts = starts.join(", ");
        let measure = match reading.wide_letters {
            true => ", as a console shows them: a wide letter counts as two",
            false => "",
        };
        notes.push(format!(
            "Columns by position: they begin at {starts}{more}{measure}."
        ));
    }
    let guesses = choices.iter().filter(|choice| choice.column.is_some());
    notes.extend(guesses.map(|choice| choice.reason.clone()));
    notes.extend(findings.iter().map(|finding| finding.sentence.clone()));
    notes.truncate(MAX_NOTES);
    notes
}

fn finding(
    kind: FindingKind,
    column: Option<&ColumnReading>,
    entry: &Entry,
    sentence: String,
) -> Finding {
    Finding {
        kind,
        column: column.map(|column| column.name.clone()),
        count: entry.count,
        examples: entry.examples.clone(),
        sentence,
        change: None,
    }
}
impl Told<'_> {
    fn places(&self) -> Places {
        self.proposal
            .map_or(Places::Lines, |proposal| proposal.places)
    }

    /// The lines below the table have numbers only now that those of the table are counted.
    fn count_below(&mut self) {
        let lines = self.loaded.lines;
        for (i, line) in self.below.lines().enumerate() {
            let tally = &mut self.loaded.tally;
            if !line.trim().is_empty() {
                tally.add(FindingKind::LeftOut, None, lines + i as u64 + 1, line);
            }
        }
    }

    fn finding(&self, kind: FindingKind, column: Option<usize>, entry: &Entry) -> Option<Finding> {
        match column {
            Some(i) => self.about_column(kind, self.reading.columns.get(i)?, i, entry),
            None => self.about_rows(kind, entry),
        }
    }
}
