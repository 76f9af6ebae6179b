//! What the report of a session shows: its data and its runs as they are at a moment.

use super::{
    account::Person,
    analysis::Output,
    dataset::Dataset,
    ids::SessionId,
    look::Look,
    session::{Run, notes::Note},
};

#[derive(Clone, Debug)]
pub struct ReportPage {
    pub me: Person,
    pub look: Look,
    pub session: SessionId,
    pub title: String,
    /// Who is a member.
    pub people: Vec<Person>,
    /// When it was made, Unix milliseconds.
    pub at: i64,
    /// All versions, and those that were removed.
    pub datasets: Vec<Dataset>,
    /// In the order in which they were asked for.
    pub runs: Vec<ReportedRun>,
    pub notes: Vec<Note>,
}

/// A run with all that says what it is worth.
#[derive(Clone, Debug)]
pub struct ReportedRun {
    pub run: Run,
    /// The version that it is of.
    pub dataset: Option<Dataset>,
    /// The newest version, where that is another.
    pub newer: Option<Dataset>,
    /// None unless it is done and its data is still there.
    pub output: Option<Output>,
}
