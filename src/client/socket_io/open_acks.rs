//! Emits that wait for their ack, each with a deadline; bounded in number and in bytes, so that a
//! server that stops answering does not fill this side's memory.

use std::collections::BTreeMap;

const MOST: usize = 256;
const MOST_BYTES: usize = 1024 * 1024;

#[derive(Default)]
pub struct OpenAcks {
    by_id: BTreeMap<u64, Open>,
    bytes: usize,
}

struct Open {
    deadline: i64,
    bytes: usize,
}

impl OpenAcks {
    /// Whether a frame of this size may still go out. One alone always may.
    pub fn has_room(&self, bytes: usize) -> bool {
        self.by_id.is_empty() || (self.by_id.len() < MOST && self.bytes + bytes <= MOST_BYTES)
    }

    pub fn insert(&mut self, id: u64, deadline: i64, bytes: usize) {
        self.bytes += bytes;
        self.by_id.insert(id, Open { deadline, bytes });
    }

    /// False when nobody waits for this ack any more.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(open) = self.by_id.remove(&id) else {
            return false;
        };
        self.bytes -= open.bytes;
        true
    }

    /// Takes out, oldest first, what should have been acked by now.
    pub fn take_overdue(&mut self, now: i64) -> Vec<u64> {
        let overdue: Vec<u64> = self
            .by_id
            .iter()
            .filter(|(_, open)| open.deadline <= now)
            .map(|(id, _)| *id)
            .collect();
        for id in &overdue {
            self.remove(*id);
        }
        overdue
    }

    /// Takes out all, oldest first.
    pub fn take_all(&mut self) -> Vec<u64> {
        self.bytes = 0;
        std::mem::take(&mut self.by_id).into_keys().collect()
    }

    pub fn next_deadline(&self) -> Option<i64> {
        self.by_id.values().map(|open| open.deadline).min()
    }
}
