//! Numbers that only grow: one alone, or one for each of a fixed set of labels.

use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A counter a label. The set is fixed, so that what people send cannot make it grow; what is not in
/// it counts for the last label.
pub struct Counters<const N: usize> {
    labels: [&'static str; N],
    counts: [Counter; N],
}

impl<const N: usize> Counters<N> {
    pub const fn new(labels: [&'static str; N]) -> Self {
        let counts = [const { Counter::new() }; N];
        Self { labels, counts }
    }

    pub fn add(&self, label: &str) {
        let place = self.labels.iter().position(|known| *known == label);
        self.add_at(place.unwrap_or(N));
    }

    /// The same by the label's place.
    pub fn add_at(&self, place: usize) {
        self.counts[place.min(N - 1)].add(1);
    }

    pub fn read(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let counts = self.counts.iter().map(Counter::get);
        self.labels.into_iter().zip(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_label_counts_for_the_last() {
        let counters = Counters::new(["a", "b", "other"]);
        for label in ["a", "b", "b", "never heard of", ""] {
            counters.add(label);
        }
        counters.add_at(0_usize.wrapping_sub(1));
        let read: Vec<_> = counters.read().collect();
        assert_eq!(read, [("a", 1), ("b", 2), ("other", 3)]);
    }
}
