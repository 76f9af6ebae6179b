//! What can be asked of a stream. Each command is a struct with its [`Rule`], in the slice it belongs to.

use super::{
    Rejection, StreamState,
    chat::{DeleteMessage, EditMessage, React, ResolveThread, SendMessage, TakeBack},
    datasets::{AddDataset, DescribeDataset, RemoveDataset, RunSample, ShowView},
    notes::{AddNote, RemoveNote, RenameNote},
    people::{Archive, Depart, Enter, Leave, LetIn, Present, Remove, Rename, TakeName, TakeSeat},
    rules::{MakeRule, RemoveRule, SpeakRule},
    runs::{CancelAnalysis, CheckpointRun, PauseRun, ReportRun, RunAnalysis},
};
use crate::shared::{account::Person, json::IN_A_PAGE, stream::Fact};
use uuid::Uuid;

/// When a command is taken, and the fact that it becomes.
pub trait Rule {
    /// What is asked first, whichever command it is.
    fn needs(&self) -> Needs {
        Needs::MembershipOfOpen
    }

    /// The rest of the rule, once what it needs is there.
    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection>;

    /// The fact that the command becomes at the moment of `stamp`; it has been checked.
    fn decide(self, state: &StreamState, by: &Person, stamp: Stamp) -> Result<Fact, Rejection>;
}

/// Whether only members may ask, and whether an archived session refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    MembershipOfOpen,
    Membership,
    Open,
    Nothing,
}

/// What the server adds to a command, so that nothing pure reads a clock or mints an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub id: Uuid,
    /// Unix milliseconds.
    pub at: i64,
}

macro_rules! commands {
    (pages: $($name:ident),* $(,)?; others: $($other:ident),* $(,)?) => {
        #[derive(Clone, Debug, PartialEq)]
        pub enum Command {
            $($name($name),)*
            $($other($other),)*
        }

        $(impl From<$name> for Command {
            fn from(command: $name) -> Self {
                Self::$name(command)
            }
        })*

        $(impl From<$other> for Command {
            fn from(command: $other) -> Self {
                Self::$other(command)
            }
        })*

        /// Whether `by` may do this now. A button is disabled exactly when this refuses.
        pub fn check(state: &StreamState, by: &Person, command: &Command) -> Result<(), Rejection> {
            match command {
                $(Command::$name(command) => check_one(state, by, command),)*
                // A page has no button for these, and is spared their rules.
                $(Command::$other(command) => match IN_A_PAGE {
                    true => Err(Rejection::NotHere),
                    false => check_one(state, by, command),
                },)*
            }
        }

        /// The fact that a command becomes at the moment of `stamp`.
        pub fn decide(
            state: &StreamState,
            by: &Person,
            command: Command,
            stamp: Stamp,
        ) -> Result<Fact, Rejection> {
            check(state, by, &command)?;
            match command {
                $(Command::$name(command) => command.decide(state, by, stamp),)*
                $(Command::$other(command) => command.decide(state, by, stamp),)*
            }
        }
    };
}

commands! {
    // People ask for these.
    pages: SendMessage, EditMessage, DeleteMessage, React, ResolveThread, RunAnalysis, CancelAnalysis, PauseRun, Enter,
    Leave, Rename, Archive, LetIn, Remove, RemoveDataset, ShowView, DescribeDataset, Present;
    // People ask for the first of these too, in forms and from programs. The server brings the others about.
    others: RunSample, MakeRule, RemoveRule, AddNote, RenameNote, RemoveNote, TakeSeat, TakeName, TakeBack, Depart, AddDataset, ReportRun, CheckpointRun,
    SpeakRule,
}

fn check_one(state: &StreamState, by: &Person, command: &impl Rule) -> Result<(), Rejection> {
    let (membership, open) = match command.needs() {
        Needs::MembershipOfOpen => (true, true),
        Needs::Membership => (true, false),
        Needs::Open => (false, true),
        Needs::Nothing => (false, false),
    };
    if membership && !state.is_member(by.id) {
        return Err(Rejection::NotAMember);
    }
    if open && state.people.archived {
        return Err(Rejection::Archived);
    }
    command.check(state, by)
}
