//! A page of notes is taken away, with what stood on it and what it was called.

use super::say;
use crate::shared::{
    account::Person,
    anchor::CardId,
    dataset::Removal,
    ids::NoteId,
    session::{Rejection, Rule, Stamp, StreamState},
    stream::{Event, Fact, Kind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Takes a page of notes away for everyone and for good, with its history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveNote {
    pub note_id: NoteId,
}

/// A page of notes is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoteRemoved {
    pub note_id: NoteId,
}

impl Rule for RemoveNote {
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        state.note_here(self.note_id).map(drop)
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let note_id = self.note_id;
        Ok(NoteRemoved { note_id }.into())
    }
}

impl Kind for NoteRemoved {
    const NAME: &'static str = "note_removed";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let mut notes = state.notes.iter_mut();
        let Some(note) = notes.find(|note| note.note_id == self.note_id) else {
            return;
        };
        note.title.clear();
        note.removal = Some(Box::new(Removal {
            n: event.n,
            by: event.by.clone(),
            at: event.at,
        }));
        state.chat.forget_words(self.note_id);
        say(state, event, self.note_id, "removed a page of notes");
    }
}

/// Leaves in `earlier` no name of a page that `later` took away, and no words of it.
pub fn redact(earlier: &mut Event, later: &Event) {
    let Fact::NoteRemoved(removed) = &later.fact else {
        return;
    };
    match &mut earlier.fact {
        Fact::NoteAdded(added) if added.note_id == removed.note_id => added.title.clear(),
        Fact::NoteRenamed(renamed) if renamed.note_id == removed.note_id => renamed.title.clear(),
        Fact::ReceiveMessage(said) if said.is_about(CardId::Note(removed.note_id)) => {
            said.seen.iter_mut().for_each(|seen| seen.forget());
        }
        _ => {}
    }
}
