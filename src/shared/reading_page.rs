//! What the page "How it was read" shows.

use super::{
    account::Person,
    analysis::Cell,
    dataset::Column,
    ids::{DatasetId, SessionId},
    look::Look,
    reading::{Decisions, ReadingReport},
};

/// How a file reads by what people said of it, before anybody else sees it.
#[derive(Clone, Debug)]
pub struct ReadingPage {
    pub me: Person,
    pub look: Look,
    pub session: SessionId,
    pub dataset_id: DatasetId,
    /// "weather v2"
    pub title: String,
    /// What was said until now, and is not applied.
    pub decisions: Decisions,
    pub shown: Result<Shown, String>,
    pub offer: Option<Alike>,
    /// Whose rows come before the file's: "weather v1".
    pub after: Option<String>,
    /// What the names of columns were searched for; empty where nothing was.
    pub find: String,
    /// Time zones to choose from.
    pub zones: Vec<&'static str>,
    /// Why nothing was applied.
    pub problem: Option<String>,
}

/// What people decided of a file of the same shape.
#[derive(Clone, Debug)]
pub struct Alike {
    /// Of its data set.
    pub title: String,
    /// The name of who decided it.
    pub by: String,
    /// What becomes other by it: "“code” is text".
    pub changes: Vec<String>,
}

/// What comes of it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub report: ReadingReport,
    pub columns: Vec<Column>,
    /// The first rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// The first lines of the file.
    pub lines: Vec<String>,
    /// Whether the file goes on beyond what is shown.
    pub is_cut: bool,
    /// Rows of what was read.
    pub total: i64,
}

/// Columns that the page has fields for at a time; the others are found by their names.
pub const MAX_FIELDS: usize = 100;

/// What the page's field for the delimiter says where columns are told apart by their position.
pub const BY_POSITION: &str = "position";
