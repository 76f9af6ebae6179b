//! The records of a JSON file one by one: the elements of an array, or objects that follow each other. An element
//! may be a single value.

use crate::{
    server::worker::ingest::unreadable,
    shared::analysis::{AnalysisError, AnalysisErrorKind},
};
use std::io::BufRead;

/// A longer record is refused.
const MAX_BYTES: usize = 16 << 20;
/// Objects and lists in each other; a deeper record was made to take long.
const MAX_DEPTH: usize = 1_000;

/// Reads records from a file without holding more than one.
pub struct Elements<R> {
    from: R,
    line: u64,
    /// Inside of an array around all records.
    wrapped: bool,
    /// In that array.
    in_list: bool,
    pub record: Vec<u8>,
}

impl<R: BufRead> Elements<R> {
    pub fn new(from: R, wrapped: bool) -> Self {
        Self {
            from,
            line: 1,
            wrapped,
            in_list: false,
            record: Vec::new(),
        }
    }

    /// Reads the next record into `record` and returns its line; none at the end.
    pub fn next(&mut self, file_name: &str) -> Result<Option<u64>, AnalysisError> {
        self.record.clear();
        let Some(first) = self.begin(file_name)? else {
            return Ok(None);
        };
        let line = self.line;
        self.record.push(first);
        if !matches!(first, b'{' | b'[') {
            self.value(first, file_name, line)?;
            return Ok(Some(line));
        }
        let (mut depth, mut in_text, mut escaped) = (1_usize, false, false);
        while depth > 0 {
            let Some(byte) = self.byte()? else {
                return Err(broken(file_name, line));
            };
            self.push(byte, file_name, line)?;
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_text => escaped = true,
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => depth += 1,
                b'}' | b']' if !in_text => depth -= 1,
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(unreadable(format!(
                    "The record in line {line} of {file_name} is nested more than 1,000 deep."
                )));
            }
        }
        Ok(Some(line))
    }

    /// The rest of a single value, up to what stands between values.
    fn value(&mut self, first: u8, file_name: &str, line: u64) -> Result<(), AnalysisError> {
        let (mut in_text, mut escaped) = (first == b'"', false);
        while let Some(next) = self.from.fill_buf()?.first().copied()
            && (in_text || !matches!(next, b',' | b']'))
        {
            match next {
                _ if escaped => escaped = false,
                b'\\' if in_text => escaped = true,
                b'"' => in_text = !in_text,
                _ => {}
            }
            self.byte()?;
            self.push(next, file_name, line)?;
        }
        Ok(())
    }

    fn push(&mut self, byte: u8, file_name: &str, line: u64) -> Result<(), AnalysisError> {
        self.record.push(byte);
        match self.record.len() > MAX_BYTES {
            false => Ok(()),
            true => Err(AnalysisError::new(
                AnalysisErrorKind::TooLarge,
                format!("The record in line {line} of {file_name} is longer than 16 MB."),
            )),
        }
    }

    /// The first sign of the next record.
    fn begin(&mut self, file_name: &str) -> Result<Option<u8>, AnalysisError> {
        while let Some(byte) = self.byte()? {
            match byte {
                b'[' if self.wrapped => (self.wrapped, self.in_list) = (false, true),
                // Another list may follow.
                b']' if self.in_list => (self.wrapped, self.in_list) = (true, false),
                b'{' | b'[' => return Ok(Some(byte)),
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b']' | 0x1E | 0xEF | 0xBB | 0xBF => {}
                value if self.in_list => return Ok(Some(value)),
                _ => return Err(broken(file_name, self.line)),
            }
        }
        Ok(None)
    }

    fn byte(&mut self) -> Result<Option<u8>, AnalysisError> {
        let Some(byte) = self.from.fill_buf()?.first().copied() else {
            return Ok(None);
        };
        self.from.consume(1);
        self.line += u64::from(byte == b'\n');
        Ok(Some(byte))
    }
}

pub fn broken(file_name: &str, line: u64) -> AnalysisError {
    unreadable(format!("{file_name} is no valid JSON in line {line}."))
}
