//! The pages of a session's notes: which there are, and what they are called.
//!
//! What stands on a page is not in the log. It is written by several people at once, letter by letter, and has a
//! history of its own.

mod removed;
mod renamed;
#[cfg(test)]
mod tests;

pub use removed::{NoteRemoved, RemoveNote, redact};
pub use renamed::{NoteRenamed, RenameNote};

use super::{Rejection, Rule, Stamp, StreamState, chat::EntryBody};
use crate::shared::{
    account::Person,
    dataset::Removal,
    ids::NoteId,
    protocol::MAX_TITLE_CHARS,
    stream::{Event, Fact, Kind, StreamKind},
    text::{clean, isolated},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Pages of a session, without those that were removed.
pub const MAX_NOTES: usize = 50;

/// A page of notes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    pub note_id: NoteId,
    /// Empty once it is removed.
    pub title: String,
    /// Who began it.
    pub by: Person,
    pub at: i64,
    /// Who removed it; what stood on it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removal: Option<Box<Removal>>,
}

/// Begins a page of notes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    /// Chosen by the sender, where it matters: a session's first page has the session's own uuid, so that two who
    /// begin it at once begin the same page. The second of them hears `note/is-there`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_id: Option<NoteId>,
    /// 1 to 120 characters.
    pub title: String,
}

/// There is a new page of notes, and nothing stands on it yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoteAdded {
    pub note_id: NoteId,
    /// Empty where the page was removed since.
    pub title: String,
}

impl Rule for AddNote {
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        if state.kind != StreamKind::Session {
            return Err(Rejection::NotHere);
        }
        titled(&self.title)?;
        match self.note_id.and_then(|note_id| state.note(note_id)) {
            Some(Note { removal: None, .. }) => return Err(Rejection::NoteIsThere),
            Some(_) => return Err(Rejection::NoteRemoved),
            None => {}
        }
        match state.notes_here().count() < MAX_NOTES {
            true => Ok(()),
            false => Err(Rejection::TooManyNotes { max: MAX_NOTES }),
        }
    }

    fn decide(self, _: &StreamState, _: &Person, stamp: Stamp) -> Result<Fact, Rejection> {
        let added = NoteAdded {
            note_id: self.note_id.unwrap_or(NoteId(stamp.id)),
            title: titled(&self.title)?,
        };
        Ok(added.into())
    }
}

impl Kind for NoteAdded {
    const NAME: &'static str = "note_added";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        state.notes.push(Note {
            note_id: self.note_id,
            title: self.title.clone(),
            by: event.by.clone(),
            at: event.at,
            removal: None,
        });
        say(state, event, self.note_id, "began a page of notes");
    }
}

/// The line that the conversation has of it: without a title, which may be taken away.
fn say(state: &mut StreamState, event: &Event, note_id: NoteId, did: &str) {
    let text = format!("{} {did}", isolated(&event.by.name));
    state.chat.push(event, EntryBody::Note { note_id, text });
}

/// The title as it is kept.
fn titled(typed: &str) -> Result<String, Rejection> {
    let title = clean(typed);
    match (1..=MAX_TITLE_CHARS).contains(&title.chars().count()) {
        true => Ok(title),
        false => Err(Rejection::BadTitle {
            max: MAX_TITLE_CHARS,
        }),
    }
}

impl StreamState {
    /// Also one that was removed.
    pub fn note(&self, note_id: NoteId) -> Option<&Note> {
        self.notes.iter().find(|note| note.note_id == note_id)
    }

    /// The page, unless it was removed.
    pub fn note_here(&self, note_id: NoteId) -> Result<&Note, Rejection> {
        match self.note(note_id) {
            None => Err(Rejection::UnknownNote),
            Some(Note {
                removal: Some(_), ..
            }) => Err(Rejection::NoteRemoved),
            Some(note) => Ok(note),
        }
    }

    /// Those that were not removed, in the order they were begun.
    pub fn notes_here(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(|note| note.removal.is_none())
    }
}
