//! What can happen in a stream: one struct for each kind of fact, in the slice it belongs to.

use super::Event;
use crate::shared::{
    json::tagged,
    session::{
        StreamState,
        chat::{MessageDeleted, MessageEdited, MessageReacted, ReceiveMessage, ThreadResolved},
        datasets::{DatasetDescribed, DatasetRemoved, DatasetUpdate, SampleSet, ViewShown},
        notes::{NoteAdded, NoteRemoved, NoteRenamed},
        people::{Presenting, Status},
        rules::{RuleCleared, RuleFired, RuleMade, RuleRemoved},
        runs::{AnalysisUpdate, RunCheckpoint, RunPaused},
    },
};

/// One kind of fact.
pub trait Kind {
    /// The Socket.IO event's name, which is also the `kind` column of its row.
    const NAME: &'static str;

    /// What it changes; `event` is the one that this is the fact of.
    fn apply(&self, state: &mut StreamState, event: &Event);
}

macro_rules! facts {
    ($($name:ident),* $(,)?) => {
        tagged! {
            "event";
            /// What can happen in a stream. The tag `event` is also the Socket.IO event's name.
            #[derive(Clone, Debug, PartialEq)]
            pub enum Fact {
                $($name($name),)*
            }
        }

        $(impl From<$name> for Fact {
            fn from(fact: $name) -> Self {
                Self::$name(fact)
            }
        })*

        impl Fact {
            /// Every name, for subscribing to all of them.
            pub const NAMES: &'static [&'static str] = &[$($name::NAME),*];

            /// See [`Kind::NAME`].
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $name::NAME,)*
                }
            }

            pub(in crate::shared) fn apply(&self, state: &mut StreamState, event: &Event) {
                match self {
                    $(Self::$name(fact) => fact.apply(state, event),)*
                }
            }
        }
    };
}

facts! {
    ReceiveMessage, MessageEdited, MessageDeleted, MessageReacted, ThreadResolved, AnalysisUpdate, RunCheckpoint,
    RunPaused, DatasetUpdate, DatasetRemoved, ViewShown, DatasetDescribed, SampleSet, RuleMade, RuleRemoved,
    RuleFired, RuleCleared, NoteAdded, NoteRenamed, NoteRemoved, Status, Presenting,
}
