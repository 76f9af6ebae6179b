//! What people say of how a file is read: decisions, and the changes that a click makes to them.

use super::{ColumnReading, DecimalMark, Reading};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What people have said of how a file is to be read; the engine proposes the rest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Decisions {
    /// Which of the file's tables, where it holds several; see [`Inside`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// See [`Reading::encoding`].
    pub encoding: Option<String>,
    pub delimiter: Option<char>,
    /// See [`Reading::starts`]; an empty list leaves open where. It stands above a delimiter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<Vec<u32>>,
    pub decimal_mark: Option<DecimalMark>,
    pub skip_above: Option<u64>,
    pub skip_below: Option<u64>,
    pub header_rows: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted_lines: Option<bool>,
    /// See [`Reading::quote`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub quote: Option<Mark>,
    /// See [`Reading::escape`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub escape: Option<Mark>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_out_totals: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_empty_rows: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_out_short: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_out_surplus: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeated_keys_apart: Option<bool>,
    pub missing_in_text: Option<Vec<String>>,
    /// One for a place at most.
    pub columns: Vec<ColumnDecision>,
}

/// A sign that a file may do without; as text it is empty then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Mark(pub Option<char>);

impl From<Mark> for String {
    fn from(mark: Mark) -> Self {
        mark.0.map(String::from).unwrap_or_default()
    }
}

impl TryFrom<String> for Mark {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut signs = text.chars();
        match (signs.next(), signs.next()) {
            (mark, None) => Ok(Self(mark)),
            _ => Err("a mark is one sign, or none"),
        }
    }
}

/// How a column is to be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnDecision {
    /// Counted from 0.
    pub place: usize,
    pub reading: ColumnReading,
}

impl Decisions {
    /// Says how the column at `place` is to be read, whatever was said of it before.
    pub fn decide_column(&mut self, place: usize, reading: ColumnReading) {
        self.columns.retain(|known| known.place != place);
        self.columns.push(ColumnDecision { place, reading });
    }

    /// One click on a finding of a file that was read as `shown` says.
    pub fn take(&mut self, change: Change, shown: &Reading) {
        match change {
            Change::Column { reading } => {
                let same = |column: &ColumnReading| column.name == reading.name;
                if let Some(place) = shown.columns.iter().position(same) {
                    self.decide_column(place, reading);
                }
            }
            Change::SkipBelow { lines } => self.skip_below = Some(lines),
            Change::MissingInText { words } => self.missing_in_text = Some(words),
            // Other columns stand at their places.
            Change::QuotedLines { quoted } => {
                self.quoted_lines = Some(quoted);
                self.columns.clear();
            }
            Change::Quote { quote } => {
                self.quote = Some(quote);
                self.columns.clear();
            }
            Change::RepeatedKeys { apart } => {
                self.repeated_keys_apart = Some(apart);
                self.columns.clear();
            }
            Change::Encoding { encoding } => self.encoding = Some(encoding),
            Change::LeaveOutTotals { leave_out } => self.leave_out_totals = Some(leave_out),
            Change::LeaveOutShort { leave_out } => self.leave_out_short = Some(leave_out),
            Change::LeaveOutSurplus { leave_out } => self.leave_out_surplus = Some(leave_out),
            Change::EmptyRows { keep } => self.keep_empty_rows = Some(keep),
            // Other columns stand at their places.
            Change::Delimiter { delimiter } => {
                self.delimiter = Some(delimiter);
                self.starts = None;
                self.columns.clear();
            }
            Change::SkipAbove { lines } => {
                self.skip_above = Some(lines);
                self.columns.clear();
            }
            Change::HeaderRows { rows } => {
                self.header_rows = Some(rows);
                self.columns.clear();
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A change to a reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "set", rename_all = "snake_case")]
pub enum Change {
    Column {
        reading: ColumnReading,
    },
    Delimiter {
        delimiter: char,
    },
    SkipAbove {
        lines: u64,
    },
    SkipBelow {
        lines: u64,
    },
    HeaderRows {
        rows: u32,
    },
    MissingInText {
        words: Vec<String>,
    },
    LeaveOutTotals {
        leave_out: bool,
    },
    LeaveOutShort {
        leave_out: bool,
    },
    LeaveOutSurplus {
        leave_out: bool,
    },
    EmptyRows {
        keep: bool,
    },
    QuotedLines {
        quoted: bool,
    },
    Quote {
        #[schemars(with = "String")]
        quote: Mark,
    },
    RepeatedKeys {
        apart: bool,
    },
    Encoding {
        encoding: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_before_loads_and_a_change_is_taken_as_it_was_sent() {
        let before: Decisions =
            serde_json::from_str(r#"{"encoding":"UTF-8","columns":[]}"#).unwrap();
        assert_eq!((before.quote, before.repeated_keys_apart), (None, None));
        let reading: Reading = serde_json::from_str(r#"{"quote":"\"","columns":[]}"#).unwrap();
        assert!(!reading.repeated_keys_apart);
        let mut decisions = before;
        decisions.decide_column(
            0,
            ColumnReading::new("a", crate::shared::dataset::ColumnType::Text),
        );
        for (sent, columns) in [
            (r#"{"set":"encoding","encoding":"IBM437"}"#, 1),
            (r#"{"set":"quote","quote":""}"#, 0),
            (r#"{"set":"quote","quote":"“"}"#, 0),
            (r#"{"set":"empty_rows","keep":true}"#, 0),
            (r#"{"set":"repeated_keys","apart":true}"#, 0),
        ] {
            decisions.take(serde_json::from_str(sent).unwrap(), &reading);
            assert_eq!(decisions.columns.len(), columns, "{sent}");
        }
        assert_eq!(decisions.encoding.as_deref(), Some("IBM437"));
        assert_eq!(
            (decisions.quote, decisions.repeated_keys_apart),
            (Some(Mark(Some('“'))), Some(true))
        );
        assert_eq!(decisions.keep_empty_rows, Some(true));
        let stored = serde_json::to_string(&decisions).unwrap();
        assert_eq!(
            serde_json::from_str::<Decisions>(&stored).unwrap(),
            decisions
        );
        assert!(serde_json::from_str::<Change>(r#"{"set":"quote","quote":"''"}"#).is_err());
    }
}
