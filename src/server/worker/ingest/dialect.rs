//! Which mark separates the values of a file: the one under which its rows agree best.

mod colon;

use super::{
    by_position::{self, Found},
    grammar::Grammar,
    normalize::{Marks, Normal, SEPARATOR},
    numbers,
    positions::Starts,
    prose, records,
    rows::{self, Row},
};
use crate::shared::reading::{DecimalMark, Decisions, Mark};

/// In the order of preference when two fit equally well.
const DELIMITERS: [u8; 8] = [b',', b'\t', b';', b'|', b'^', b'~', 0x1F, 0x01];
const SAMPLE_ROWS: usize = 500;
const SAMPLE_BYTES: usize = 128 << 10;

/// The marks of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialect {
    pub delimiter: u8,
    /// None where no mark quotes.
    pub quote: Option<u8>,
    pub escape: Option<u8>,
    /// Rows begin with the delimiter.
    pub leading: bool,
    /// The first line says so: `sep=;`.
    pub named: bool,
    /// What the first line says, where the rows do not keep to it.
    pub broken_promise: Option<u8>,
    /// How its lines are written so that these are its marks.
    pub normal: Normal,
    /// Tabs stand among the blanks that separate values.
    pub mixed: bool,
    /// Columns that stand by position; the delimiter separates nothing then.
    pub by_position: Option<Found>,
    /// Whether a word is never cut by them.
    pub keeps_words: bool,
}

impl Dialect {
    /// The marks of files that we write ourselves.
    pub const OWN: Self = Self {
        delimiter: b',',
        quote: Some(b'"'),
        escape: None,
        leading: false,
        named: false,
        broken_promise: None,
        normal: Normal::PLAIN,
        mixed: false,
        by_position: None,
        keeps_words: false,
    };

    /// The marks of a text; a comma when there is but one column.
    pub fn of(text: &str) -> Self {
        let quote = quote(text);
        if let Some(delimiter) = text.lines().next().and_then(named) {
            return Self::promised(text, delimiter, quote);
        }
        let whole = text;
        let text = beginning(below_comment(whole));
        let mut best = best(text, quote);
        let by_blanks = sample(text, b' ', quote, None);
        let mixed = best.1 == b'\t' && is_mixed(&sample(text, b'\t', quote, None), &by_blanks);
        let aligned = best.0 < 0.1 && is_aligned(&by_blanks);
        let found = by_position::find(text).filter(|found| {
            let agree = aligned && found.agree(text, &by_blanks);
            let fits = || sample(text, best.1, quote, best.2);
            !mixed
                && !agree
                && (found.ruled || best.0 < 0.1 || by_position::holds_gaps(&fits(), found))
        });
        if let Some(found) = found {
            let above = records::line_ends(&whole.as_bytes()[..whole.len() - text_after(whole)]);
            return Self::at(Found {
                above: found.above + above,
                last: found.last + above,
                ..found
            });
        }
        if mixed || aligned {
            best = (1.0, b' ', None);
        } else if by_colon(text, quote, best) {
            best = (1.0, b':', None);
        }
        Self {
            delimiter: best.1,
            quote: Some(quote),
            escape: best.2,
            mixed,
            ..Self::OWN
        }
    }

    /// The marks of a text whose first line names one: that, unless the rows clearly keep to another.
    fn promised(text: &str, promise: u8, quote: u8) -> Self {
        let below = beginning(text);
        let below = below.find('\n').map_or("", |end| &below[end + 1..]);
        let promised = agreement(&sample(below, promise, quote, None));
        let (fit, delimiter, escape) = best(below, quote);
        let own = Self {
            delimiter: promise,
            quote: Some(quote),
            named: true,
            ..Self::OWN
        };
        match delimiter != promise && fit > promised * 1.25 {
            false => own,
            true => Self {
                delimiter,
                escape,
                broken_promise: Some(promise),
                ..own
            },
        }
    }

    /// The marks of a text whose columns stand by position: none.
    fn at(found: Found) -> Self {
        Self {
            delimiter: b' ',
            by_position: Some(found),
            keeps_words: true,
            ..Self::OWN
        }
    }

