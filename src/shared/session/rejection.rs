//! Why a command is refused.

use crate::shared::{analysis::AnalysisError, api_error::ApiError, error_code::ErrorCode};

/// A person's mistake is data: the sentence is for them.
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
    #[error("Only the two whose session this is can present.")]
    NotOneOfTheTwo,
    #[error("That is so already.")]
    PresentsAlready,
    #[error("This session is archived. Its creator can restore it.")]
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
    #[error("That data set was removed.")]
    DatasetRemoved,
    #[error("Only whoever added it can remove it, and the creator of the session.")]
    NotYourDataset,
    #[error("Give it a name of 1 to {max} characters that can be seen.")]
    BadDatasetName { max: usize },
    #[error("There is a data set of this name already.")]
    DatasetNameTaken,
    #[error("Its description is too long: {length} of at most {max} characters.")]
    AboutTooLong { length: usize, max: usize },
    #[error("It is called and described so already.")]
    DatasetUnchanged,
    #[error("It has a newer version by now.")]
    DatasetHasNewer,
    #[error("A live sample runs in this session already. Stop it first.")]
    SampleRuns,
    #[error("That view does not fit this data set.")]
    ViewDoesNotFit,
    #[error("Everyone sees it so already.")]
    ViewIsShown,
    #[error("That rule is not in this session any more.")]
    UnknownRule,
    #[error("A session has up to {max} rules. Remove one first.")]
    TooManyRules { max: usize },
    #[error(
        "Name a column that this data set has: a rule of a mean, a sum or an extreme needs numbers."
    )]
    RuleColumn,
    #[error("Give the rule a bound, and times of 1 second to 24 hours.")]
    RuleTimes,
    #[error("That page of notes is not in this session.")]
    UnknownNote,
    #[error("That page of notes was removed.")]
    NoteRemoved,
    #[error("That page of notes is there already.")]
    NoteIsThere,
    #[error("It is called so already.")]
    NoteUnchanged,
    #[error("A session has up to {max} pages of notes. Remove one first.")]
    TooManyNotes { max: usize },
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
            Self::NotOneOfTheTwo => ErrorCode::SessionNotTheTwo,
            Self::PresentsAlready => ErrorCode::SessionPresents,
            Self::Archived => ErrorCode::SessionArchived,
            Self::UnknownReaction => ErrorCode::ChatReaction,
            Self::BadTitle { .. } => ErrorCode::SessionTitle,
            Self::UnknownPerson => ErrorCode::PersonUnknown,
            Self::CreatorStays => ErrorCode::SessionCreatorStays,
            Self::NotHere => ErrorCode::RequestNotHere,
            Self::UnknownMessage => ErrorCode::MessageUnknown,
            Self::NotTheAuthor => ErrorCode::MessageNotYours,
            Self::UnknownDataset => ErrorCode::DatasetUnknown,
            Self::DatasetRemoved => ErrorCode::DatasetRemoved,
            Self::NotYourDataset => ErrorCode::DatasetNotYours,
            Self::BadDatasetName { .. } => ErrorCode::DatasetName,
            Self::DatasetNameTaken => ErrorCode::DatasetNameTaken,
            Self::AboutTooLong { .. } => ErrorCode::DatasetAbout,
            Self::DatasetUnchanged => ErrorCode::DatasetUnchanged,
            Self::DatasetHasNewer => ErrorCode::DatasetHasNewer,
            Self::SampleRuns => ErrorCode::DatasetSampleRuns,
            Self::ViewDoesNotFit => ErrorCode::ViewDoesNotFit,
            Self::ViewIsShown => ErrorCode::ViewIsShown,
            Self::UnknownRule => ErrorCode::RuleUnknown,
            Self::TooManyRules { .. } => ErrorCode::RuleTooMany,
            Self::RuleColumn | Self::RuleTimes => ErrorCode::RuleUnsuitable,
            Self::UnknownNote => ErrorCode::NoteUnknown,
            Self::NoteRemoved => ErrorCode::NoteRemoved,
            Self::NoteIsThere => ErrorCode::NoteIsThere,
            Self::NoteUnchanged => ErrorCode::NoteUnchanged,
            Self::TooManyNotes { .. } => ErrorCode::NoteTooMany,
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
