//! What is different between two versions of a data set, row by row.

use super::analysis::Cell;
use serde::{Deserialize, Serialize};

/// Rows that are shown of each kind; they are all counted.
pub const MAX_SHOWN: usize = 100;
/// Columns that are compared.
pub const MAX_COLUMNS: usize = 200;

/// Rows are the same where their key is; where no column tells them apart, where all that is compared is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Names of the columns that tell rows apart in both versions; none where nothing does.
    pub key: Vec<String>,
    /// Columns of both, in the older one's order; the key's first.
    pub columns: Vec<String>,
    /// Of both, beyond those that are compared.
    pub more_columns: i64,
    /// Only in the older one.
    pub gone: Rows,
    /// Only in the newer one.
    pub added: Rows,
    /// In both, with other values.
    pub changed: i64,
    pub changes: Vec<Changed>,
    /// How many rows differ in each column; those without a difference are left out.
    pub by_column: Vec<(String, i64)>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    pub count: i64,
    /// The first of them, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A row with other values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub key: Vec<Cell>,
    pub values: Vec<ChangedValue>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangedValue {
    pub column: String,
    pub before: Cell,
    pub now: Cell,
}
