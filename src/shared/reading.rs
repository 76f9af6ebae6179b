//! A reading: how a delimited file becomes a table, as a plain value that people can see and change.
//!
//! The engine proposes a [`Reading`] with a [`Choice`] for what it decided, and applies it to the
//! kept original. A [`Finding`] says what the file lost or gained on the way, and by which [`Change`]
//! one decides otherwise.

mod decisions;

pub use super::shape::FileFormat;
pub use decisions::{Change, ColumnDecision, Decisions, Mark};

use super::{dataset::ColumnType, ids::DatasetId, shape::Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Examples that a finding shows; it counts them all.
pub const MAX_EXAMPLES: usize = 20;
/// Characters of a line or value that an example shows.
pub const MAX_EXAMPLE_CHARS: usize = 120;
/// Findings and choices of one file; the most important come first.
pub const MAX_FINDINGS: usize = 200;

/// How a delimited file is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Reading {
    /// The label of the encoding standard: `UTF-8`, `windows-1252`, `Shift_JIS`.
    pub encoding: String,
    /// For lines that are not in `encoding`; none shows what does not fit as U+FFFD.
    pub fallback: Option<String>,
    /// A single ASCII character, or the bar of drawn boxes, │; a blank stands for any run of blanks and tabs, unless columns stand by position.
    pub delimiter: char,
    /// Where columns begin that are told apart by their position: the characters of a line counted from 1; a tab counts
    /// up to the next multiple of eight. Empty where a delimiter separates them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub starts: Vec<u32>,
    /// Whether a letter that is shown twice as wide as others counts as two, and a combining sign as none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wide_letters: bool,
    /// Whether the delimiter stands twice between values: `::`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub doubled_delimiter: bool,
    /// Whether each line is quoted as a whole.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub quoted_lines: bool,
    /// None where quote marks are plain text; “, „, « and » stand for the pairs that word processors write.
    pub quote: Option<char>,
    /// A character that takes the next quote mark for text, next to the doubled mark.
    pub escape: Option<char>,
    pub decimal_mark: DecimalMark,
    /// Lines of the file above the table.
    pub skip_above: u64,
    /// Lines of the file below the table.
    pub skip_below: u64,
    /// Rows that name the columns, joined from top to bottom; 0 when there are none.
    pub header_rows: u32,
    /// Whether the last column takes whatever a row has beyond it.
    pub keep_surplus: bool,
    /// Whether rows begin with a delimiter that separates nothing.
    pub begins_in_delimiter: bool,
    /// Whether every row ends in a delimiter that separates nothing.
    pub ends_in_delimiter: bool,
    /// Whether rows that sum up others are left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub leave_out_totals: bool,
    /// Whether rows without a value stay.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub keep_empty_rows: bool,
    /// Whether rows with fewer values than columns are left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub leave_out_short: bool,
    /// Whether rows with more values than columns are left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub leave_out_surplus: bool,
    /// Whether a key that stands again in a record of JSON has a column for each time.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub repeated_keys_apart: bool,
    /// Words that mean "missing" in columns of numbers, dates, and yes or no, without regard to case.
    pub missing: Vec<String>,
    /// Words that mean "missing" among texts too.
    pub missing_in_text: Vec<String>,
    pub columns: Vec<ColumnReading>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            encoding: "UTF-8".into(),
            fallback: None,
            delimiter: ',',
            starts: Vec::new(),
            wide_letters: false,
            doubled_delimiter: false,
            quoted_lines: false,
            quote: Some('"'),
            escape: None,
            decimal_mark: DecimalMark::Point,
            skip_above: 0,
            skip_below: 0,
            header_rows: 1,
            keep_surplus: false,
            begins_in_delimiter: false,
            ends_in_delimiter: false,
            leave_out_totals: false,
            keep_empty_rows: false,
            leave_out_short: false,
            leave_out_surplus: false,
            repeated_keys_apart: false,
            missing: Vec::new(),
            missing_in_text: Vec::new(),
            columns: Vec::new(),
        }
    }
}

impl Reading {
    /// Words and values that mean "missing" in a column, as people see them; the many that do in all numbers and dates
    /// are left out.
    pub fn missing_in(&self, column: &ColumnReading) -> Vec<String> {
        let words = match (column.column_type, &column.missing_words) {
            (ColumnType::Text, Some(words)) => words.as_slice(),
            (ColumnType::Text, None) => &self.missing_in_text,
            _ => &[],
        };
        words.iter().chain(&column.missing).cloned().collect()
    }
}

