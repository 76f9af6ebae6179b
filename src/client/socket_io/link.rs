//! The open line to a server: what its handshake agreed on, and when it was last heard.

use super::packet::Handshake;

#[derive(Clone)]
pub struct Link {
    /// The longest silence of a server that lives.
    silence_ms: i64,
    /// Largest frame the server takes, in bytes.
    pub max_frame: usize,
    pub heard_at: i64,
}

impl Link {
    pub fn new(handshake: &Handshake, now: i64) -> Self {
        Self {
            silence_ms: handshake.ping_interval + handshake.ping_timeout,
            max_frame: handshake.max_payload.unwrap_or(usize::MAX),
            heard_at: now,
        }
    }

    pub fn dead_at(&self) -> i64 {
        self.heard_at + self.silence_ms
    }
}
