//! What can be asked of a session, and why it may be refused.

use super::Seat;
use crate::shared::{
    account::Person,
    analysis::{AnalysisError, Output, Spec},
    api_error::ApiError,
    dataset::Column,
    error_code::ErrorCode,
    ids::{DatasetId, EventId, PersonId, RunId},
};
use uuid::Uuid;

/// People's wishes first; the others are what the server itself brings about.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    SendMessage {
        text: String,
        reply_to: Option<EventId>,
        about: Option<RunId>,
    },
    EditMessage {
        message_id: EventId,
        text: String,
    },
    DeleteMessage {
        message_id: EventId,
    },
    /// Puts a reaction to a message (`on`), or takes one's own away.
    React {
        message_id: EventId,
        emoji: String,
        on: bool,
    },
    RunAnalysis {
        dataset_id: DatasetId,
        spec: Spec,
    },
    CancelAnalysis {
        run_id: RunId,
    },
    /// Into a public room, or out of it.
    Enter,
    Leave,
    /// The creator's: a new name.
    Rename {
        title: String,
    },
    /// The creator's: puts the session away (`on`), or takes it out again.
    Archive {
        on: bool,
    },
    /// The creator's: lets somebody in as a guest.
    Admit {
        person: Person,
    },
    /// The creator's: takes somebody out.
    Remove {
        person_id: PersonId,
    },

    /// The author has another name.
    TakeName,
    /// The author deletes their account, and is gone for good under no name.
    Depart,
    /// The author's, as they go: takes a message along.
    TakeBack {
        message_id: EventId,
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
    #[error("Nothing of this would be seen. Write something first.")]
    EmptyMessage,
    #[error("Too long: {length} of at most {max} characters.")]
    MessageTooLong { length: usize, max: usize },
    #[error("Only its creator can do that.")]
    NotTheCreator,
    #[error("This session is put away. Its creator can take it out again.")]
    Archived,
    #[error("That is not a reaction.")]
    UnknownReaction,
    #[error("Give it a name of 1 to {max} characters that can be seen.")]
    BadTitle { max: usize },
    #[error("That person is not in here.")]
    UnknownPerson,
    #[error("The creator stays.")]
    CreatorStays,
    #[error("That cannot be done here.")]
    NotHere,
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
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotAMember => ErrorCode::SessionRefused,
            Self::EmptyMessage => ErrorCode::ChatEmpty,
            Self::MessageTooLong { .. } => ErrorCode::ChatTooLong,
            Self::NotTheCreator => ErrorCode::SessionNotCreator,
            Self::Archived => ErrorCode::SessionArchived,
            Self::UnknownReaction => ErrorCode::ChatReaction,
            Self::BadTitle { .. } => ErrorCode::SessionTitle,
            Self::UnknownPerson => ErrorCode::PersonUnknown,
            Self::CreatorStays => ErrorCode::SessionCreatorStays,
            Self::NotHere => ErrorCode::RequestNotHere,
            Self::UnknownMessage => ErrorCode::MessageUnknown,
            Self::NotTheAuthor => ErrorCode::MessageNotYours,
            Self::UnknownDataset => ErrorCode::DatasetUnknown,
            Self::UnknownRun => ErrorCode::RunUnknown,
            Self::RunHasEnded => ErrorCode::RunEnded,
            Self::TooManyRuns { .. } => ErrorCode::RunTooMany,
            Self::SpecDoesNotFit(_) => ErrorCode::RunUnsuitable,
        }
    }
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> Self {
        Self::new(rejection.code(), rejection.to_string())
    }
}
