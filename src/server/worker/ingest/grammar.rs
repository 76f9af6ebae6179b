//! The grammar of delimited text: which mark ends a value, and which quote mark really quotes.
//!
//! Two readers ask it, the one that cuts a file into blocks and the one that takes a block apart,
//! and both must get the same answer from the same bytes. So an answer depends on the bytes of one
//! record, and never on what came before it.

use super::{
    normalize::{Marks, Normal, SEPARATOR},
    positions::{Measure, Starts},
};
use crate::shared::reading::Reading;
use memchr::{memchr, memchr2, memrchr2};

/// A quoted value longer than this was never meant to be one.
const MAX_QUOTED_BYTES: usize = 1 << 20;

/// How values and records end.
#[derive(Clone, Debug)]
pub struct Grammar {
    pub delimiter: u8,
    pub quote: Option<u8>,
    escape: Option<u8>,
    /// Any run of blanks and tabs is one delimiter.
    pub blank_runs: bool,
    /// A record may begin with a delimiter that separates nothing.
    leading: bool,
    /// Values in a record; 0 when that is not known yet.
    width: usize,
    /// The bytes that end an unquoted value.
    ends: [bool; 256],
    /// Where columns begin that have no delimiter between them; empty where they have one.
    pub starts: Starts,
    /// Whether a line of a sample in which a word goes on where a column begins is one value.
    pub keeps_words: bool,
}

/// What an opening quote mark turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// It quotes up to the mark at this place.
    Closed(usize),
    /// It is a sign like any other.
    Literal,
    /// The bytes end before that can be said.
    Open,
}

/// Where no mark closes a value that was open before: what was searched once in a block is not searched again
/// for the next stray mark. It changes how long an answer takes, never the answer.
#[derive(Debug, Default)]
pub struct Barren {
    from: usize,
    to: usize,
}

impl Barren {
    /// Where to search on for the mark that closes the one at `open`. After two marks in a row it depends on which
    /// of them is meant.
    fn skip(&self, text: &[u8], open: usize) -> usize {
        let next = open + 1;
        let doubled = text.get(next) == text.get(open);
        match !doubled && self.from <= next && next < self.to {
            true => self.to,
            false => next,
        }
    }

    fn add(&mut self, open: usize, limit: usize) {
        *self = Self {
            from: open + 1,
            to: limit,
        };
    }
}

impl Grammar {
    pub fn new(delimiter: u8, quote: Option<u8>, escape: Option<u8>, width: usize) -> Self {
        let mut ends = [false; 256];
        for byte in [delimiter, b'\n', b'\r'] {
            ends[usize::from(byte)] = true;
        }
        ends[usize::from(b'\t')] |= delimiter == b' ';
        Self {
            delimiter,
            quote,
            escape,
            blank_runs: delimiter == b' ',
            leading: false,
            width,
            ends,
            starts: Starts::default(),
            keeps_words: false,
        }
    }

    /// The same for records that begin with a delimiter, as they do in tables drawn with bars.
    pub fn with_leading(self, leading: bool) -> Self {
        Self { leading, ..self }
    }

    /// The grammar of lines whose columns are told apart by their position: no mark in them means anything.
    pub fn by_position(starts: Starts) -> Self {
        Self {
            blank_runs: false,
            starts,
            ..Self::new(b' ', None, None, 0)
        }
    }

    /// The grammar by which a file is cut into whole records before its lines are written as `reading` needs them.
    pub fn raw(reading: &Reading) -> Self {
        if Normal::from(reading) == Normal::PLAIN {
            return Self::from(reading);
        }
        let byte = |sign: char| u8::try_from(sign).ok().filter(u8::is_ascii);
        let delimiter = byte(reading.delimiter).unwrap_or(SEPARATOR);
        Self::new(delimiter, reading.quote.and_then(byte), None, 0)
    }

    pub fn keeping_words(self, keeps_words: bool) -> Self {
        Self {
            keeps_words,
            ..self
        }
    }

    /// Whether a byte ends a value and no record.
    pub fn separates(&self, byte: u8) -> bool {
        byte == self.delimiter || self.blank_runs && byte == b'\t'
    }

