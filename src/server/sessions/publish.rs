//! What goes out to a session's members once it is certain.

use crate::shared::{ids::SessionId, protocol::UploadProgress, stream::Event};

#[derive(Clone, Copy, Debug)]
pub enum Published<'a> {
    /// Committed, in the order of numbers.
    Event(&'a Event),
    Upload(&'a UploadProgress),
}

/// Carries to everyone who listens to a session. Must not block.
pub trait Publisher: Send + Sync + 'static {
    fn publish(&self, session: SessionId, what: Published<'_>);
}
