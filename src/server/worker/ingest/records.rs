//! The rows of a file, each as long as the header, with the line it starts in.

use super::{
    decode::{self, TextReader},
    unreadable,
};
use crate::server::worker::words;
use crate::shared::analysis::{AnalysisError, AnalysisErrorKind};
use std::{
    cell::Cell,
    io::{self, Chain, Read},
    rc::Rc,
};

/// A row longer than this is refused; most often a quote was never closed.
const MAX_ROW_BYTES: u64 = 1 << 20;
/// The parser reads ahead by this much.
const BUFFER_BYTES: usize = 64 << 10;

/// Follows the file's own text. The parser ends an open quote silently at the end of the file; if
/// this line does not come out as it went in, a quote was open.
const END_MARK: &str = "\n\x1Etandem-end-of-file\x1E\n";

type Text = Chain<Gauge, &'static [u8]>;

pub struct Records {
    reader: csv::Reader<Text>,
    row_start: Rc<Cell<u64>>,
    file_name: String,
    /// Values in the header; none before it was read.
    width: Option<usize>,
    record: csv::StringRecord,
}

/// How every parser here is set up.
pub fn builder(delimiter: u8) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    builder
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(BUFFER_BYTES);
    builder
}

impl Records {
    pub fn new(text: TextReader, delimiter: u8, file_name: &str) -> Self {
        let row_start = Rc::new(Cell::new(0));
        let gauge = Gauge {
            text,
            given: 0,
            row_start: row_start.clone(),
        };
        Self {
            reader: builder(delimiter).from_reader(gauge.chain(END_MARK.as_bytes())),
            row_start,
            file_name: file_name.to_owned(),
            width: None,
            record: csv::StringRecord::new(),
        }
    }

    /// The next row and the line it starts in, counted from 1; none at the end.
    pub fn next(&mut self) -> Result<Option<(u64, &csv::StringRecord)>, AnalysisError> {
        self.row_start.set(self.reader.position().byte());
        let next_line = self.reader.position().line();
        if !self
            .reader
            .read_record(&mut self.record)
            .map_err(|e| self.explain(e, next_line))?
        {
            // The end mark was swallowed by an open quote.
            return Err(self.open_quote(next_line));
        }
        let inside: usize = self
            .record
            .iter()
            .map(|field| field.matches('\n').count())
            .sum();
        let after = self.reader.position().line() - inside as u64;
        if self.record.len() == 1 && &self.record[0] == END_MARK.trim() {
            return Ok(None);
        }
        if self
            .record
            .iter()
            .next_back()
            .is_some_and(|last| last.contains(END_MARK.trim()))
        {
            // No end of line ended this row.
            return Err(self.open_quote(after));
        }
        let line = after - 1;
        if self.record.iter().any(|field| field.contains('\0')) {
            return Err(decode::not_text(&self.file_name));
        }
        let width = *self.width.get_or_insert(self.record.len());
        if self.record.len() != width {
            return Err(ragged(line, self.record.len(), width));
        }
        Ok(Some((line, &self.record)))
    }

    fn open_quote(&self, line: u64) -> AnalysisError {
        let line = words::integer(line as i64);
        unreadable(format!(
            "The quote that opens in row {line} is never closed. Close it and bring the file again."
        ))
    }

    fn explain(&self, error: csv::Error, line: u64) -> AnalysisError {
        match error.into_kind() {
            csv::ErrorKind::Io(error) if error.get_ref().is_some_and(|e| e.is::<RowTooLong>()) => {
                AnalysisError::new(
                    AnalysisErrorKind::TooLarge,
                    format!(
                        "Row {} is longer than 1 MB. A quote that is never closed can do that.",
                        words::integer(line as i64)
                    ),
                )
            }
            csv::ErrorKind::Io(error) => error.into(),
            _ => decode::not_text(&self.file_name),
        }
    }
}

fn ragged(line: u64, found: usize, width: usize) -> AnalysisError {
    unreadable(format!(
        "Row {} has {}, the header has {}.",
        words::integer(line as i64),
        words::count(found as i64, "value", "values"),
        words::integer(width as i64)
    ))
}

/// Stops a parser that would gather a row without end.
struct Gauge {
    text: TextReader,
    given: u64,
    row_start: Rc<Cell<u64>>,
}

#[derive(Debug, thiserror::Error)]
#[error("a row is too long")]
struct RowTooLong;

impl Read for Gauge {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        // Asked for more, the parser has used up all it was given: the row is at least this long.
        if self.given.saturating_sub(self.row_start.get()) > MAX_ROW_BYTES {
            return Err(io::Error::other(RowTooLong));
        }
        let n = self.text.read(to)?;
        self.given += n as u64;
        Ok(n)
    }
}
