//! Dates of three times two digits, of which the first may be the year: 24/03/15.

use super::super::dates::{self, PIVOT, Style};
use crate::shared::reading::DayOrder;

/// How many values are such dates, and which two digits stand first and last in them.
#[derive(Clone, Copy, Debug, Default)]
pub struct YearsFirst {
    pub dates: u64,
    firsts: u128,
    lasts: u128,
}

impl YearsFirst {
    pub fn add(&mut self, text: &str) {
        let style = Style {
            order: DayOrder::YearFirst,
            pivot: Some(PIVOT),
        };
        let digits = |from: usize| text.get(from..from + 2)?.parse::<u32>().ok();
        let is_short = text
            .as_bytes()
            .get(2)
            .is_some_and(|mark| b"/-".contains(mark));
        if is_short
            && let (Some(first), Some(last)) = (digits(0), digits(6))
            && dates::read(text, style).is_some()
        {
            self.dates += 1;
            self.firsts |= 1 << first;
            self.lasts |= 1 << last;
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.dates += other.dates;
        self.firsts |= other.firsts;
        self.lasts |= other.lasts;
    }

    /// Whether what stands first changes much less than what stands last, as years do and days do not.
    pub fn stand_first(self) -> bool {
        let (firsts, lasts) = (self.firsts.count_ones(), self.lasts.count_ones());
        lasts > 2 && lasts > 2 * firsts
    }

    /// Whether it changes no more than that.
    pub fn may_stand_first(self) -> bool {
        self.firsts.count_ones() <= self.lasts.count_ones()
    }
}
