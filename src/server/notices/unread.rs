//! Counts of unread messages that are known, so that one more is one more and not a count anew.

use crate::shared::ids::{PersonId, StreamId};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Over this everything is counted anew when it is next needed.
const MOST: usize = 100_000;

#[derive(Default)]
pub struct Unreads(Mutex<HashMap<(PersonId, StreamId), i64>>);

impl Unreads {
    pub fn set(&self, person: PersonId, stream: StreamId, count: i64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.clear();
        }
        counts.insert((person, stream), count);
    }

    /// None when it is not known.
    pub fn one_more(&self, person: PersonId, stream: StreamId) -> Option<i64> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get_mut(&(person, stream))?;
        *count += 1;
        Some(*count)
    }
}
