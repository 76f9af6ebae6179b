//! How often each text, or each of yes and no, stands in a column.

use super::MOST_DISTINCT;
use crate::server::worker::view::value::bool_word;
use crate::shared::dataset::Share;
use datafusion::arrow::{
    array::{Array, AsArray},
    datatypes::DataType,
};
use std::{cmp::Reverse, collections::HashMap};

const SHARES: usize = 5;
/// With more different texts, none is said to be frequent: a worker's memory has an end.
const MOST_COUNTED: usize = 500_000;
const MOST_BYTES: usize = 64 << 20;

#[derive(Default)]
pub struct Words {
    pub missing: i64,
    /// Rows of all, and of those shown.
    counts: HashMap<Box<str>, (i64, i64)>,
    bytes: usize,
    has_too_many: bool,
}

impl Words {
    /// Counts the values of a batch that begins at row `start`.
    pub fn add(&mut self, array: &dyn Array, start: usize, is_shown: &impl Fn(usize) -> bool) {
        self.missing += array.null_count() as i64;
        for row in 0..array.len() {
            if self.has_too_many || array.is_null(row) {
                continue;
            }
            let word = match array.data_type() {
                DataType::Boolean => bool_word(array.as_boolean().value(row)),
                DataType::Utf8View => array.as_string_view().value(row),
                _ => array.as_string::<i32>().value(row),
            };
            self.count(word, (1, i64::from(is_shown(start + row))));
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.missing += other.missing;
        if other.has_too_many {
            self.give_up();
        }
        for (word, counts) in other.counts {
            if !self.has_too_many {
                self.count(&word, counts);
            }
        }
    }

    fn count(&mut self, word: &str, (all, shown): (i64, i64)) {
        if let Some(counts) = self.counts.get_mut(word) {
            *counts = (counts.0 + all, counts.1 + shown);
            return;
        }
        self.bytes += word.len();
        self.counts.insert(word.into(), (all, shown));
        if self.counts.len() > MOST_COUNTED || self.bytes > MOST_BYTES {
            self.give_up();
        }
    }

    fn give_up(&mut self) {
        self.has_too_many = true;
        self.counts = HashMap::new();
    }

    pub fn distinct(&self) -> Option<i64> {
        let is_counted = !self.has_too_many && self.counts.len() <= MOST_DISTINCT;
        is_counted.then_some(self.counts.len() as i64)
    }

    /// The most frequent values; of equally frequent ones the first by their letters.
    pub fn shares(self) -> Vec<Share> {
        let mut counts: Vec<_> = self.counts.into_iter().collect();
        let order = |(word, (all, _)): &(Box<str>, (i64, i64))| (Reverse(*all), word.clone());
        if counts.len() > SHARES {
            counts.select_nth_unstable_by_key(SHARES, order);
            counts.truncate(SHARES);
        }
        counts.sort_unstable_by_key(order);
        let shares = counts.into_iter().map(|(word, (all, shown))| Share {
            from: word.into(),
            to: None,
            all,
            shown,
        });
        shares.collect()
    }
}
