//! What a page of notes is called.

use super::titled;
use crate::shared::{
    account::Person,
    ids::NoteId,
    session::{Rejection, Rule, Stamp, StreamState},
    stream::{Event, Fact, Kind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Gives a page of notes another name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameNote {
    pub note_id: NoteId,
    /// 1 to 120 characters.
    pub title: String,
}

/// A page of notes is called so from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoteRenamed {
    pub note_id: NoteId,
    /// Empty where the page was removed since.
    pub title: String,
}

impl Rule for RenameNote {
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        let note = state.note_here(self.note_id)?;
        match titled(&self.title)? == note.title {
            true => Err(Rejection::NoteUnchanged),
            false => Ok(()),
        }
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let renamed = NoteRenamed {
            note_id: self.note_id,
            title: titled(&self.title)?,
        };
        Ok(renamed.into())
    }
}

impl Kind for NoteRenamed {
    const NAME: &'static str = "note_renamed";

    fn apply(&self, state: &mut StreamState, _: &Event) {
        let mut notes = state.notes.iter_mut();
        let note = notes.find(|note| note.note_id == self.note_id && note.removal.is_none());
        if let Some(note) = note {
            note.title.clone_from(&self.title);
        }
    }
}
