//! Ingest: a file as people have it becomes typed Parquet, or a sentence that says why not.
//!
//! The file is never in memory as a whole. A first look finds its kind, its hash and its encoding;
//! the first pass over its rows votes on types, the second writes. Whatever goes wrong, no file is
//! left behind.

mod decode;
mod dialect;
mod headers;
mod records;
mod sniff;
mod types;
mod write;

mod dates;
mod numbers;

#[cfg(test)]
mod tests;

use super::{wire, words};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    dataset,
};
use datafusion::arrow::error::ArrowError;
use decode::{Look, TextReader};
use records::Records;
use std::{fs, io, path::Path};
use types::{Kind, Vote};
use write::{Column, Writer};

const MAX_COLUMNS: usize = 2_000;
/// Notes on single columns; more would bury the others.
const MAX_COLUMN_NOTES: usize = 20;

/// How a file is laid out, known after the first pass.
struct Plan {
    look: Look,
    delimiter: u8,
    header: bool,
    columns: Vec<(String, Kind)>,
    notes: Vec<String>,
}

/// Reads `source` and writes it to `parquet`, which appears only when it is whole.
pub fn ingest(
    source: &Path,
    file_name: &str,
    parquet: &Path,
) -> Result<wire::Table, AnalysisError> {
    let plan = plan(source, file_name)?;
    let unfinished = wire::unfinished(parquet);
    let written = write(source, file_name, &plan, &unfinished).and_then(|done| {
        fs::rename(&unfinished, parquet)
            .map(|()| done)
            .map_err(Into::into)
    });
    let (rows, columns) = match written {
        Ok(done) => done,
        Err(error) => {
            // It may not exist yet; that is as good as removed.
            let _ = fs::remove_file(&unfinished);
            return Err(error);
        }
    };
    let mut notes = plan.look.notes;
    notes.extend(plan.notes);
    notes.extend(
        columns
            .iter()
            .filter_map(misfit_note)
            .take(MAX_COLUMN_NOTES),
    );
    Ok(wire::Table {
        rows,
        columns: columns.into_iter().map(described).collect(),
        content_hash: plan.look.content_hash,
        notes,
    })
}

fn plan(source: &Path, file_name: &str) -> Result<Plan, AnalysisError> {
    let look = decode::look(source, file_name)?;
    let text = || TextReader::open(source, look.encoding);
    let delimiter = dialect::delimiter(text()?)?;
    let mut records = Records::new(text()?, delimiter, file_name);
    let Some(first) = records.next()?.map(|(_, record)| record.clone()) else {
        return Err(unreadable(format!("{file_name} is empty.")));
    };
    refuse_too_wide(&first, file_name)?;

    let mut votes = vec![Vote::default(); first.len()];
    let mut rows = 0_u64;
    while let Some((_, record)) = records.next()? {
        rows += 1;
        for (vote, text) in votes.iter_mut().zip(record) {
            vote.add(text);
        }
    }
    if rows == 0 {
        return Err(unreadable(format!("{file_name} has a header but no rows.")));
    }
    let header = headers::is_header(&first, &votes);
    if !header {
        votes
            .iter_mut()
            .zip(&first)
            .for_each(|(vote, text)| vote.add(text));
    }
    let names = headers::names(first.iter().map(|name| if header { name } else { "" }));
    let (kinds, mut notes) = decide(&votes, &names, delimiter);
    if !header {
        notes.insert(
            0,
            format!(
                "The file has no header; the columns are called {} to {}.",
                names[0],
                names[names.len() - 1]
            ),
        );
    }
    Ok(Plan {
        look,
        delimiter,
        header,
        columns: names.into_iter().zip(kinds).collect(),
        notes,
    })
}

fn refuse_too_wide(first: &csv::StringRecord, file_name: &str) -> Result<(), AnalysisError> {
    if first.len() <= MAX_COLUMNS {
        return Ok(());
    }
    Err(AnalysisError::new(
        AnalysisErrorKind::TooLarge,
        format!(
            "{file_name} has {} columns. A data set can have up to {}.",
            words::integer(first.len() as i64),
            words::integer(MAX_COLUMNS as i64)
        ),
    ))
}

