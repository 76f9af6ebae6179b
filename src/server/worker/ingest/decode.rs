//! From bytes to text: which encoding a file is in, and how its lines become UTF-8.
//!
//! A file can hold lines of two encodings, one pasted under the other. So a line that does not fit
//! the file's encoding is read by itself, and told.

mod charset;
mod code_page;
mod dos;
mod older;
mod unmarked;

pub use charset::Charset;

use super::{sample::Sample, sniff, unreadable};
use crate::shared::analysis::AnalysisError;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::memchr2;

/// How the bytes of a file are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Encodings {
    pub main: Charset,
    /// For lines that are not in `main`.
    pub fallback: Option<Charset>,
    /// Another that the bytes fit as well as `main`.
    pub also: Option<Charset>,
}

/// A line that was not in the file's encoding, counted from 1 within its block.
#[derive(Debug)]
pub struct OddLine {
    pub line: u64,
    pub text: String,
    /// Whether something is lost, so that U+FFFD stands for it.
    pub damaged: bool,
}

impl Encodings {
    pub const UTF_8: Self = Self {
        main: Charset::UTF_8,
        fallback: None,
        also: None,
    };

    pub fn new(main: Charset, fallback: Option<Charset>) -> Self {
        Self {
            main,
            fallback,
            also: None,
        }
    }

    /// By the labels that a reading keeps.
    pub fn named(main: &str, fallback: Option<&str>) -> Option<Self> {
        let main = Charset::for_label(main)?;
        let fallback = fallback.and_then(Charset::for_label);
        Some(Self::new(main, fallback))
    }

    /// Whether lines can be told apart before they are decoded, and each by itself.
    pub fn by_line(self) -> bool {
        self.main == Charset::UTF_8 || self.main.is_single_byte()
    }

    /// The text of a block whose lines can be decoded one by one.
    pub fn decode(self, block: Vec<u8>) -> (Vec<u8>, Vec<OddLine>) {
        if self.main == Charset::UTF_8 && std::str::from_utf8(&block).is_ok() || block.is_ascii() {
            return (block, Vec::new());
        }
        let mut text = Vec::with_capacity(block.len() + block.len() / 8);
        let mut odd = Vec::new();
        let (mut at, mut line) = (0, 0);
        while at < block.len() {
            let end = memchr2(b'\n', b'\r', &block[at..]).map_or(block.len(), |end| at + end + 1);
            let follows = block[end - 1] == b'\r' && block.get(end) == Some(&b'\n');
            let end = end + usize::from(follows);
            line += 1;
            let (decoded, kind) = self.line(&block[at..end]);
            if let Some(damaged) = kind {
                let text = decoded.trim().to_owned();
                odd.push(OddLine {
                    line,
                    text,
                    damaged,
                });
            }
            text.extend_from_slice(decoded.as_bytes());
            at = end;
        }
        (text, odd)
    }

    /// One line, and whether it was odd: `Some(true)` if something is lost.
    fn line(self, bytes: &[u8]) -> (std::borrow::Cow<'_, str>, Option<bool>) {
        if bytes.is_ascii() {
            return (String::from_utf8_lossy(bytes), None);
        }
        let utf8 = std::str::from_utf8(bytes);
        if self.main != Charset::UTF_8 {
            return match utf8 {
                // No language writes by accident what UTF-8 would need.
                Ok(text) => (text.into(), Some(false)),
                Err(_) => {
                    let (text, damaged) = self.main.decode(bytes);
                    (text, damaged.then_some(true))
                }
            };
        }
        match (utf8, self.fallback) {
            (Ok(text), _) => (text.into(), None),
            (Err(_), Some(other)) if !has_wide(bytes) => (other.decode(bytes).0, Some(false)),
            (Err(_), _) => (String::from_utf8_lossy(bytes), Some(true)),
        }
    }
}

/// What a text was before it was encoded twice: `München` of `MÃ¼nchen`.
pub fn once_more(text: &str) -> Option<String> {
    // What the first byte of a character in UTF-8 is in Windows-1252.
    if text.is_ascii() || !text.contains(|sign| matches!(sign, 'Â'..='ô')) {
        return None;
    }
    let (bytes, _, lost) = WINDOWS_1252.encode(text);
    let once = std::str::from_utf8(&bytes).ok().filter(|_| !lost)?;
    Some(once.to_owned())
}

