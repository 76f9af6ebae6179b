//! Which mark separates the values of a file: the one under which its rows agree best.

use super::{decode::TextReader, records::builder};
use crate::shared::analysis::AnalysisError;
use std::{collections::HashMap, io::Read};

/// In the order of preference when two fit equally well.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
const SAMPLE_BYTES: u64 = 1 << 20;
const SAMPLE_ROWS: usize = 1_000;

/// The delimiter of a file, from its first megabyte; a comma when there is but one column.
pub fn delimiter(text: TextReader) -> Result<u8, AnalysisError> {
    let mut sample = Vec::new();
    text.take(SAMPLE_BYTES).read_to_end(&mut sample)?;
    let mut best = (0.0, b',');
    for delimiter in DELIMITERS {
        let fit = agreement(&sample, delimiter);
        if fit > best.0 {
            best = (fit, delimiter);
        }
    }
    Ok(best.1)
}

/// The share of rows that have the commonest number of values, 0 when that number is one; rows that
/// are as long as the header count a little more.
fn agreement(sample: &[u8], delimiter: u8) -> f64 {
    let mut reader = builder(delimiter).from_reader(sample);
    let mut record = csv::ByteRecord::new();
    let mut lengths: Vec<usize> = Vec::new();
    while lengths.len() < SAMPLE_ROWS && reader.read_byte_record(&mut record).unwrap_or(false) {
        lengths.push(record.len());
    }
    // The sample may end in the middle of a row.
    if sample.len() as u64 == SAMPLE_BYTES && lengths.len() > 1 && lengths.len() < SAMPLE_ROWS {
        lengths.pop();
    }
    let mut rows_of_length: HashMap<usize, usize> = HashMap::new();
    for length in &lengths {
        *rows_of_length.entry(*length).or_default() += 1;
    }
    let commonest = rows_of_length
        .into_iter()
        .max_by_key(|(length, rows)| (*rows, *length));
    let Some((length, rows)) = commonest.filter(|(length, _)| *length > 1) else {
        return 0.0;
    };
    let header_agrees = lengths.first() == Some(&length);
    rows as f64 / lengths.len() as f64 + if header_agrees { 0.5 } else { 0.0 }
}