    /// As people said.
    pub fn decided(self, text: &str, decisions: &Decisions) -> Self {
        if let Some(said) = &decisions.starts {
            return self.decided_at(text, said);
        }
        let delimiter = decisions.delimiter.and_then(|mark| u8::try_from(mark).ok());
        let byte = |mark: char| u8::try_from(mark).ok().filter(u8::is_ascii);
        Self {
            quote: match decisions.quote {
                // Curly ones are written as straight ones.
                Some(Mark(Some(mark))) => byte(mark).or(self.quote),
                Some(Mark(None)) => None,
                None => self.quote,
            },
            escape: match decisions.escape {
                Some(Mark(mark)) => mark.and_then(byte),
                None => self.escape,
            },
            delimiter: delimiter.unwrap_or(self.delimiter),
            broken_promise: self.broken_promise.filter(|_| delimiter.is_none()),
            mixed: self.mixed && delimiter.is_none(),
            by_position: self.by_position.filter(|_| delimiter.is_none()),
            ..self
        }
    }

    /// The same for a text that was made normal.
    pub fn of_normal(self, normal: Normal) -> Self {
        match normal.marks {
            Marks::Plain => match normal.curly {
                None => Self { normal, ..self },
                Some(curly) => Self {
                    delimiter: curly.delimiter as u8,
                    normal,
                    ..Self::OWN
                },
            },
            marks => Self {
                delimiter: SEPARATOR,
                quote: self.quote,
                escape: (marks == Marks::EscapedBars).then_some(b'\\'),
                normal,
                ..Self::OWN
            },
        }
    }

    fn decided_at(self, text: &str, said: &[u32]) -> Self {
        let text = beginning(text);
        let found = self.by_position;
        if said.is_empty() {
            return Self::at(found.unwrap_or_else(|| by_position::find_anyhow(text)));
        }
        let measure = found.as_ref().map(|found| found.starts.measure());
        let starts = Starts::new(said).measured(measure.unwrap_or_default());
        Self {
            keeps_words: by_position::keep_words(text, &starts),
            ..Self::at(Found {
                starts,
                ruled: false,
                above: found.as_ref().map_or(0, |found| found.above),
                last: found.map_or(0, |found| found.last),
            })
        }
    }

    /// Whether it tells columns apart in most rows of a text.
    pub fn separates(&self, text: &str) -> bool {
        let rows = rows::rows(beginning(text), &self.grammar(0), 0, SAMPLE_ROWS);
        let width = rows::common_width(&rows);
        let agreeing = rows.iter().filter(|row| row.values.len() == width);
        width > 1 && agreeing.count() * 2 > rows.len()
    }

    pub fn grammar(&self, width: usize) -> Grammar {
        if let Some(found) = &self.by_position {
            return found.grammar().keeping_words(self.keeps_words);
        }
        let grammar = Grammar::new(self.delimiter, self.quote, self.escape, width);
        grammar.with_leading(self.leading)
    }
}

fn sample(text: &str, delimiter: u8, quote: u8, escape: Option<u8>) -> Vec<Row> {
    let grammar = Grammar::new(delimiter, Some(quote), escape, 0);
    rows::rows(text, &grammar, 0, SAMPLE_ROWS)
}

/// Whole lines at the beginning.
fn beginning(text: &str) -> &str {
    if text.len() <= SAMPLE_BYTES {
        return text;
    }
    let end = text.as_bytes()[..SAMPLE_BYTES]
        .iter()
        .rposition(|byte| *byte == b'\n');
    end.map_or(text, |end| &text[..=end])
}

/// The text below a comment that it begins with.
fn below_comment(text: &str) -> &str {
    &text[text.len() - text_after(text)..]
}

/// How many bytes stand below a comment that a text begins with.
fn text_after(text: &str) -> usize {
    let opens = text.trim_start().starts_with("/*");
    let end = text.find("*/").filter(|_| opens);
    text.len() - end.map_or(0, |end| end + 2)
}

/// The mark that a line names, as spreadsheets write it into a first line of its own: `sep=;`.
pub fn named(line: &str) -> Option<u8> {
    let line = line.trim_end_matches('\r').trim_matches('"');
    let (word, mark) = line.split_once('=')?;
    if !word.trim().eq_ignore_ascii_case("sep") {
        return None;
    }
    // Blanks may stand around it, or be the mark.
    let trimmed = mark.trim_matches(' ');
    match trimmed.as_bytes() {
        [] if !mark.is_empty() => Some(b' '),
        // Programs that save it again add their own at its end.
        [byte, rest @ ..] if byte.is_ascii_punctuation() && rest.iter().all(|one| one == byte) => {
            Some(*byte)
        }
        [byte] if byte.is_ascii() => Some(*byte),
        b"\\t" | b"\\T" => Some(b'\t'),
        _ => None,
    }
}