    /// Where the first value of a record that begins at `from` begins.
    pub fn first_value(&self, text: &[u8], from: usize) -> usize {
        let start = self.skip_blanks(text, from);
        match self.leading && text.get(start) == Some(&self.delimiter) {
            true => start + 1,
            false => from,
        }
    }

    /// Whether a byte takes the next one for text.
    pub fn escapes(&self, byte: u8) -> bool {
        self.escape == Some(byte)
    }

    /// Where the value that begins at `from` ends, if it is not quoted.
    pub fn value_end(&self, text: &[u8], from: usize) -> usize {
        let rest = text.get(from..).unwrap_or_default();
        let length = rest.iter().position(|byte| self.ends[usize::from(*byte)]);
        from + length.unwrap_or(rest.len())
    }

    /// Blanks that may stand between a delimiter and a quote mark.
    pub fn skip_blanks(&self, text: &[u8], from: usize) -> usize {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t') && !self.separates(*byte);
        from + text[from..]
            .iter()
            .take_while(|byte| is_blank(byte))
            .count()
    }

    /// Whether the quote mark at `at` begins a value.
    pub fn opens(&self, text: &[u8], at: usize) -> bool {
        let is_blank = |byte: &&u8| matches!(**byte, b' ' | b'\t') && !self.separates(**byte);
        let before = text[..at].iter().rev().find(|byte| !is_blank(byte));
        before.is_none_or(|byte| self.ends[usize::from(*byte)])
    }

    /// What the quote mark at `at` is, in a record that begins at `record`. `whole` says that `text`
    /// has no more to come.
    pub fn quoted(
        &self,
        text: &[u8],
        record: usize,
        at: usize,
        whole: bool,
        barren: &mut Barren,
    ) -> Quote {
        let close = match self.close(text, at, whole, barren) {
            Quote::Closed(close) => close,
            other => return other,
        };
        if memchr2(b'\n', b'\r', &text[at..close]).is_none() || self.width == 0 {
            return Quote::Closed(close);
        }
        self.over_lines(text, record, (at, close), whole)
    }

    /// A value that goes over lines is believed if its record gets the right width by that; if its
    /// first line alone has it, the mark was a stray one.
    fn over_lines(
        &self,
        text: &[u8],
        record: usize,
        (open, close): (usize, usize),
        whole: bool,
    ) -> Quote {
        let Some(as_quoted) = self.count_quoted(text, record, whole) else {
            return Quote::Open;
        };
        let first_line_fits = self.count_plain(text, record) == self.width;
        if !first_line_fits {
            return Quote::Closed(close);
        }
        if as_quoted != self.width || self.opens_again(&text[open..close]) {
            return Quote::Literal;
        }
        match self.holds_record(text, (open, close), whole) {
            None => Quote::Open,
            Some(true) => Quote::Literal,
            Some(false) => Quote::Closed(close),
        }
    }

    /// Whether a line within a quoted value opens with a quote and is a record of its own; none when that is not
    /// known yet.
    fn holds_record(
        &self,
        text: &[u8],
        (open, close): (usize, usize),
        whole: bool,
    ) -> Option<bool> {
        let quote = self.quote?;
        let begins =
            |at: &usize| matches!(text[at - 1], b'\n' | b'\r') && text.get(at + 1) != Some(&quote);
        let marks = memchr::memchr_iter(quote, &text[open + 1..close]);
        // The first such line tells.
        match marks.map(|at| open + 1 + at).find(begins) {
            None => Some(false),
            Some(line) => Some(self.count_quoted(text, line, whole)? == self.width),
        }
    }

    /// Whether a value opens inside a quoted one, which then was none.
    fn opens_again(&self, quoted: &[u8]) -> bool {
        let Some(quote) = self.quote else {
            return false;
        };
        let marks = memchr::memchr_iter(quote, quoted).skip(1);
        let mut opening = marks.filter(|mark| self.separates(quoted[mark - 1]));
        opening.any(|mark| quoted.get(mark + 1) != Some(&quote))
    }

