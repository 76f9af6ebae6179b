//! What the plain pages of a page of notes show: what stands there, and what became of it.

use super::{account::Person, ids::SessionId, look::Look, session::notes::Note};

/// The pages of a session, with forms that begin one, name one and remove one.
#[derive(Clone, Debug)]
pub struct NoteListPage {
    pub me: Person,
    pub look: Look,
    pub session: SessionId,
    pub notes: Vec<Note>,
    /// Not in an archived session.
    pub may_write: bool,
    /// The name that was typed for a new page and not taken.
    pub title: String,
    /// A sentence.
    pub problem: Option<String>,
}

/// What stands on a page, with a form to write there.
#[derive(Clone, Debug)]
pub struct NotePage {
    pub me: Person,
    pub look: Look,
    pub session: SessionId,
    pub note: Note,
    /// Number of the last change that is in the text.
    pub n: i64,
    pub text: String,
    /// The text as HTML.
    pub html: String,
    /// Not in an archived session.
    pub may_write: bool,
    /// What was sent and not taken.
    pub problem: Option<Unwritten>,
}

/// What somebody wrote that was not taken, as it goes back into the form.
#[derive(Clone, Debug)]
pub struct Unwritten {
    /// Number of the change after which they saw the page.
    pub base: i64,
    pub text: String,
    /// Whether it was to follow what stands there.
    pub is_more: bool,
    /// A sentence.
    pub why: String,
}

/// Who changed a page, and when.
#[derive(Clone, Debug)]
pub struct NoteHistoryPage {
    pub me: Person,
    pub look: Look,
    pub session: SessionId,
    pub note: Note,
    pub may_write: bool,
    /// The newest first.
    pub revisions: Vec<ToldRevision>,
    pub problem: Option<String>,
}

/// What somebody did to a page at a time.
#[derive(Clone, Debug)]
pub struct ToldRevision {
    /// Number of its last change.
    pub n: i64,
    pub by: String,
    /// Unix milliseconds.
    pub at: i64,
    pub added: String,
    pub removed: String,
}
