//! What goes out to a stream's members once it is certain.

use crate::shared::{
    ids::{PersonId, StreamId},
    protocol::{AskingUpdated, SessionDeleted, UploadProgress},
    stream::{Event, StreamKind},
};

#[derive(Clone, Copy, Debug)]
pub enum Published<'a> {
    /// Committed, in the order of numbers; and what its stream is the log of.
    Event(StreamKind, &'a Event),
    Upload(&'a UploadProgress),
    /// To one member's sockets only: who waits to be let in.
    Asking(PersonId, &'a AskingUpdated),
    Deleted(&'a SessionDeleted),
}

/// Carries to everyone who listens to a stream. Must not block.
pub trait Publisher: Send + Sync + 'static {
    fn publish(&self, stream: StreamId, what: Published<'_>);
}
