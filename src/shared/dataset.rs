//! A data set as both people see it: its name, its size, its columns and their types.

use super::{
    account::Person,
    ids::DatasetId,
    text::{clean, isolated},
    view::View,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Not;

/// A file that was uploaded to a session, parsed and stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dataset {
    pub dataset_id: DatasetId,
    /// The file's name without its ending.
    pub name: String,
    pub rows: i64,
    pub columns: Vec<Column>,
    /// Size of the original file.
    #[serde(default)]
    pub bytes: i64,
    /// Counts up when the same name is uploaded again.
    pub version: i64,
    /// What the reader should know of how it was read, a sentence each: encoding, values set to null.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The beginning of the SHA-256 of the original file, in hex; empty where an older program wrote none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content: String,
    /// What is said of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    pub by: Person,
    pub at: i64,
    /// When it was taken away: nothing is kept of its rows, its columns and what was made of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removal: Option<Box<Removal>>,
    /// The view that somebody shows everyone; none while nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Box<Shown>>,
    /// Whether rows are appended to it. `rows` says how many there were at first, or were last told by a signal.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub live: bool,
    /// The built-in source that appends its rows; none where programs send them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Box<Sample>>,
}

/// How the built-in source of a data set does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    /// Rows a second, while they come.
    pub rate: i64,
    /// Whether they do.
    pub on: bool,
    /// Who started it, or stopped it.
    pub by: Person,
    pub at: i64,
    /// Why it stopped by itself, a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A view that everyone's grid has, until they choose one of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shown {
    /// Number of the event.
    pub n: i64,
    pub view: View,
}

/// From one version to another. Columns are the same when they have the same name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// How many more; fewer when negative.
    pub rows: i64,
    pub gone: Vec<String>,
    pub added: Vec<String>,
    /// As they are now.
    pub retyped: Vec<Column>,
}

/// What becomes of a file whose name is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddAs {
    /// The next version, in the place of the one that is there.
    #[default]
    Version,
    /// A data set of its own, with a name of its own.
    Own,
    /// The next version, with the rows of the one that is there before its own.
    Rows,
}

impl AddAs {
    /// As it is said with a file; the next version where nothing is.
    pub fn said(word: Option<&str>) -> Self {
        match word {
            Some("own") => Self::Own,
            Some("rows") => Self::Rows,
            _ => Self::Version,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Own => "own",
            Self::Rows => "rows",
        }
    }
}

/// Who took a data set away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Removal {
    /// Number of the event.
    pub n: i64,
    pub by: Person,
    pub at: i64,
}

/// "weather", "weather v2"
pub fn titled(name: &str, version: i64) -> String {
    let name = isolated(name);
    match version {
        1 => name,
        version => format!("{name} v{version}"),
    }
}

/// Of the name of a data set.
pub const MAX_NAME_CHARS: usize = 80;

/// What the data set of a file is called: the name without its ending, 1 to 80 characters.
pub fn name_of_file(file_name: &str) -> String {
    let stem = match file_name.rsplit_once('.') {
        Some((stem, _)) if !stem.trim().is_empty() => stem,
        _ => file_name,
    };
    let short: String = stem.trim().chars().take(MAX_NAME_CHARS).collect();
    match clean(&short).as_str() {
        "" => "data".into(),
        name => name.to_owned(),
    }
}

impl Dataset {
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether both were read from files of the same bytes; false where that is not known.
    pub fn has_content_of(&self, other: &Self) -> bool {
        !self.content.is_empty() && self.content == other.content
    }

    /// What a newer version has that this one has not.
    pub fn change_to(&self, newer: &Self) -> Change {
        let names = |from: &Self, to: &Self| {
            let other = from
                .columns
                .iter()
                .filter(|one| to.column(&one.name).is_none());
            other.map(|one| one.name.clone()).collect()
        };
        let retyped = newer.columns.iter().filter(|one| {
            let old = self.column(&one.name);
            old.is_some_and(|old| old.column_type != one.column_type)
        });
        Change {
            rows: newer.rows - self.rows,
            gone: names(self, newer),
            added: names(newer, self),
            retyped: retyped.cloned().collect(),
        }
    }

