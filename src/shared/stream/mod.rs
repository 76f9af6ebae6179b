//! Streams: numbered events in one order that everyone shares.

mod event;
mod fact;
mod inbox;

pub use event::{Event, StreamKind};
pub use fact::{Fact, Kind};
pub use inbox::{Inbox, Offer};
