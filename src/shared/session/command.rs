//! What can be asked of a session, and why it may be refused.

use super::Seat;
use crate::shared::{
    analysis::{AnalysisError, Output, Spec},
    api_error::ApiError,
    dataset::Column,
    ids::{DatasetId, EventId, RunId},
};
use uuid::Uuid;

/// The first five are people's wishes, the others are what the server itself brings about.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    SendMessage {
        text: String,
        reply_to: Option<EventId>,
    },
    EditMessage {
        message_id: EventId,
        text: String,
    },
    DeleteMessage {
        message_id: EventId,
    },
    RunAnalysis {
        dataset_id: DatasetId,
        spec: Spec,
    },
    CancelAnalysis {
        run_id: RunId,
    },

    /// The author has been given a seat.
    TakeSeat {
        seat: Seat,
    },
    /// The author's file has been read and stored.
    AddDataset {
        dataset_id: DatasetId,
        name: String,
        rows: i64,
        columns: Vec<Column>,
        bytes: i64,
        notes: Vec<String>,
    },
    /// A worker tells what became of a run.
    ReportRun {
        run_id: RunId,
        report: RunReport,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum RunReport {
    Started,
    /// `output` when small enough to travel in an event; the url always.
    Done {
        output: Option<Box<Output>>,
        output_url: String,
    },
    Failed {
        error: String,
    },
}

/// What the server adds to a command, so that nothing pure reads a clock or mints an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub id: Uuid,
    /// Unix milliseconds.
    pub at: i64,
}

/// Why a command is refused. A person's mistake is data: the sentence is for them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("This session is not open to you.")]
    NotAMember,
    #[error("Write something first.")]
    EmptyMessage,
    #[error("Too long: {length} of at most {max} characters.")]
    MessageTooLong { length: usize, max: usize },
    #[error("That message is not here any more.")]
    UnknownMessage,
    #[error("Only its author can change a message.")]
    NotTheAuthor,
    #[error("That data set is not in this session.")]
    UnknownDataset,
    #[error("That run is not in this session.")]
    UnknownRun,
    #[error("That run has already ended.")]
    RunHasEnded,
    #[error("{max} runs are waiting already. Wait for one to end, or stop one.")]
    TooManyRuns { max: usize },
    #[error("{0}")]
    SpecDoesNotFit(AnalysisError),
}

impl Rejection {
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAMember => "session/refused",
            Self::EmptyMessage => "chat/empty",
            Self::MessageTooLong { .. } => "chat/too-long",
            Self::UnknownMessage => "message/unknown",
            Self::NotTheAuthor => "message/not-yours",
            Self::UnknownDataset => "dataset/unknown",
            Self::UnknownRun => "run/unknown",
            Self::RunHasEnded => "run/ended",
            Self::TooManyRuns { .. } => "run/too-many",
            Self::SpecDoesNotFit(_) => "run/unsuitable",
        }
    }
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> Self {
        Self::new(rejection.code(), rejection.to_string())
    }
}
