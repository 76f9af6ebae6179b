//! Ingest: a file as people have it becomes typed Parquet, or a sentence that says why not.
//!
//! A sample gives a [`Reading`] (`propose`), which is then applied to the file in one pass: blocks of
//! whole records (`blocks`) are parsed on all cores (`parse`) and written as they come (`write`). If
//! the sample was wrong about a column, the reading is widened and the file read again. The file is
//! never in memory as a whole, and whatever goes wrong, no file is left behind.

mod formats;
mod hash;
mod sample;
mod sniff;

mod decide;
mod first_rows;
mod propose;
mod trial;

mod by_position;
mod decode;
mod dialect;
mod headers;
mod layout;
mod next_table;
mod normalize;
mod prose;
mod rows;
mod ruled;
mod totals;
mod types;

mod blocks;
mod grammar;
mod marks;
mod parse;
mod positions;
mod records;
mod write;

mod clean;
mod column;
pub(crate) mod dates;
mod missing;
mod more_rows;
mod names_things;
pub(crate) mod numbers;
mod parser;

mod places;
mod tally;
mod tell;

#[cfg(test)]
mod tests;

pub use first_rows::{FirstRows, first_rows};
pub use trial::{Trial, attempt};

use super::{
    wire::{self, After},
    words,
};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    dataset::{self, ColumnType},
    reading::{ColumnReading, Decisions, FindingKind, Reading},
};
use blocks::Blocks;
use datafusion::arrow::error::ArrowError;
use formats::Content;
use parse::Plan;
use propose::Proposal;
use sample::Sample;
use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};
use write::Loaded;

const MAX_COLUMNS: usize = 2_000;
/// Times that a file is read until its reading fits; each time a column can only become wider.
const MAX_PASSES: usize = 4;
const BLOCK_BYTES: usize = 4 << 20;

/// Reads `source` as people said, and for the rest as the engine proposes, and writes it to `parquet`, which
/// appears only when it is whole.
pub fn ingest(
    source: &Path,
    file_name: &str,
    decisions: &Decisions,
    parquet: &Path,
) -> Result<wire::Table, AnalysisError> {
    ingest_after(source, file_name, decisions, None, parquet)
}

/// The same, with the rows of `after` before the file's.
pub fn ingest_after(
    source: &Path,
    file_name: &str,
    decisions: &Decisions,
    after: Option<&After>,
    parquet: &Path,
) -> Result<wire::Table, AnalysisError> {
    refuse_empty(source, file_name)?;
    let opened = formats::open(source, file_name, parquet, decisions)?;
    let hash = hash::Hash::start(source);
    let format = opened.content.format();
    let table = match opened.content {
        Content::Columns(kind) => formats::load_columns(kind, &opened.path, file_name, parquet)?,
        content => load_text(&opened.path, content, file_name, decisions, after, parquet)?,
    };
    let table = match after {
        Some(after) => more_rows::put_before(after, table, file_name, parquet)?,
        None => table,
    };
    Ok(wire::Table {
        content_hash: hash.finish()?,
        notes: [opened.notes, table.notes].concat(),
        format,
        inside: opened.inside,
        ..table
    })
}

fn load_text(
    path: &Path,
    content: Content,
    file_name: &str,
    decisions: &Decisions,
    after: Option<&After>,
    parquet: &Path,
) -> Result<wire::Table, AnalysisError> {
    decide::refuse_unknown_zones(decisions)?;
    let sample = Sample::of_file(path)?;
    let (mut proposal, cells) = match content {
        Content::Json(known) => (known.decided(decisions), None),
        Content::Sheet(cells) => {
            let proposal = cells.propose(&sample, file_name, decisions)?;
            (proposal.decided(decisions), Some(cells))
        }
        _ => (propose::propose(&sample, file_name, decisions)?, None),
    };
    if let Some(after) = after {
        proposal.decide(&after.types(&proposal.reading, decisions));
    }
    let (loaded, below) = whole(parquet, |unfinished| {
        load_until_it_fits(path, &mut proposal, unfinished)
    })?;
    let mut table = table(
        &proposal.reading,
        Some(&proposal),
        loaded,
        &below,
        file_name,
        parquet,
    )?;
    if let Some(cells) = cells {
        cells.tell(&mut table);
    }
    Ok(table)
}

