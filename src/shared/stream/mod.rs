//! Streams: numbered events in one order that everyone shares.

mod event;
mod inbox;

pub use event::{DatasetStatus, Event, Fact, RunStatus, StatusKind, StreamKind};
pub use inbox::{Inbox, Offer};
