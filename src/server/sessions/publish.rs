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
    /// Who asks to be let in, for the tabs of this person only.
    Asking(PersonId, &'a AskingUpdated),
    /// The last that is heard of a session.
    Deleted(&'a SessionDeleted),
}

/// Carries to everyone who listens to a stream. Must not block.
pub trait Publisher: Send + Sync + 'static {
    fn publish(&self, stream: StreamId, what: Published<'_>);
}
