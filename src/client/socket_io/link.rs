//! The open line to a server: what its handshake agreed on, and when it was last heard.

use super::packet::Handshake;

#[derive(Clone)]
pub struct Link {
    /// The longest silence of a server that lives.
    silence_ms: i64,
    /// Largest frame the server takes, in bytes.
    pub max_frame: usize,
    pub heard_at: i64,
    /// `/` is joined beside the namespace.
    pub has_root: bool,
    /// When the server was asked for the time.
    pub asked_at: Option<i64>,
    /// Without a word until then the line is dead.
    proof_by: Option<i64>,
}

impl Link {
    pub fn new(handshake: &Handshake, now: i64) -> Self {
        Self {
            silence_ms: handshake.ping_interval + handshake.ping_timeout,
            max_frame: handshake.max_payload.unwrap_or(usize::MAX),
            heard_at: now,
            has_root: false,
            asked_at: None,
            proof_by: None,
        }
    }

    pub fn heard(&mut self, now: i64) {
        self.heard_at = now;
        self.proof_by = None;
    }

    pub fn prove_by(&mut self, at: i64) {
        self.proof_by = Some(self.proof_by.map_or(at, |sooner| sooner.min(at)));
    }

    pub fn was_asked(&self) -> bool {
        self.proof_by.is_some()
    }

    pub fn dead_at(&self) -> i64 {
        let by_silence = self.heard_at + self.silence_ms;
        self.proof_by.map_or(by_silence, |at| at.min(by_silence))
    }
}
