//! Streams: numbered events in one order that everyone shares.

mod event;
mod inbox;
mod redaction;

pub use event::{DatasetStatus, Event, Fact, Redacted, RunStatus, StatusKind, StreamKind};
pub use inbox::{Inbox, Offer};
pub use redaction::redact;
