//! Numbers that may count days or seconds, and so be dates and times.

use super::super::{dates, numbers::Number};
use crate::shared::reading::DayCount;

/// Days of 1954 to 2064, as spreadsheets count them.
const DAYS: std::ops::RangeInclusive<f64> = 20_000.0..=60_000.0;
/// Seconds since 1970, from 1990 to 2100.
const SECONDS: std::ops::RangeInclusive<i64> = 631_152_000..=4_102_444_800;

/// How many numbers of a column may count what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    days: u64,
    seconds: u64,
    milliseconds: u64,
    /// Whole numbers of eight digits that are a day of 1900 to 2100: 20261121.
    pub compact: u64,
}

impl Counted {
    pub fn add(&mut self, text: &str, number: Number) {
        self.days += u64::from(DAYS.contains(&number.as_f64()));
        if let Number::Integer(number) = number {
            self.seconds += u64::from(SECONDS.contains(&number));
            let seconds = number / 1000;
            self.milliseconds += u64::from(SECONDS.contains(&seconds));
        }
        self.compact += u64::from(dates::is_compact(text));
    }

    pub fn merge(&mut self, other: Self) {
        self.days += other.days;
        self.seconds += other.seconds;
        self.milliseconds += other.milliseconds;
        self.compact += other.compact;
    }

    /// What all of `values` values may count.
    pub fn all(self, values: u64) -> Option<DayCount> {
        let counts = [
            (self.days, DayCount::From1900),
            (self.seconds, DayCount::Seconds1970),
            (self.milliseconds, DayCount::Milliseconds1970),
        ];
        let mut counts = counts
            .into_iter()
            .filter(|(count, _)| values > 0 && *count == values);
        counts.next().map(|(_, kind)| kind)
    }
}
