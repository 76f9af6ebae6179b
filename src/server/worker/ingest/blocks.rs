//! A file in blocks of whole records, each of which can be read without the others.

use super::{
    decode::{Charset, Encodings},
    grammar::Grammar,
};
use crate::{
    server::worker::words,
    shared::analysis::{AnalysisError, AnalysisErrorKind},
};
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Take},
    path::Path,
};

/// A record longer than this is refused.
const MAX_RECORD_BYTES: usize = 1 << 20;
const READ_BYTES: usize = 256 << 10;

/// Whole records, not yet decoded if the encoding allows that.
pub struct Block {
    /// Counts the blocks of a file from 0.
    pub index: usize,
    pub bytes: Vec<u8>,
}

/// Cuts a file.
pub struct Blocks<'a> {
    file: Take<File>,
    grammar: &'a Grammar,
    /// Only for encodings whose delimiters cannot be told by single bytes.
    decoder: Option<Decoder>,
    block_bytes: usize,
    index: usize,
    left: Vec<u8>,
    finished: bool,
}

impl<'a> Blocks<'a> {
    /// Opens the part of a file before `end`.
    pub fn open(
        source: &Path,
        end: u64,
        encodings: Encodings,
        grammar: &'a Grammar,
        block_bytes: usize,
    ) -> Result<Self, AnalysisError> {
        let mut file = File::open(source)?;
        let start = mark_length(&mut file)?;
        file.seek(SeekFrom::Start(start))?;
        let decoder = encodings.main.decoder();
        Ok(Self {
            file: file.take(end.saturating_sub(start)),
            grammar,
            decoder,
            block_bytes,
            index: 0,
            left: Vec::new(),
            finished: false,
        })
    }

    /// The next block; none at the end.
    pub fn next(&mut self) -> Result<Option<Block>, AnalysisError> {
        let mut bytes = std::mem::take(&mut self.left);
        let mut wanted = self.block_bytes;
        loop {
            bytes.reserve((wanted + READ_BYTES).saturating_sub(bytes.len()));
            while bytes.len() < wanted && !self.finished {
                self.read(&mut bytes)?;
            }
            if self.finished {
                return Ok(self.block(bytes));
            }
            match self.grammar.last_boundary(&bytes) {
                0 if bytes.len() > self.block_bytes + MAX_RECORD_BYTES => {
                    return Err(self.too_long());
                }
                0 => wanted = bytes.len() + MAX_RECORD_BYTES,
                end => {
                    self.left = bytes.split_off(end);
                    return Ok(self.block(bytes));
                }
            }
        }
    }

    fn block(&mut self, bytes: Vec<u8>) -> Option<Block> {
        let index = self.index;
        self.index += 1;
        (!bytes.is_empty()).then_some(Block { index, bytes })
    }

    fn read(&mut self, to: &mut Vec<u8>) -> Result<(), AnalysisError> {
        let Some(decoder) = &mut self.decoder else {
            let mut some = (&mut self.file).take(READ_BYTES as u64);
            self.finished = some.read_to_end(to)? == 0;
            return Ok(());
        };
        let mut raw = Vec::with_capacity(READ_BYTES);
        (&mut self.file)
            .take(READ_BYTES as u64)
            .read_to_end(&mut raw)?;
        self.finished = raw.is_empty();
        decode_all(decoder, &raw, to, self.finished);
        Ok(())
    }

    fn too_long(&self) -> AnalysisError {
        let start = words::integer((self.block_bytes / (1 << 20)).max(1) as i64);
        AnalysisError::new(
            AnalysisErrorKind::TooLarge,
            format!("A row is longer than {start} MB. A line end that is missing can do that."),
        )
    }
}

fn decode_all(decoder: &mut Decoder, mut raw: &[u8], to: &mut Vec<u8>, last: bool) {
    let mut text = vec![0; 64 << 10];
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(raw, &mut text, last);
        to.extend_from_slice(&text[..written]);
        raw = &raw[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// The length of the mark that some files begin with.
fn mark_length(file: &mut File) -> Result<u64, AnalysisError> {
    let mut start = Vec::new();
    file.take(3).read_to_end(&mut start)?;
    Ok(encoding_rs::Encoding::for_bom(&start).map_or(0, |(_, length)| length as u64))
}

/// Where the last `lines` lines of a file begin, and their text.
pub fn last_lines(
    source: &Path,
    lines: u64,
    encodings: Encodings,
) -> Result<(u64, String), AnalysisError> {
    let mut file = File::open(source)?;
    let bytes = file.metadata()?.len();
    if lines == 0 {
        return Ok((bytes, String::new()));
    }
    let start = bytes.saturating_sub(MAX_RECORD_BYTES as u64) & !1;
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.read_to_end(&mut tail)?;
    let cut = cut_lines(&tail, lines, encodings);
    let text = encodings.main.decode(&tail[cut..]).0;
    Ok((start + cut as u64, text.into_owned()))
}

/// Where the last `lines` lines of `tail` begin.
fn cut_lines(tail: &[u8], lines: u64, encodings: Encodings) -> usize {
    let (unit, low) = match encodings.main {
        Charset::Standard(encoding) if encoding == UTF_16LE => (2, 0),
        Charset::Standard(encoding) if encoding == UTF_16BE => (2, 1),
        _ => (1, 0),
    };
    let units: Vec<u8> = tail
        .chunks(unit)
        .map(|unit| match unit {
            [byte] => *byte,
            [a, b] if low == 0 && *b == 0 => *a,
            [a, b] if low == 1 && *a == 0 => *b,
            _ => b'x',
        })
        .collect();
    let mut end = units.len();
    let mut left = lines;
    while end > 0 {
        let before = match &units[..end] {
            [most @ .., b'\r', b'\n'] => most.len(),
            [most @ .., b'\r' | b'\n'] => most.len(),
            all => all.len(),
        };
        let start = memchr::memrchr2(b'\n', b'\r', &units[..before]).map_or(0, |at| at + 1);
        end = start;
        left -= 1;
        if left == 0 {
            break;
        }
    }
    end * unit
}
