//! Commands that are stored in the log. They are the same ones wherever they go; one that is sent again
//! with the same `cid` is stored once.

use super::{
    Addressed, Body, MakeRuleOk, Once, RunAnalysisOk, SendMessageOk, Stored, Target, ToRoom,
    ToSession,
};
use crate::shared::{
    ids::{Cid, PersonId, SessionId},
    json,
    session::{
        chat::{DeleteMessage, EditMessage, React, ResolveThread, SendMessage},
        datasets::{DescribeDataset, RemoveDataset, ShowView},
        notes::{AddNote, RemoveNote, RenameNote},
        people::{Archive, Present, Remove, Rename},
        rules::{MakeRule, RemoveRule},
        runs::{CancelAnalysis, PauseRun, RunAnalysis},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Such a command.
pub trait Durable: Body {
    fn once_in_session(self, session_uuid: SessionId, cid: Cid) -> InSession<Self> {
        let to = ToSession { session_uuid };
        Addressed {
            to: Once { to, cid },
            body: self,
        }
    }

    fn once_in_room(self, room: impl Into<String>, cid: Cid) -> InRoom<Self> {
        let to = ToRoom { room: room.into() };
        Addressed {
            to: Once { to, cid },
            body: self,
        }
    }
}

pub type InSession<C> = Addressed<Once<ToSession>, C>;
pub type InRoom<C> = Addressed<Once<ToRoom>, C>;

/// Creators only: lets somebody in who asked for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Admit {
    pub person_id: PersonId,
}

macro_rules! stored {
    ($($name:ident = $wire:literal -> $ok:ty,)*) => {
        $(impl Durable for $name {}

        impl Body for $name {
            const NAME: &'static str = $wire;
            type Ok = $ok;
        })*
    };
}

/// Those that a page sends, too.
macro_rules! durable {
    ($($name:ident = $wire:literal -> $ok:ty,)*) => {
        stored! { $($name = $wire -> $ok,)* }

        /// Any of them, as it waits in a browser to be sent.
        #[derive(Clone, Debug, PartialEq)]
        pub enum DurableCommand {
            $($name($name),)*
        }

        $(impl From<$name> for DurableCommand {
            fn from(command: $name) -> Self {
                Self::$name(command)
            }
        })*

        impl DurableCommand {
            /// See [`Body::NAME`].
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $wire,)*
                }
            }

            /// The event's one argument.
            pub fn payload(&self, target: Target, cid: Cid) -> Value {
                match self {
                    $(Self::$name(command) => target.payload(Some(cid), command),)*
                }
            }

            /// Reads it from the event's argument, whatever else stands there.
            pub fn read(name: &str, payload: Value) -> Option<Self> {
                match name {
                    $($wire => json::read(payload).ok().map(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

stored! {
    MakeRule = "make_rule" -> MakeRuleOk,
    RemoveRule = "remove_rule" -> Stored,
    AddNote = "add_note" -> Stored,
    RenameNote = "rename_note" -> Stored,
    RemoveNote = "remove_note" -> Stored,
}

durable! {
    SendMessage = "send_message" -> SendMessageOk,
    EditMessage = "edit_message" -> Stored,
    DeleteMessage = "delete_message" -> Stored,
    React = "react" -> Stored,
    ResolveThread = "resolve_thread" -> Stored,
    RunAnalysis = "run_analysis" -> RunAnalysisOk,
    CancelAnalysis = "cancel_analysis" -> Stored,
    PauseRun = "pause_run" -> Stored,
    RemoveDataset = "remove_dataset" -> Stored,
    ShowView = "show_view" -> Stored,
    Present = "present" -> Stored,
    DescribeDataset = "describe_dataset" -> Stored,
    Rename = "rename" -> Stored,
    Archive = "archive" -> Stored,
    Admit = "admit" -> Stored,
    Remove = "remove" -> Stored,
}
