//! Takes a block of text apart into records and values, with the line each record starts in.

use super::{
    grammar::{Barren, Grammar, Quote},
    positions::Part,
};
use memchr::memchr_iter;
use std::borrow::Cow;

/// One value: where it stands in the block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field {
    start: u32,
    end: u32,
    quoted: bool,
}

/// One record: where it stands, and what is odd about it.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// Counted from 1 within the block.
    pub line: u64,
    pub start: usize,
    /// Without the end of the line.
    pub end: usize,
    pub values: usize,
    /// A quote mark began a value and quoted nothing.
    pub stray_quote: bool,
    /// A value goes on where another column begins.
    pub crossed: bool,
}

/// The records of a block, in order.
pub struct Records<'a> {
    pub text: &'a [u8],
    grammar: &'a Grammar,
    at: usize,
    line: u64,
    barren: Barren,
}

impl Field {
    /// The value as it is meant: without quotes, and with doubled or escaped marks as one.
    pub fn value<'a>(self, text: &'a str, grammar: &Grammar) -> Cow<'a, str> {
        let raw = &text[self.start as usize..self.end as usize];
        match grammar.quote {
            Some(quote) if self.quoted => grammar.unescaped(raw, quote),
            Some(quote) if raw.as_bytes().first() == Some(&quote) => {
                Cow::Borrowed(without_stray(raw, char::from(quote)))
            }
            _ => Cow::Borrowed(raw),
        }
    }

    /// The value as it stands, for values that need no quotes.
    pub fn raw(self, text: &[u8]) -> &[u8] {
        &text[self.start as usize..self.end as usize]
    }

    /// From the begin of this value to the end of its record.
    pub fn to_end(self, record: &Record) -> Field {
        let start = self.start - u32::from(self.quoted);
        Field {
            start,
            end: (record.end as u32).max(start),
            quoted: false,
        }
    }
}

impl Grammar {
    fn unescaped<'a>(&self, raw: &'a str, quote: u8) -> Cow<'a, str> {
        let is_escape = |byte: u8| byte == quote || self.escapes(byte);
        if !raw.bytes().any(|byte| byte == b'\r' || is_escape(byte)) {
            return Cow::Borrowed(raw);
        }
        let mut plain = String::with_capacity(raw.len());
        let mut signs = raw.chars().peekable();
        let byte = |sign: char| u8::try_from(sign).unwrap_or(0);
        while let Some(sign) = signs.next() {
            let next = signs.peek().copied();
            // Lines within a value end in one way, however the file ends them.
            if sign == '\r' {
                plain.push('\n');
                signs.next_if_eq(&'\n');
                continue;
            }
            let escaped = next.is_some_and(|next| {
                byte(next) == quote && is_escape(byte(sign))
                    || self.escapes(byte(sign)) && self.escapes(byte(next))
            });
            plain.push(match escaped {
                true => signs.next().unwrap_or(sign),
                false => sign,
            });
        }
        Cow::Owned(plain)
    }
}

impl<'a> Records<'a> {
    pub fn new(text: &'a [u8], grammar: &'a Grammar) -> Self {
        Self {
            text,
            grammar,
            at: 0,
            line: 1,
            barren: Barren::default(),
        }
    }

    /// Leaves out `lines` lines as they stand.
    pub fn skip_lines(&mut self, lines: u64) {
        for _ in 0..lines {
            let rest = &self.text[self.at..];
            let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            self.at += end;
            self.end_line();
        }
    }

    /// Lines before the next record.
    pub fn lines(&self) -> u64 {
        self.line - 1
    }

