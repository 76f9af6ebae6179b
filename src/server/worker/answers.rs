//! What was found of parts of tables, kept between jobs: a part never changes once it is written.

use super::parts::Identity;
use datafusion::arrow::array::RecordBatch;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What is kept at most; what was not asked for longest goes first.
const MOST_BYTES: usize = 64 << 20;

#[derive(Default)]
pub struct Answers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    answers: HashMap<(Identity, String), Answer>,
    bytes: usize,
    clock: u64,
}

struct Answer {
    batches: Vec<RecordBatch>,
    bytes: usize,
    used: u64,
}

impl Answers {
    pub fn get(&self, part: Identity, question: &str) -> Option<Vec<RecordBatch>> {
        let mut kept = self.kept();
        kept.clock += 1;
        let used = kept.clock;
        let answer = kept.answers.get_mut(&(part, question.to_owned()))?;
        answer.used = used;
        Some(answer.batches.clone())
    }

    pub fn keep(&self, part: Identity, question: &str, batches: Vec<RecordBatch>) {
        let bytes = batches.iter().map(RecordBatch::get_array_memory_size).sum();
        let mut kept = self.kept();
        kept.clock += 1;
        let answer = Answer {
            batches,
            bytes,
            used: kept.clock,
        };
        kept.bytes += bytes;
        if let Some(before) = kept.answers.insert((part, question.to_owned()), answer) {
            kept.bytes -= before.bytes;
        }
        kept.shrink();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn shrink(&mut self) {
        while self.bytes > MOST_BYTES {
            let oldest = self.answers.iter().min_by_key(|(_, answer)| answer.used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else {
                return;
            };
            if let Some(answer) = self.answers.remove(&key) {
                self.bytes -= answer.bytes;
            }
        }
    }
}
