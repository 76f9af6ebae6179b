//! Analyses: what can be asked ([`Spec`]), what comes back ([`Output`]), and why it may not.

mod num;
mod output;

pub use crate::analyses::{Aggregate, GroupBy, Histogram, Profile, Scatter, Spec, TimeSeries};
pub use num::Num;
pub use output::{Cell, Output, Table, TableColumn};

use serde::{Deserialize, Serialize};

/// Why an analysis or a file gave no result. The sentence is shown to people as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct AnalysisError {
    pub kind: AnalysisErrorKind,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnalysisErrorKind {
    /// The question does not fit the data: a missing column, a text column to be averaged.
    Unsuitable,
    /// The file cannot be read as a table.
    Unreadable,
    /// Over a limit: rows, bytes, columns.
    TooLarge,
    /// Stopped at the deadline.
    TooSlow,
    /// The worker ended unexpectedly, or all are busy.
    Unavailable,
}

impl AnalysisError {
    pub fn new(kind: AnalysisErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }
}