/// The mark that the rows agree on best: how well, which it is, and what takes a quote mark for text.
fn best(text: &str, quote: u8) -> (f64, u8, Option<u8>) {
    let escapes: &[Option<u8>] = match text.contains("\\\"") {
        true => &[None, Some(b'\\')],
        false => &[None],
    };
    let mut best = (0.0, b',', None);
    for (delimiter, escape) in DELIMITERS
        .iter()
        .flat_map(|d| escapes.iter().map(|e| (*d, *e)))
    {
        let fit = agreement(&sample(text, delimiter, quote, escape));
        if fit > best.0 + 1e-9 {
            best = (fit, delimiter, escape);
        }
    }
    best
}

/// Whether a colon separates the values, and what fits best until now stands in one of its columns.
fn by_colon(text: &str, quote: u8, (fit, delimiter, escape): (f64, u8, Option<u8>)) -> bool {
    let by_colon = sample(text, b':', quote, None);
    let more = || {
        let others = sample(text, delimiter, quote, escape);
        rows::common_width(&by_colon) > rows::common_width(&others) + 1
            && colon::holds_others(&by_colon)
    };
    text.contains(':') && colon::separates(&by_colon) && (fit < 0.1 || more())
}

/// Single quotes quote where values begin and end with them and no double quote is in sight.
fn quote(text: &str) -> u8 {
    let text = beginning(text);
    let quoted =
        text.matches("','").count() + text.matches("';'").count() + text.matches("'\t'").count();
    if quoted > 2 && !text.contains('"') {
        b'\''
    } else {
        b'"'
    }
}

/// How well rows agree on their length, and how much their values look like single values.
fn agreement(rows: &[Row]) -> f64 {
    let width = rows::common_width(rows);
    if width < 2 {
        return 0.0;
    }
    let agreeing: Vec<&Row> = rows
        .iter()
        .filter(|row| row.values.len() == width)
        .collect();
    let values = agreeing.iter().flat_map(|row| &row.values);
    let plain = values.clone().filter(|value| is_plain(value)).count();
    let share = agreeing.len() as f64 / rows.len() as f64;
    let plain = plain as f64 / values.count() as f64;
    // Two values in a row may be chance; many are not.
    share * share * plain * (width - 1) as f64 / width as f64
}

/// Whether a value is a number, or words without a mark that could have separated more.
fn is_plain(value: &str) -> bool {
    let number = |mark| numbers::read(value, mark).is_some();
    !value.contains([',', ';', '\t', '|', '"'])
        || number(DecimalMark::Point)
        || number(DecimalMark::Comma)
}

/// Whether columns are told apart by blanks alone: all rows agree, and most values are numbers.
fn is_aligned(rows: &[Row]) -> bool {
    let width = rows::common_width(rows);
    let above = prose::rows_above(rows, width).unwrap_or(0);
    let table = &rows[above..];
    // Where prose is longer than what stands below it, it is the text itself.
    if above > 0 && (table.len() < 3 || table.len() < above) {
        return false;
    }
    let agreeing = table.iter().filter(|row| row.values.len() == width).count();
    let values = table.iter().flat_map(|row| &row.values);
    let numbers = values
        .clone()
        .filter(|v| numbers::read(v, DecimalMark::Point).is_some());
    width > 1 && agreeing * 10 >= table.len() * 8 && numbers.count() * 5 >= values.count() * 2
}

/// Whether blanks separate values as tabs do: most rows have several values between two tabs, and all agree if any
/// run of both is one mark. Where they agree by tabs, too, values with a blank in them are likelier, unless
/// the names and gaps say otherwise.
fn is_mixed(by_tabs: &[Row], by_blanks: &[Row]) -> bool {
    let width = rows::common_width(by_blanks);
    let above = prose::rows_above(by_blanks, width).unwrap_or(0);
    let [first, body @ ..] = &by_blanks[above..] else {
        return false;
    };
    let hold = |gap: &str| {
        let holds = |row: &&Row| row.values.iter().any(|value| value.contains(gap));
        by_tabs.iter().filter(holds).count() * 2 > by_tabs.len()
    };
    let common = rows::common_width(by_tabs);
    let agreeing = by_tabs.iter().filter(|row| row.values.len() == common);
    let tabs_agree = agreeing.count() * 10 >= by_tabs.len() * 9;
    body.len() > 1
        && body.iter().all(|row| row.values.len() == width)
        && is_aligned(by_blanks)
        && hold(" ")
        && (!tabs_agree || first.values.len() == width && hold("  "))
}
