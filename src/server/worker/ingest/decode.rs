//! From bytes to text: which encoding a file is in, and a reader that gives UTF-8 with `\n` lines.

use super::unreadable;
use crate::server::worker::words;
use crate::shared::analysis::AnalysisError;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

const BUFFER_BYTES: usize = 64 << 10;

/// A first look at the whole file.
pub struct Look {
    pub encoding: &'static Encoding,
    /// SHA-256 in hex.
    pub content_hash: String,
    pub notes: Vec<String>,
}

/// Reads the file once: its hash, and what its bytes say about the encoding.
pub fn look(source: &Path, file_name: &str) -> Result<Look, AnalysisError> {
    let mut file = File::open(source)?;
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut hash = Sha256::new();
    let mut utf8 = Utf8Count::default();
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let mut head = Vec::new();
    let (mut zeros, mut controls, mut bytes) = (0, 0, 0);
    loop {
        let n = file.read(&mut buffer)?;
        let chunk = &buffer[..n];
        hash.update(chunk);
        utf8.feed(chunk);
        detector.feed(chunk, n == 0);
        bytes += n;
        zeros += chunk.iter().filter(|byte| **byte == 0).count();
        controls += chunk.iter().filter(|byte| is_control(**byte)).count();
        if head.is_empty() {
            head = chunk.to_vec();
            super::sniff::refuse_other_kinds(&head, file_name)?;
        }
        if n == 0 {
            break;
        }
    }
    if head.is_empty() {
        return Err(unreadable(format!("{file_name} is empty.")));
    }
    let content_hash = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let marked = Encoding::for_bom(&head).map(|(encoding, _)| encoding);
    let (encoding, notes) = match marked.or_else(|| utf16_by_zeros(&head)) {
        Some(encoding) if encoding == UTF_8 && utf8.bad == 0 => (UTF_8, vec![]),
        Some(encoding) if encoding != UTF_8 => (encoding, vec![read_as(encoding)]),
        _ if zeros > 0 || controls * 100 > bytes => return Err(not_text(file_name)),
        marked => utf8.verdict(marked.is_some(), || {
            detector.guess(None, chardetng::Utf8Detection::Deny)
        }),
    };
    Ok(Look {
        encoding,
        content_hash,
        notes,
    })
}

/// Bytes that no text of any encoding here has in number.
fn is_control(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0C')
}

fn read_as(encoding: &'static Encoding) -> String {
    let name = encoding.name();
    let name = if name.starts_with('w') {
        name.replacen('w', "W", 1)
    } else {
        name.to_owned()
    };
    format!("Read as {name}.")
}

pub fn not_text(file_name: &str) -> AnalysisError {
    unreadable(format!(
        "{file_name} is not a text file. Upload a CSV file."
    ))
}

/// UTF-16 without a mark: Latin letters, commas and digits leave every other byte zero.
fn utf16_by_zeros(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |first: usize| {
        head.iter()
            .skip(first)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if odd * 10 > half * 6 && even * 20 < half => Some(UTF_16LE),
        () if even * 10 > half * 6 && odd * 20 < half => Some(UTF_16BE),
        () => None,
    }
}

/// Counts what is UTF-8 in a file and what is not, across chunks.
#[derive(Default)]
struct Utf8Count {
    rest: Vec<u8>,
    /// Characters of more than one byte.
    wide: u64,
    bad: u64,
}

impl Utf8Count {
    /// An empty chunk ends the file.
    fn feed(&mut self, chunk: &[u8]) {
        let joined = [std::mem::take(&mut self.rest).as_slice(), chunk].concat();
        let mut left = joined.as_slice();
        while !left.is_empty() {
            match std::str::from_utf8(left) {
                Ok(text) => return self.count(text),
                Err(error) => {
                    let (good, after) = left.split_at(error.valid_up_to());
                    self.count(std::str::from_utf8(good).unwrap_or_default());
                    match error.error_len() {
                        // Cut in the middle of a character: the next chunk has the rest.
                        None if !chunk.is_empty() => return self.rest = after.to_vec(),
                        broken => left = &after[broken.unwrap_or(after.len())..],
                    }
                    self.bad += 1;
                }
            }
        }
    }

    fn count(&mut self, text: &str) {
        self.wide += text.bytes().filter(|byte| *byte >= 0xC0).count() as u64;
    }

    /// A few broken characters in much good UTF-8 stay broken; anything else is another encoding.
    fn verdict(
        &self,
        marked: bool,
        guess: impl FnOnce() -> &'static Encoding,
    ) -> (&'static Encoding, Vec<String>) {
        if self.bad == 0 {
            return (UTF_8, vec![]);
        }
        if marked || self.bad * 10 <= self.wide {
            let broken = words::count(self.bad as i64, "character", "characters");
            return (
                UTF_8,
                vec![format!("Not valid UTF-8, shown as “\u{FFFD}”: {broken}.")],
            );
        }
        let encoding = guess();
        (encoding, vec![read_as(encoding)])
    }
}

/// Reads a file as UTF-8 with `\n` at the ends of lines, whatever it was written in.
pub struct TextReader {
    file: File,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    text: Vec<u8>,
    text_at: usize,
    text_end: usize,
    /// The last byte given was `\r`, already given as `\n`.
    after_return: bool,
    finished: bool,
}

impl TextReader {
    pub fn open(source: &Path, encoding: &'static Encoding) -> io::Result<Self> {
        Ok(Self {
            file: File::open(source)?,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; BUFFER_BYTES],
            raw_at: 0,
            raw_end: 0,
            text: vec![0; BUFFER_BYTES * 3],
            text_at: 0,
            text_end: 0,
            after_return: false,
            finished: false,
        })
    }

    fn fill(&mut self) -> io::Result<()> {
        while self.text_at == self.text_end && !self.finished {
            if self.raw_at == self.raw_end {
                self.raw_at = 0;
                self.raw_end = self.file.read(&mut self.raw)?;
            }
            let last = self.raw_end == 0;
            let raw = &self.raw[self.raw_at..self.raw_end];
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, last);
            self.raw_at += read;
            self.finished = last && result == CoderResult::InputEmpty;
            self.text_at = 0;
            self.text_end = self.one_kind_of_newline(written);
        }
        Ok(())
    }

    /// `\r\n` and a lone `\r` become `\n`, in place; returns the new length.
    fn one_kind_of_newline(&mut self, written: usize) -> usize {
        let mut kept = 0;
        for i in 0..written {
            let byte = self.text[i];
            let second_half = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            if !second_half {
                self.text[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

impl Read for TextReader {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let n = to.len().min(self.text_end - self.text_at);
        to[..n].copy_from_slice(&self.text[self.text_at..self.text_at + n]);
        self.text_at += n;
        Ok(n)
    }
}