    /// "weather", "weather v2"
    pub fn title(&self) -> String {
        titled(&self.name, self.version)
    }

    /// "Grace removed weather v2"; none while it is there.
    pub fn removed(&self) -> Option<String> {
        let by = isolated(&self.removal.as_ref()?.by.name);
        Some(format!("{by} removed {}", self.title()))
    }

    /// "Ada added weather v2"
    pub fn added(&self) -> String {
        let what = if self.live { "the live data set " } else { "" };
        format!("{} added {what}{}", isolated(&self.by.name), self.title())
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    pub name: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// Rows without a value.
    #[serde(default)]
    pub nulls: i64,
}

/// The types a column can have after reading. Leading zeros make a column text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    Integer,
    Number,
    Boolean,
    Date,
    DateTime,
    Text,
}

impl ColumnType {
    pub const ALL: [Self; 6] = [
        Self::Text,
        Self::Integer,
        Self::Number,
        Self::Boolean,
        Self::Date,
        Self::DateTime,
    ];

    /// As it is written in JSON and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "date_time",
            Self::Text => "text",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether sums and means make sense.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }

    /// Whether its values are times or days.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Date | Self::DateTime)
    }

    /// The narrowest type that has the values of both.
    pub fn wider(self, other: Self) -> Self {
        use ColumnType::{Date, DateTime, Integer, Number, Text};
        match (self, other) {
            (one, other) if one == other => one,
            (Integer, Number) | (Number, Integer) => Number,
            (Date, DateTime) | (DateTime, Date) => DateTime,
            _ => Text,
        }
    }

    /// The word shown beside a column's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "yes or no",
            Self::Date => "date",
            Self::DateTime => "date and time",
            Self::Text => "text",
        }
    }
}

/// One page of the rows that a view shows, as `GET /api/datasets/<id>/rows` answers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowPage {
    /// Place of the first row of the page within the view, from 0.
    pub offset: i64,
    /// Rows that the view shows; of the whole data set where nothing is left out.
    pub total: i64,
    /// The place of each row in the whole data set, from 0.
    #[serde(default)]
    pub numbers: Vec<i64>,
    /// Rows of a live data set that came before those that are kept: with it, a number stays what it is.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub gone: i64,
    /// Row by row, a cell for each column that was asked for.
    pub rows: Vec<Vec<super::analysis::Cell>>,
}

fn is_zero(count: &i64) -> bool {
    *count == 0
}

/// What a column holds, as `GET /api/datasets/<id>/profile` answers it for each column that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Rows without a value, in the whole data set.
    pub missing: i64,
    /// Different values in the whole data set; `None` where there are too many to count them.
    pub distinct: Option<i64>,
    pub shares: Vec<Share>,
}

/// A bar of a column's profile: a range of numbers or times, or one value of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The value, or where the range begins, as the grid shows it.
    pub from: String,
    /// Where the range ends; `None` for one value.
    pub to: Option<String>,
    /// Rows of the whole data set.
    pub all: i64,
    /// Rows that the view shows.
    pub shown: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::Story;

    #[test]
    fn a_newer_version_is_compared_column_by_column() {
        let (story, id) = Story::with_weather();
        let old = story.state.dataset(id).unwrap().clone();
        let mut newer = old.clone();
        assert_eq!(old.change_to(&newer), Change::default());
        newer.rows += 365;
        newer.columns[0].column_type = ColumnType::Date;
        newer.columns[1].name = "gusts".into();
        let change = old.change_to(&newer);
        assert_eq!(change.rows, 365);
        assert_eq!(
            (change.gone, change.added),
            (vec!["wind".into()], vec!["gusts".into()])
        );
        assert_eq!(change.retyped, [newer.columns[0].clone()]);
    }

    #[test]
    fn a_type_is_named_as_it_is_written() {
        for one in ColumnType::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), one.name());
            assert_eq!(ColumnType::named(one.name()), Some(one));
        }
    }

    #[test]
    fn only_known_content_is_the_same() {
        let (story, id) = Story::with_weather();
        let mut old = story.state.dataset(id).unwrap().clone();
        assert!(!old.has_content_of(&old.clone()));
        old.content = "ab12".into();
        assert!(old.has_content_of(&old.clone()));
    }
}
