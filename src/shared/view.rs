//! What of a data set somebody looks at: the rows that pass, and their order.
//!
//! Columns are named, not counted, so that a view outlives a version of its data set.

pub mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The rows of a data set that pass every filter and hold what is looked for, in an order. The default is all
/// rows as they stand in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct View {
    /// The first decides; rows that are equal in all stay in the file's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<SortKey>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// Text that some cell of a row must contain, upper and lower case alike; empty for every row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub find: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct SortKey {
    pub column: String,
    /// Largest first. Rows without a value stand last both ways.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub descending: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Filter {
    pub column: String,
    pub test: Test,
}

/// What a cell must be. Values are written as the grid shows them, numbers with a point and "-", dates as
/// "2024-03-01", times as "2024-03-01 12:30:00".
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Has no value (`true`), or has one (`false`).
    Missing(bool),
    /// Is one of these; of a text, to the letter.
    OneOf(Vec<String>),
    /// Lies between, ends included; an end that is not said is open. Not for text.
    Between {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// Contains this text, upper and lower case alike.
    Contains(String),
}

impl Test {
    /// What somebody wrote in it.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        let (many, two) = match self {
            Self::Missing(_) => (&[][..], [None, None]),
            Self::OneOf(values) => (values.as_slice(), [None, None]),
            Self::Between { from, to } => (&[][..], [from.as_deref(), to.as_deref()]),
            Self::Contains(text) => (&[][..], [Some(text.as_str()), None]),
        };
        many.iter()
            .map(String::as_str)
            .chain(two.into_iter().flatten())
    }
}

impl View {
    /// Every column that it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let filters = self.filters.iter().map(|filter| filter.column.as_str());
        filters.chain(self.sort.iter().map(|key| key.column.as_str()))
    }

    /// Whether it has at most so many parts, and no text in it is longer than so many bytes.
    pub fn is_within(&self, parts: usize, bytes: usize) -> bool {
        let values = self.filters.iter().flat_map(|filter| filter.test.values());
        let texts = self.columns().chain(values).chain([self.find.as_str()]);
        self.sort.len() + self.filters.len() <= parts
            && self
                .filters
                .iter()
                .all(|filter| filter.test.values().count() <= parts)
            && texts.map(str::len).all(|length| length <= bytes)
    }

    /// Whether it is every row, as the file has them.
    pub fn is_everything(&self) -> bool {
        self.sort.is_empty() && !self.narrows()
    }

    /// Whether it leaves rows out.
    pub fn narrows(&self) -> bool {
        !self.filters.is_empty() || !self.find.is_empty()
    }
}
