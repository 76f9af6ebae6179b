//! Which batches are here, by the key that their sender gave them: a batch that comes again is not stored again.

use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};

/// Keys that are remembered; older batches that come again are stored again.
pub const MOST_KEYS: usize = 100_000;

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of its first row, from 0.
    pub first: u64,
    pub rows: u64,
}

/// A batch as it is written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    pub key: String,
    /// SHA-256 of what was sent, in hex, its beginning.
    pub hash: String,
    #[serde(flatten)]
    pub receipt: Receipt,
}

#[derive(Debug, Default)]
pub struct Keys {
    sent: HashMap<String, (String, Receipt)>,
    order: VecDeque<String>,
}

/// What is known of a key.
#[derive(Debug, PartialEq)]
pub enum Known<'a> {
    New,
    /// The same rows came with it.
    Same(&'a Receipt),
    /// Other rows did.
    Other,
}

impl Keys {
    pub fn look(&self, key: &str, hash: &str) -> Known<'_> {
        match self.sent.get(key) {
            None => Known::New,
            Some((known, receipt)) if known == hash => Known::Same(receipt),
            Some(_) => Known::Other,
        }
    }

    pub fn add(&mut self, sent: Sent) {
        self.order.push_back(sent.key.clone());
        self.sent.insert(sent.key, (sent.hash, sent.receipt));
        if self.order.len() > MOST_KEYS
            && let Some(oldest) = self.order.pop_front()
        {
            self.sent.remove(&oldest);
        }
    }
}