    /// Adds the values of the next record to `fields`.
    pub fn next(&mut self, fields: &mut Vec<Field>) -> Option<Record> {
        if self.at >= self.text.len() {
            return None;
        }
        let mut record = Record {
            line: self.line,
            start: self.at,
            end: self.at,
            values: 0,
            stray_quote: false,
            crossed: false,
        };
        if !self.grammar.starts.is_empty() {
            self.cut(&mut record, fields);
            return Some(record);
        }
        self.at = self.grammar.first_value(self.text, self.at);
        if self.grammar.blank_runs {
            self.skip_run();
        }
        loop {
            fields.push(self.field(&mut record));
            record.values += 1;
            record.end = self.at;
            let byte = self.text.get(self.at);
            if !byte.is_some_and(|byte| self.grammar.separates(*byte)) {
                break;
            }
            self.at += 1;
            if self.grammar.blank_runs {
                self.skip_run();
                if matches!(self.text.get(self.at), None | Some(b'\n' | b'\r')) {
                    break;
                }
            }
        }
        self.end_line();
        Some(record)
    }

    /// Takes a line apart by positions; of one that shows nothing there is one value.
    fn cut(&mut self, record: &mut Record, fields: &mut Vec<Field>) {
        let rest = &self.text[record.start..];
        let line = &rest[..memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())];
        record.end = record.start + line.len();
        let begin = fields.len();
        let start = record.start;
        // What fills a column up is none of its value.
        let field = |(from, to): Part| {
            let part = &line[from..to];
            let shown = std::str::from_utf8(part).map_or(part, |part| part.trim().as_bytes());
            let before =
                std::str::from_utf8(part).map_or(0, |part| part.len() - part.trim_start().len());
            Field {
                start: (start + from + before) as u32,
                end: (start + from + before + shown.len()) as u32,
                quoted: false,
            }
        };
        match line.trim_ascii().is_empty() {
            true => fields.push(field((0, line.len()))),
            false => {
                record.crossed = self
                    .grammar
                    .starts
                    .cut(line, |part| fields.push(field(part)))
            }
        }
        record.values = fields.len() - begin;
        self.at = record.end;
        self.end_line();
    }

    fn skip_run(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest
            .iter()
            .take_while(|byte| self.grammar.separates(**byte))
            .count();
    }

    /// Reads one value up to the mark that ends it.
    fn field(&mut self, record: &mut Record) -> Field {
        let begin = self.at;
        // A value begins with its quote mark or has none; most have none.
        let may_quote = self.grammar.quote.is_some()
            && self.text.get(begin).is_some_and(|byte| {
                Some(*byte) == self.grammar.quote || matches!(byte, b' ' | b'\t')
            });
        if may_quote && let Some(field) = self.quoted(record) {
            return field;
        }
        self.at = self.grammar.value_end(self.text, begin);
        Field {
            start: begin as u32,
            end: self.at as u32,
            quoted: false,
        }
    }

    fn quoted(&mut self, record: &mut Record) -> Option<Field> {
        let open = self.grammar.skip_blanks(self.text, self.at);
        if self.text.get(open).copied() != self.grammar.quote {
            return None;
        }
        let Quote::Closed(close) =
            self.grammar
                .quoted(self.text, record.start, open, true, &mut self.barren)
        else {
            record.stray_quote = true;
            return None;
        };
        self.line += line_ends(&self.text[open..close]);
        self.at = self.grammar.skip_blanks(self.text, close + 1);
        Some(Field {
            start: open as u32 + 1,
            end: close as u32,
            quoted: true,
        })
    }

    fn end_line(&mut self) {
        let ends = match &self.text[self.at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        self.at += ends;
        self.line += u64::from(ends > 0);
    }
}

/// A value without the mark it opens with, if that was never closed, or closed around another one.
fn without_stray(raw: &str, quote: char) -> &str {
    let inner = &raw[1..];
    match inner.strip_suffix(quote) {
        Some(inner) => inner,
        None if inner.contains(quote) => raw,
        None => inner,
    }
}

/// Ends of lines in a text: `\n`, `\r\n`, or `\r` alone.
pub fn line_ends(text: &[u8]) -> u64 {
    let returns = memchr_iter(b'\r', text).filter(|at| text.get(at + 1) != Some(&b'\n'));
    (memchr_iter(b'\n', text).count() + returns.count()) as u64
}
