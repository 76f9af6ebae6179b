//! Which mark separates the values of a file: the one under which its rows agree best.

use super::{
    grammar::Grammar,
    numbers, prose,
    rows::{self, Row},
};
use crate::shared::reading::{DecimalMark, Decisions};

/// In the order of preference when two fit equally well.
const DELIMITERS: [u8; 8] = [b',', b'\t', b';', b'|', b'^', b'~', 0x1F, 0x01];
const SAMPLE_ROWS: usize = 500;
const SAMPLE_BYTES: usize = 128 << 10;

/// The marks of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dialect {
    pub delimiter: u8,
    pub quote: u8,
    pub escape: Option<u8>,
    /// Rows begin with the delimiter.
    pub leading: bool,
    /// The first line says so: `sep=;`.
    pub named: bool,
    /// Tabs stand among the blanks that separate values.
    pub mixed: bool,
}

impl Dialect {
    /// The marks of files that we write ourselves.
    pub const OWN: Self = Self {
        delimiter: b',',
        quote: b'"',
        escape: None,
        leading: false,
        named: false,
        mixed: false,
    };

    /// The marks of a text; a comma when there is but one column.
    pub fn of(text: &str) -> Self {
        let quote = quote(text);
        if let Some(delimiter) = named(text) {
            return Self {
                delimiter,
                quote,
                escape: None,
                leading: false,
                named: true,
                mixed: false,
            };
        }
        let text = beginning(below_comment(text));
        let mut best = (0.0, b',', None);
        let escapes: &[Option<u8>] = match text.contains("\\\"") {
            true => &[None, Some(b'\\')],
            false => &[None],
        };
        for (delimiter, escape) in DELIMITERS
            .iter()
            .flat_map(|d| escapes.iter().map(|e| (*d, *e)))
        {
            let fit = agreement(&sample(text, delimiter, quote, escape));
            if fit > best.0 + 1e-9 {
                best = (fit, delimiter, escape);
            }
        }
        let by_blanks = sample(text, b' ', quote, None);
        let mixed = best.1 == b'\t' && is_mixed(&sample(text, b'\t', quote, None), &by_blanks);
        if mixed || best.0 < 0.1 && is_aligned(&by_blanks) {
            best = (1.0, b' ', None);
        }
        Self {
            delimiter: best.1,
            quote,
            escape: best.2,
            leading: false,
            named: false,
            mixed,
        }
    }

    /// As people said.
    pub fn decided(self, decisions: &Decisions) -> Self {
        let delimiter = decisions.delimiter.and_then(|mark| u8::try_from(mark).ok());
        Self {
            delimiter: delimiter.unwrap_or(self.delimiter),
            mixed: self.mixed && delimiter.is_none(),
            ..self
        }
    }

    pub fn grammar(self, width: usize) -> Grammar {
        let grammar = Grammar::new(self.delimiter, Some(self.quote), self.escape, width);
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
    let opens = text.trim_start().starts_with("/*");
    let end = text.find("*/").filter(|_| opens);
    end.map_or(text, |end| &text[end + 2..])
}

/// What spreadsheets write into a first line of its own.
fn named(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches('"');
    let (word, mark) = line.split_at_checked(4)?;
    match mark.as_bytes() {
        [byte] if word.eq_ignore_ascii_case("sep=") && byte.is_ascii() => Some(*byte),
        _ if line.eq_ignore_ascii_case("sep=\\t") => Some(b'\t'),
        _ => None,
    }
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
    let above = prose::rows_above(rows, width);
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
    let above = prose::rows_above(by_blanks, width);
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