/// Writes beside `parquet` and moves what is whole there; what is not is removed.
fn whole<T>(
    parquet: &Path,
    write: impl FnOnce(&Path) -> Result<T, AnalysisError>,
) -> Result<T, AnalysisError> {
    let unfinished = wire::unfinished(parquet);
    let written =
        write(&unfinished).and_then(|done| Ok(fs::rename(&unfinished, parquet).map(|()| done)?));
    if written.is_err() {
        // It may not exist yet; that is as good as removed.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// Reads the file, again if the sample was wrong about it.
fn load_until_it_fits(
    source: &Path,
    proposal: &mut Proposal,
    to: &Path,
) -> Result<(Loaded, String), AnalysisError> {
    let mut passes = 1;
    loop {
        let plan = Plan::new(
            &proposal.reading,
            proposal.encodings,
            &proposal.wishes,
            proposal.header.clone(),
        )
        .counting(proposal.places)
        .watching(&proposal.watched);
        let done = load(source, &plan, &proposal.reading, &proposal.distinct, to)?;
        if passes == MAX_PASSES || !proposal.widen(&done.0) {
            return Ok(done);
        }
        passes += 1;
    }
}

fn load(
    source: &Path,
    plan: &Plan,
    reading: &Reading,
    distinct: &[bool],
    to: &Path,
) -> Result<(Loaded, String), AnalysisError> {
    let (end, below) = blocks::last_lines(source, reading.skip_below, plan.encodings)?;
    let blocks = Blocks::open(source, end, plan.encodings, &plan.raw_grammar, BLOCK_BYTES)?;
    let loaded = write::write(blocks, plan, reading, distinct, to)?;
    Ok((loaded, below))
}

impl Proposal {
    /// Changes the reading where the whole file differs from its sample; says whether it did.
    fn widen(&mut self, loaded: &Loaded) -> bool {
        let mut changed = false;
        for (i, counts) in loaded.counts.iter().enumerate() {
            if self.decided.contains(&i) {
                continue;
            }
            let column = &mut self.reading.columns[i];
            if self.open_orders.contains(&i)
                && let Some(other) = counts.misfits.in_other_order(column)
            {
                // What comes later tells.
                self.open_orders.remove(&i);
                let name = Some(&column.name);
                self.choices
                    .retain(|one| one.about != "day_order" || one.column.as_ref() != name);
                *column = other;
                changed = true;
                continue;
            }
            let values = loaded.rows - counts.nulls + counts.misfits.values;
            if let Some(wider) = counts.misfits.widened(column, values) {
                if wider.column_type == ColumnType::Text && counts.misfits.may_be_wished() {
                    self.wishes[i] = Some(column.clone());
                }
                *column = wider;
                changed = true;
            }
        }
        let adds = !self.reading.keep_surplus && !self.reading.leave_out_surplus;
        if adds && loaded.tally.count(FindingKind::Surplus, None) > 0 {
            self.add_surplus_column();
            changed = true;
        }
        changed
    }

    fn add_surplus_column(&mut self) {
        let columns = &self.reading.columns;
        let names = columns
            .iter()
            .map(|column| column.name.as_str())
            .chain([""]);
        let name = headers::names(names).pop().unwrap_or_default();
        self.reading
            .columns
            .push(ColumnReading::new(name, ColumnType::Text));
        self.reading.keep_surplus = true;
        self.wishes.push(None);
        self.distinct.push(false);
    }
}

fn table(
    reading: &Reading,
    proposal: Option<&Proposal>,
    mut loaded: Loaded,
    below: &str,
    file_name: &str,
    parquet: &Path,
) -> Result<wire::Table, AnalysisError> {
    if loaded.rows == 0 {
        // Nobody should find a table that nobody was told of.
        let _ = fs::remove_file(parquet);
        return Err(unreadable(format!("{file_name} has a header but no rows.")));
    }
    let findings = tell::findings(tell::Told {
        reading,
        proposal,
        loaded: &mut loaded,
        below,
    });
    let choices = proposal.map_or_else(Vec::new, |proposal| proposal.choices.clone());
    let described = reading.columns.iter().zip(&loaded.counts);
    Ok(wire::Table {
        rows: loaded.rows as i64,
        columns: described
            .map(|(column, counts)| dataset::Column {
                name: column.name.clone(),
                column_type: column.column_type,
                nulls: counts.nulls as i64,
            })
            .collect(),
        notes: tell::notes(reading, &findings, &choices),
        reading: Some(reading.clone()),
        choices,
        findings,
        ..wire::Table::default()
    })
}

fn refuse_empty(source: &Path, file_name: &str) -> Result<(), AnalysisError> {
    match fs::File::open(source)?.read(&mut [0])? {
        0 => Err(unreadable(format!("{file_name} is empty."))),
        _ => Ok(()),
    }
}

fn refuse_too_wide(columns: usize, file_name: &str) -> Result<(), AnalysisError> {
    if columns <= MAX_COLUMNS {
        return Ok(());
    }
    Err(AnalysisError::new(
        AnalysisErrorKind::TooLarge,
        format!(
            "{file_name} has {} columns. A data set can have up to {}.",
            words::integer(columns as i64),
            words::integer(MAX_COLUMNS as i64)
        ),
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
