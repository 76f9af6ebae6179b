//! What goes out to a stream's members once it is certain.

use crate::shared::{
    ids::StreamId,
    protocol::UploadProgress,
    stream::{Event, StreamKind},
};

#[derive(Clone, Copy, Debug)]
pub enum Published<'a> {
    /// Committed, in the order of numbers; and what its stream is the log of.
    Event(StreamKind, &'a Event),
    Upload(&'a UploadProgress),
}

/// Carries to everyone who listens to a stream. Must not block.
pub trait Publisher: Send + Sync + 'static {
    fn publish(&self, stream: StreamId, what: Published<'_>);
}
