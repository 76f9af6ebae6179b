//! A data set as both people see it: its name, its size, its columns and their types.

use super::{account::Person, ids::DatasetId, text::isolated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    pub by: Person,
    pub at: i64,
    /// When it was taken away: nothing is kept of its rows, its columns and what was made of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removal: Option<Box<Removal>>,
}

/// Who took a data set away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Removal {
    /// Number of the event.
    pub n: i64,
    pub by: Person,
    pub at: i64,
}

impl Dataset {
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// "weather", "weather v2"
    pub fn title(&self) -> String {
        let name = isolated(&self.name);
        match self.version {
            1 => name,
            version => format!("{name} v{version}"),
        }
    }

    /// "Grace removed weather v2"; none while it is there.
    pub fn removed(&self) -> Option<String> {
        let by = isolated(&self.removal.as_ref()?.by.name);
        Some(format!("{by} removed {}", self.title()))
    }

    /// "Ada added weather v2"
    pub fn added(&self) -> String {
        format!("{} added {}", isolated(&self.by.name), self.title())
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
    /// Whether sums and means make sense.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
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

/// One page of a data set's rows, as `GET /api/datasets/<id>/rows` answers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowPage {
    /// Number of the first row of the page, from 0.
    pub offset: i64,
    /// Rows in the whole data set.
    pub total: i64,
    /// Row by row, a cell for each column of the data set, in its order.
    pub rows: Vec<Vec<super::analysis::Cell>>,
}
