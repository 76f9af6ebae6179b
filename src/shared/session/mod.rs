//! The rules of a session, and of rooms and direct conversations, pure and shared: `check`, `decide`, `apply`, `effects`.
//!
//! The server decides and applies; the browser applies the same events and asks `check` whether a
//! button may be pressed. State changes nowhere else.

mod apply;
mod command;
mod decide;
mod effects;
mod naming;
mod state;
mod summary;

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use apply::apply;
pub use command::{Command, Rejection, RunReport, Stamp};
pub use decide::{check, decide};
pub use effects::{Effect, effects, effects_after_restart};
pub use naming::{SOMEONE, retitled, retold, retold_own};
pub use state::{Entry, EntryBody, Member, Reaction, Run, Seat, SessionState};
pub use summary::SessionSummary;
