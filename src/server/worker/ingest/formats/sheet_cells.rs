//! What the cells of a sheet say about its columns.

use super::{
    super::{
        decode::Encodings,
        dialect::Dialect,
        places::Places,
        propose::{self, Proposal},
        sample::Sample,
        tally::Entry,
        types,
    },
    sheet::Cells,
};
use crate::{
    server::worker::wire,
    shared::{
        analysis::AnalysisError,
        reading::{ColumnReading, Decisions, Finding, FindingKind},
    },
};

impl Cells {
    /// A reading by the texts of the sheet, in which a column of texts stays one.
    pub fn propose(
        &self,
        sample: &Sample,
        file_name: &str,
        decisions: &Decisions,
    ) -> Result<Proposal, AnalysisError> {
        let encodings = Encodings::UTF_8;
        let mut proposal =
            propose::propose_with(sample, file_name, encodings, Some(Dialect::OWN), decisions)?;
        proposal.places = Places::Rows;
        for (column, cells) in proposal.reading.columns.iter_mut().zip(&self.columns) {
            if column.column_type.is_numeric() && cells.quantities == 0 {
                let name = std::mem::take(&mut column.name);
                *column = ColumnReading {
                    name,
                    ..types::text()
                };
            }
        }
        Ok(proposal)
    }

    /// Adds what only the sheet knows.
    pub fn tell(&self, table: &mut wire::Table) {
        let reading = table.reading.iter().flat_map(|reading| &reading.columns);
        let mut findings = Vec::new();
        for (column, cells) in reading.zip(&self.columns) {
            let as_text = &cells.numbers_as_text;
            if column.column_type.is_numeric() && as_text.count > 0 {
                let sentence = format!(
                    "Cells of “{}” that were text were read as numbers: {}.",
                    column.name,
                    rows(as_text)
                );
                findings.push(finding(
                    FindingKind::Cleaned,
                    Some(&column.name),
                    as_text,
                    sentence,
                ));
            }
        }
        let missing = [
            (
                "Formulas without a stored result are missing",
                &self.unresolved,
            ),
            (
                "29 February 1900, a day that never was, is missing",
                &self.impossible,
            ),
        ];
        for (what, entry) in missing.into_iter().filter(|(_, entry)| entry.count > 0) {
            let sentence = format!("{what}: {}.", rows(entry));
            findings.push(finding(FindingKind::Missing, None, entry, sentence));
        }
        table
            .notes
            .extend(findings.iter().map(|finding| finding.sentence.clone()));
        table.findings.extend(findings);
    }
}

fn rows(entry: &Entry) -> String {
    super::super::tell::places(Places::Rows, entry)
}

fn finding(kind: FindingKind, column: Option<&str>, entry: &Entry, sentence: String) -> Finding {
    Finding {
        kind,
        column: column.map(str::to_owned),
        count: entry.count,
        examples: entry.examples.clone(),
        sentence,
        change: None,
    }
}