fn decide(votes: &[Vote], names: &[String], delimiter: u8) -> (Vec<Kind>, Vec<String>) {
    let comma_file = votes.iter().any(Vote::needs_comma);
    let kinds = votes.iter().map(|vote| {
        // Between semicolons a comma is a decimal mark; between commas it was quoted, for thousands.
        vote.decide(comma_file || delimiter == b';' && vote.has_open_commas())
    });
    let kinds: Vec<Kind> = kinds.collect();
    let mut notes = Vec::new();
    for ((kind, vote), name) in kinds.iter().zip(votes).zip(names) {
        let (Kind::Date(order) | Kind::DateTime(order)) = kind else {
            continue;
        };
        if vote.order_is_a_guess() && notes.len() < MAX_COLUMN_NOTES {
            let read = match order {
                dates::Order::DayFirst => "the day first",
                dates::Order::MonthFirst => "the month first",
            };
            notes.push(format!(
                "The dates of “{name}” do not tell day from month; read with {read}."
            ));
        }
    }
    (kinds, notes)
}

fn write(
    source: &Path,
    file_name: &str,
    plan: &Plan,
    to: &Path,
) -> Result<(i64, Vec<Column>), AnalysisError> {
    let text = TextReader::open(source, plan.look.encoding)?;
    let mut records = Records::new(text, plan.delimiter, file_name);
    if plan.header {
        records.next()?;
    }
    let columns = plan
        .columns
        .iter()
        .map(|(name, kind)| Column::new(name.clone(), *kind));
    let mut writer = Writer::create(to, columns.collect())?;
    while let Some((line, record)) = records.next()? {
        writer.push(record, line)?;
    }
    writer.finish()
}

fn described(column: Column) -> dataset::Column {
    dataset::Column {
        column_type: column.kind.column_type(),
        name: column.name,
        nulls: column.nulls,
    }
}

/// "2 values of “wind” are not numbers and were left empty: rows 12 and 40."
fn misfit_note(column: &Column) -> Option<String> {
    let lines: Vec<String> = column
        .misfit_lines
        .iter()
        .map(|n| words::integer(*n as i64))
        .collect();
    let more = column.misfits - lines.len() as u64;
    let (name, kind) = (&column.name, column.kind.plural());
    let list = match (lines.as_slice(), more) {
        ([], _) => return None,
        ([only], 0) => {
            return Some(format!(
                "1 value of “{name}” does not fit among {kind} and was left empty: row {only}."
            ));
        }
        ([most @ .., last], 0) => format!("{} and {last}", most.join(", ")),
        (named, more) => format!(
            "{} and {} more",
            named.join(", "),
            words::integer(more as i64)
        ),
    };
    let many = words::integer(column.misfits as i64);
    Some(format!(
        "{many} values of “{name}” do not fit among {kind} and were left empty: rows {list}."
    ))
}

fn unreadable(message: String) -> AnalysisError {
    AnalysisError::new(AnalysisErrorKind::Unreadable, message)
}

impl From<io::Error> for AnalysisError {
    fn from(error: io::Error) -> Self {
        eprintln!("worker: {error}");
        let sentence = match is_full(&error) {
            true => "The server’s disk is full: there is no room for this file.",
            false => "The file cannot be read or written on the server. Try again.",
        };
        Self::new(AnalysisErrorKind::Unavailable, sentence)
    }
}

/// Whether the disk had no room, however deep that is told.
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
    let own = error.downcast_ref::<io::Error>();
    own.is_some_and(|error| full.contains(&error.kind()))
        // An error made of another one tells that one's source as its own.
        || own.and_then(io::Error::get_ref).is_some_and(|inner| is_full(inner))
        || error.source().is_some_and(is_full)
}

impl From<ArrowError> for AnalysisError {
    fn from(error: ArrowError) -> Self {
        io::Error::other(error).into()
    }
}
