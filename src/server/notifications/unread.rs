//! Counts of unread messages that are known, so that one more is one more and not a count anew.

use crate::shared::ids::{PersonId, StreamId};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use tokio::sync::MutexGuard;

/// Over this everything is counted anew when it is next needed.
const MOST: usize = 100_000;

/// People share these turns; two who meet in one wait for each other, and nothing else happens.
const TURNS: usize = 64;

pub struct Unreads {
    counts: Mutex<HashMap<(PersonId, StreamId), Counted>>,
    turns: [tokio::sync::Mutex<()>; TURNS],
}

impl Default for Unreads {
    fn default() -> Self {
        Self {
            counts: Mutex::default(),
            turns: std::array::from_fn(|_| tokio::sync::Mutex::default()),
        }
    }
}

#[derive(Clone, Copy)]
struct Counted {
    count: i64,
    /// The number of the last event that it takes into account.
    up_to: i64,
}

impl Unreads {
    /// Held from counting to telling: what is counted later is told later.
    pub async fn turn(&self, person: PersonId) -> MutexGuard<'_, ()> {
        let place = person.0.unsigned_abs() % TURNS as u64;
        self.turns[place as usize].lock().await
    }

    pub fn set(&self, person: PersonId, stream: StreamId, count: i64, up_to: i64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.clear();
        }
        counts.insert((person, stream), Counted { count, up_to });
    }

    /// None when it is not known.
    pub fn get(&self, person: PersonId, stream: StreamId) -> Option<i64> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&(person, stream)).map(|known| known.count)
    }

    /// Message `n` came, unless it was counted with others before it is told. None when nothing is known.
    pub fn one_more(&self, person: PersonId, stream: StreamId, n: i64) -> Option<i64> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let known = counts.get_mut(&(person, stream))?;
        if n > known.up_to {
            known.count += 1;
            known.up_to = n;
        }
        Some(known.count)
    }
}