/// Whether a line that is not all UTF-8 has characters of it, so that it is damaged and not foreign.
fn has_wide(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// Whether bytes that are not all UTF-8 hold more characters of it than what is none.
pub fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let chunks = bytes.utf8_chunks();
    let (mut wide, mut invalid) = (0, 0);
    for chunk in chunks {
        wide += chunk
            .valid()
            .chars()
            .filter(|sign| !sign.is_ascii())
            .count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    wide > invalid
}

/// The encoding of a text whose characters have several bytes each, also where no mark tells.
pub fn wide(head: &[u8]) -> Option<Charset> {
    let marked = Encoding::for_bom(head).map(|(encoding, _)| encoding);
    let wide = marked.filter(|encoding| *encoding != UTF_8);
    wide.or_else(|| unmarked::wide(head)).map(Charset::from)
}

/// What the sample's bytes say about the encoding.
pub fn detect(sample: &Sample, file_name: &str) -> Result<Encodings, AnalysisError> {
    if unmarked::is_utf32(&sample.head) {
        return Err(unreadable(format!(
            "{file_name} is in UTF-32, which is not read here. Save it as UTF-8."
        )));
    }
    let marked = Encoding::for_bom(&sample.head).map(|(encoding, _)| encoding);
    if let Some(charset) = wide(&sample.head) {
        return Ok(Encodings::new(charset, None));
    }
    refuse_binary(sample, file_name)?;
    let mut lines = Lines::default();
    sample.chunks().for_each(|chunk| lines.add(chunk));
    Ok(lines.verdict(marked.is_some()))
}

/// Refuses what has more controls than any text. Zeros may pad a file, so a few of them pass.
fn refuse_binary(sample: &Sample, file_name: &str) -> Result<(), AnalysisError> {
    let padding = |byte: &u8| matches!(byte, 0 | 0x1A);
    let (mut bytes, mut controls, mut zeros) = (0, 0, 0);
    for chunk in sample.chunks() {
        let end = chunk
            .iter()
            .rposition(|byte| !padding(byte))
            .map_or(0, |i| i + 1);
        bytes += end;
        zeros += chunk[..end].iter().filter(|byte| **byte == 0).count();
        controls += chunk[..end]
            .iter()
            .filter(|byte| is_control(**byte))
            .count();
    }
    if zeros * 4 > bytes || controls * 100 > bytes {
        return Err(not_text(file_name));
    }
    Ok(())
}

/// Bytes that no text of any encoding here has in number. Some exports separate values by 1C to 1F, and lines within a
/// value by 0B.
fn is_control(byte: u8) -> bool {
    byte < b' '
        && !matches!(
            byte,
            0 | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A | 0x1C..=0x1F
        )
}

pub fn not_text(file_name: &str) -> AnalysisError {
    unreadable(format!("{file_name} is not a text file. {}", sniff::ADVICE))
}

/// Lines with more than ASCII, by what they could be.
#[derive(Default)]
struct Lines {
    utf8: u64,
    other: u64,
    foreign: Vec<u8>,
}

/// Bytes of foreign lines that are enough to tell their encoding.
const MAX_FOREIGN: usize = 256 << 10;

impl Lines {
    fn add(&mut self, chunk: &[u8]) {
        if chunk.is_ascii() {
            return;
        }
        let mut lines: Vec<&[u8]> = chunk.split_inclusive(|byte| *byte == b'\n').collect();
        // The first and last line of a piece may be cut in the middle of a character.
        if lines.len() > 2 && !chunk.ends_with(b"\n") {
            lines.pop();
        }
        for line in lines.into_iter().filter(|line| !line.is_ascii()) {
            if std::str::from_utf8(line).is_ok() {
                self.utf8 += 1;
            } else {
                self.other += 1;
                if self.foreign.len() < MAX_FOREIGN {
                    self.foreign.extend_from_slice(line);
                }
            }
        }
    }

    fn verdict(self, marked: bool) -> Encodings {
        if self.other == 0 {
            return Encodings::new(Charset::UTF_8, Some(WINDOWS_1252.into()));
        }
        let (foreign, also) = guess(&self.foreign);
        if marked || self.utf8 > self.other {
            let fallback = Some(foreign).filter(|charset| charset.is_single_byte());
            let fallback = fallback.unwrap_or(WINDOWS_1252.into());
            return Encodings::new(Charset::UTF_8, Some(fallback));
        }
        Encodings {
            also,
            ..Encodings::new(foreign, None)
        }
    }
}

/// The likeliest charset of bytes that are not UTF-8, and another one that fits as well.
fn guess(bytes: &[u8]) -> (Charset, Option<Charset>) {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    match older::or_older(guess, bytes) {
        Charset::DOS_850 => dos::western(bytes),
        charset => (charset, None),
    }
}
