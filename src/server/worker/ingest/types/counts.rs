//! What a vote counts of numbers: how many there are, how their fractions are written.

use super::super::numbers::{Number, Written};

/// How fractions are written, which tells 3.10 after 3.9 from 3.1.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fractions {
    pub of_one_digit: bool,
    pub end_in_zero: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct NumberVote {
    pub numbers: u64,
    pub integers: u64,
}

impl Fractions {
    pub fn add(&mut self, text: &str) {
        if let Some((_, fraction)) = text.split_once('.') {
            self.of_one_digit |= fraction.len() == 1;
            self.end_in_zero |= fraction.len() > 1 && fraction.ends_with('0');
        }
    }

    /// Whether a zero at an end means something, as far as the values say.
    pub fn count_up(self) -> bool {
        self.of_one_digit && self.end_in_zero
    }
}

impl NumberVote {
    pub fn add(&mut self, written: Option<Written>) {
        self.numbers += u64::from(written.is_some());
        let integer = written.is_some_and(|w| matches!(w.number, Number::Integer(_)));
        self.integers += u64::from(integer);
    }

    pub fn merge(&mut self, other: Self) {
        self.numbers += other.numbers;
        self.integers += other.integers;
    }
}
