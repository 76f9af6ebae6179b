//! Bytes that have arrived for a session and are not in its table yet.
//!
//! Without them, many uploads at once would each fit the quota and together exceed it.

use crate::shared::ids::SessionId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

#[derive(Clone, Default)]
pub struct InFlight(Arc<Mutex<HashMap<SessionId, u64>>>);

/// One upload's share; given back on drop.
pub struct Share {
    of: InFlight,
    session: SessionId,
    bytes: u64,
}

impl InFlight {
    pub fn share(&self, session: SessionId) -> Share {
        Share {
            of: self.clone(),
            session,
            bytes: 0,
        }
    }

    fn change(&self, session: SessionId, change: impl FnOnce(u64) -> u64) -> u64 {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = change(sessions.get(&session).copied().unwrap_or(0));
        match bytes {
            0 => sessions.remove(&session),
            _ => sessions.insert(session, bytes),
        };
        bytes
    }
}

impl Share {
    /// Takes more; answers what all uploads to the session hold together.
    pub fn add(&mut self, bytes: u64) -> u64 {
        self.bytes += bytes;
        self.of.change(self.session, |before| before + bytes)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.of
            .change(self.session, |before| before.saturating_sub(self.bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uploads_to_one_session_add_up_and_end() {
        let in_flight = InFlight::default();
        let session = SessionId(uuid::Uuid::nil());
        let mut one = in_flight.share(session);
        let mut two = in_flight.share(session);
        assert_eq!(one.add(10), 10);
        assert_eq!(two.add(5), 15);
        drop(one);
        assert_eq!(two.add(1), 6);
        drop(two);
        assert!(in_flight.0.lock().unwrap().is_empty());
    }
}