    /// The mark that closes: one that a delimiter or the end of the line follows.
    fn close(&self, text: &[u8], open: usize, whole: bool, barren: &mut Barren) -> Quote {
        let Some(quote) = self.quote else {
            return Quote::Literal;
        };
        let limit = text.len().min(open + MAX_QUOTED_BYTES);
        let out_of_bytes = match limit == text.len() && !whole {
            true => Quote::Open,
            false => Quote::Literal,
        };
        let mut at = barren.skip(text, open);
        loop {
            let rest = text.get(at..limit).unwrap_or_default();
            let found = match self.escape {
                Some(escape) => memchr2(quote, escape, rest),
                None => memchr(quote, rest),
            };
            let Some(mark) = found.map(|found| at + found) else {
                barren.add(open, limit.max(at));
                return out_of_bytes;
            };
            let after = mark + 1;
            if text[mark] != quote || text.get(after) == Some(&quote) {
                at = after + 1;
                continue;
            }
            let next = self.skip_blanks(text, after);
            match text.get(next) {
                None if !whole => return Quote::Open,
                Some(byte) if !self.ends[usize::from(*byte)] => at = after,
                _ => return Quote::Closed(mark),
            }
        }
    }

    /// Values of the record at `from` if every closed quote is believed; none when it has no end yet.
    fn count_quoted(&self, text: &[u8], from: usize, whole: bool) -> Option<usize> {
        let (mut at, mut values) = (self.first_value(text, from), 1);
        let mut barren = Barren::default();
        loop {
            let start = self.skip_blanks(text, at);
            let mut end = at;
            if self.quote.is_some() && text.get(start).copied() == self.quote {
                match self.close(text, start, whole, &mut barren) {
                    Quote::Closed(close) => end = close + 1,
                    Quote::Literal => {}
                    Quote::Open => return None,
                }
            }
            end = self.value_end(text, end);
            match text.get(end) {
                None if !whole => return None,
                Some(byte) if self.separates(*byte) => at = end + 1,
                _ => return Some(values),
            }
            values += 1;
        }
    }

    /// Values of the line at `from` if its quote marks are plain text.
    fn count_plain(&self, text: &[u8], from: usize) -> usize {
        let line = &text[from..];
        let end = memchr2(b'\n', b'\r', line).unwrap_or(line.len());
        let start = self.first_value(line, 0).min(end);
        let separates = |byte: &&u8| self.separates(**byte);
        line[start..end].iter().filter(separates).count() + 1
    }

    /// Where the last whole record of `text` ends, 0 when there is none.
    pub fn last_boundary(&self, text: &[u8]) -> usize {
        let Some(quote) = self.quote else {
            return last_line_end(text);
        };
        let (mut record, mut at) = (0, 0);
        let mut barren = Barren::default();
        while let Some(found) = memchr(quote, &text[at..]) {
            let mark = at + found;
            if let Some(end) = memrchr2(b'\n', b'\r', &text[at..mark]) {
                record = at + end + 1;
            }
            at = mark + 1;
            if !self.opens(text, mark) {
                continue;
            }
            match self.quoted(text, record, mark, false, &mut barren) {
                Quote::Closed(close) => at = close + 1,
                Quote::Literal => {}
                Quote::Open => return record,
            }
        }
        match last_line_end(&text[at..]) {
            0 => record,
            end => at + end,
        }
    }
}

impl From<&Reading> for Grammar {
    fn from(reading: &Reading) -> Self {
        if !reading.starts.is_empty() {
            let starts = Starts::new(&reading.starts);
            return Self::by_position(starts.measured(match reading.wide_letters {
                true => Measure::Cells,
                false => Measure::Characters,
            }));
        }
        let marks = Normal::from(reading).marks;
        let byte = |sign: char| u8::try_from(sign).ok().filter(u8::is_ascii);
        let columns = reading
            .columns
            .len()
            .saturating_sub(usize::from(reading.keep_surplus));
        Self::new(
            match marks {
                Marks::Plain => byte(reading.delimiter).unwrap_or(b','),
                _ => SEPARATOR,
            },
            match Normal::from(reading).curly {
                None => reading.quote.and_then(byte),
                Some(_) => Some(b'"'),
            },
            reading.escape.and_then(byte),
            columns + usize::from(reading.ends_in_delimiter),
        )
        .with_leading(reading.begins_in_delimiter)
    }
}

/// After the last end of a line. A return at the very end may be half of one.
fn last_line_end(text: &[u8]) -> usize {
    let sure = match text {
        [most @ .., b'\r'] => most,
        all => all,
    };
    memrchr2(b'\n', b'\r', sure).map_or(0, |end| end + 1)
}
