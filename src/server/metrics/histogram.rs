//! How long something took, by classes of seconds.

use super::Counter;
use std::time::Duration;

/// Up to so many seconds; one more class takes what was longer.
pub const BOUNDS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
];

#[derive(Default)]
pub struct Histogram {
    /// By class, not added up.
    counts: [Counter; BOUNDS.len() + 1],
    nanoseconds: Counter,
}

impl Histogram {
    pub const fn new() -> Self {
        Self {
            counts: [const { Counter::new() }; BOUNDS.len() + 1],
            nanoseconds: Counter::new(),
        }
    }

    pub fn observe(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let class = BOUNDS.partition_point(|bound| *bound < seconds);
        self.counts[class].add(1);
        self.nanoseconds
            .add(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
    }

    /// How many took up to each bound; the last number is how many there were.
    pub fn added_up(&self) -> [u64; BOUNDS.len() + 1] {
        let mut sum = 0;
        std::array::from_fn(|class| {
            sum += self.counts[class].get();
            sum
        })
    }

    pub fn seconds(&self) -> f64 {
        self.nanoseconds.get() as f64 / 1e9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_holds_those_below_it_and_the_last_holds_all() {
        let histogram = Histogram::new();
        for ms in [0, 1, 3, 60_000] {
            histogram.observe(Duration::from_millis(ms));
        }
        let added_up = histogram.added_up();
        assert_eq!(added_up[..4], [1, 2, 2, 3]);
        assert_eq!(added_up[BOUNDS.len() - 1..], [3, 4]);
        assert_eq!(histogram.seconds(), 60.004);
    }
}
