//! What the pages of a data set show: what it is called and its versions, and two of these side by side.

use super::{
    account::Person, comparison::Comparison, dataset::Dataset, ids::SessionId, live_page::Kept,
    look::Look,
};

/// The name, the description, the versions.
#[derive(Clone, Debug)]
pub struct DatasetPage {
    pub me: Person,
    pub look: Look,
    pub session: SessionId,
    pub dataset: Dataset,
    /// All of its name, the first version first.
    pub versions: Vec<Dataset>,
    /// How much of a live one is kept; none of others, and where it cannot be asked now.
    pub kept: Option<Kept>,
    /// Whether the reader may rename and describe it.
    pub may_describe: bool,
    /// As they stand in the fields.
    pub name: String,
    pub about: String,
    /// Why they were not taken.
    pub problem: Option<String>,
}

/// Two versions side by side.
#[derive(Clone, Debug)]
pub struct ComparisonPage {
    pub me: Person,
    pub look: Look,
    pub session: SessionId,
    pub before: Dataset,
    pub now: Dataset,
    pub found: Result<Comparison, String>,
}
