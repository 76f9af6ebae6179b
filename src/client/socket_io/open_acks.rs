//! Emits that wait for their ack, each with a deadline; bounded in number and in bytes, so that a
//! server that stops answering does not fill this side's memory.

const MOST: usize = 256;
const MOST_BYTES: usize = 1024 * 1024;

#[derive(Default)]
pub struct OpenAcks {
    /// Oldest first.
    open: Vec<Open>,
    bytes: usize,
}

struct Open {
    id: u64,
    deadline: i64,
    bytes: usize,
}

impl OpenAcks {
    /// Whether a frame of this size may still go out. One alone always may.
    pub fn has_room(&self, bytes: usize) -> bool {
        self.open.is_empty() || (self.open.len() < MOST && self.bytes + bytes <= MOST_BYTES)
    }

    pub fn insert(&mut self, id: u64, deadline: i64, bytes: usize) {
        self.bytes += bytes;
        self.open.push(Open {
            id,
            deadline,
            bytes,
        });
    }

    /// False when nobody waits for this ack any more.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(at) = self.open.iter().position(|open| open.id == id) else {
            return false;
        };
        self.bytes -= self.open.remove(at).bytes;
        true
    }

    /// Takes out, oldest first, what should have been acked by now.
    pub fn take_overdue(&mut self, now: i64) -> Vec<u64> {
        let overdue: Vec<u64> = self
            .open
            .iter()
            .filter(|open| open.deadline <= now)
            .map(|open| open.id)
            .collect();
        for id in &overdue {
            self.remove(*id);
        }
        overdue
    }

    /// Takes out all, oldest first.
    pub fn take_all(&mut self) -> Vec<u64> {
        self.bytes = 0;
        self.open.drain(..).map(|open| open.id).collect()
    }

    pub fn next_deadline(&self) -> Option<i64> {
        self.open.iter().map(|open| open.deadline).min()
    }
}
