//! The rules of a session, and of rooms and direct conversations, pure and shared: `check`, `decide`, `apply`, `effects`.
//!
//! The server decides and applies; the browser applies the same events and asks `check` whether a
//! button may be pressed. State changes nowhere else. Each slice has its commands, its facts and its part
//! of the state; what stands here only hands on to them.

pub mod chat;
mod command;
pub mod datasets;
pub mod notes;
pub mod people;
mod rejection;
pub mod rules;
pub mod runs;
mod state;
mod summary;

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use chat::{Entry, EntryBody, Reaction};
pub use command::{Command, Needs, Rule, Stamp, check, decide};
pub use people::{Member, SOMEONE, Seat, retitled, retold, retold_own};
pub use rejection::Rejection;
pub use runs::{Effect, Run, RunReport, effects, effects_after_restart};
pub use state::{StreamState, apply};
pub use summary::SessionSummary;

use crate::shared::stream::{Event, Fact};

/// Takes out of `earlier` what `later` took back. The rows lose it too: a message's words by a trigger, a data set
/// by whoever clears its files, what a run had come to by whoever keeps what it has come to
/// since, a page of notes by whoever clears its text.
pub fn redact(earlier: &mut Event, later: &Event) {
    chat::redact(earlier, later);
    datasets::redact(earlier, later);
    runs::redact(earlier, later);
    rules::redact(earlier, later);
    notes::redact(earlier, later);
}

/// Whether an event takes back what events before it said.
pub fn takes_back(event: &Event) -> bool {
    let takes = |fact: &Fact| {
        matches!(
            fact,
            Fact::DatasetRemoved(_) | Fact::RunCheckpoint(_) | Fact::NoteRemoved(_)
        )
    };
    event.fact.changed_message().is_some() || takes(&event.fact)
}