/// How the values of one column are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnReading {
    pub name: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// The mark before decimals, where it is not the file's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal_mark: Option<DecimalMark>,
    #[serde(default)]
    pub day_order: DayOrder,
    /// Two-digit years below it are of this century, the others of the last; none takes no such years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_pivot: Option<u8>,
    /// A currency sign or `%`, left out of the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What is counted, for dates and times that stand as numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_count: Option<DayCount>,
    /// Values that mean "missing" in this column alone: -999.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Words that mean "missing" among the texts of this column in place of the file's; none has the file's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_words: Option<Vec<String>>,
    /// The zone of times without an offset, `Europe/Berlin`; none takes them for UTC. They are kept in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Whether texts keep blanks around them, invisible signs and letters in other spellings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_written: bool,
    /// Whether texts that were encoded twice are decoded once more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decode_again: bool,
}

impl ColumnReading {
    pub fn new(name: impl Into<String>, column_type: ColumnType) -> Self {
        Self {
            name: name.into(),
            column_type,
            decimal_mark: None,
            day_order: DayOrder::default(),
            year_pivot: None,
            unit: None,
            day_count: None,
            missing: Vec::new(),
            missing_words: None,
            zone: None,
            as_written: false,
            decode_again: false,
        }
    }
}

/// The mark before the decimals; the other one may group thousands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    #[default]
    Point,
    Comma,
}

/// Which of two numbers before a year is the day; or the year stands first, as 24/03/15 does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    #[default]
    DayFirst,
    MonthFirst,
    YearFirst,
}

/// What a number that stands for a day or a time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayCount {
    /// Days, as most spreadsheets count them.
    From1900,
    From1904,
    /// In UTC.
    Seconds1970,
    Milliseconds1970,
}

/// The tables of a file that holds several: sheets of a workbook, files of an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Inside {
    /// The one that was read.
    pub read: String,
    /// All of them, in the file's order.
    pub tables: Vec<String>,
}

/// How a data set was read, why, and what was found on the way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReadingReport {
    pub reading: Reading,
    /// What people said of it.
    #[serde(skip_serializing_if = "Decisions::is_empty")]
    pub decisions: Decisions,
    pub format: FileFormat,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inside: Option<Inside>,
    /// Whose rows come before the file's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<DatasetId>,
    pub choices: Vec<Choice>,
    pub findings: Vec<Finding>,
    /// The file's shape, where people decided and `reading` no longer has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Shape>,
    /// A data set of the same shape, of which people decided what is offered for this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<DatasetId>,
}

/// One decision of the engine, with why and how sure it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// The field of the reading: `delimiter`, `encoding`, `type`.
    pub about: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    pub reason: String,
    pub confidence: Confidence,
    /// What a click changes to decide otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The file says so.
    High,
    /// Something else would fit as well.
    Guess,
}

/// What was dropped, changed, set to missing or repaired, or what people should look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    pub kind: FindingKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How many rows or values; `examples` are the first of them.
    pub count: u64,
    #[serde(default)]
    pub examples: Vec<Example>,
    /// One sentence for people.
    pub sentence: String,
    /// What a click changes to decide otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

/// A line of a text, counted from 1 as an editor does, a row of a sheet or an element in JSON, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Example {
    pub line: u64,
    pub text: String,
}

/// The kinds of findings, the most important first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Rows with more values than columns.
    Surplus,
    /// Rows with fewer values than columns.
    Short,
    /// Rows with a value that goes on where another column begins.
    Crossed,
    /// Values that the column's type does not take; they are missing.
    Misfit,
    /// Values that keep a column from being numbers or dates.
    KeptAsText,
    /// Keys that stand twice in a record, with different values.
    Doubled,
    /// A quote mark that was never closed, or did not quote.
    Quote,
    /// Lines in another encoding than the rest.
    Encoding,
    /// Texts that seem to have been encoded twice.
    EncodedTwice,
    /// Lines above or below the table.
    LeftOut,
    /// Rows of lines, a repeated header.
    DroppedRow,
    /// Lines between a table and another one of the same columns, whose rows follow.
    NextTable,
    /// Rows that seem to sum up others.
    Total,
    /// Columns that were renamed, or a last one without a name or value.
    Names,
    /// Words read as missing.
    Missing,
    /// Words and numbers that often mean missing and were kept.
    KeptWord,
    /// Signs taken out of texts: blanks, invisible ones, other spellings of one letter.
    Cleaned,
    /// Currency and percent signs, brackets for negatives.
    Unit,
    /// Values of more digits than are kept.
    Shortened,
    /// Times moved to UTC, or without an offset where others have one.
    Offset,
    /// An order of day and month, or a century, that the values do not tell.
    Guess,
    /// Empty rows.
    Empty,
    /// Marks of other systems: NUL bytes, an end mark.
    ControlMark,
}
