//! The buckets between two moments: where each begins, on a clock that may be changed on the way.
//!
//! A day, week, month, quarter or year begins at the first moment of its first day, which is not midnight
//! where midnight was left out. An hour that comes twice is two buckets, and one that is left out is none.

use super::zone::{Stretch, Zone};
use crate::shared::period::{self, Period};

/// They follow each other without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buckets {
    pub period: Period,
    /// Seconds since 1970, rising.
    pub starts: Vec<i64>,
    /// How far the clock is ahead of UTC at each start, in seconds.
    pub offsets: Vec<i64>,
}

/// A year and a day: so long before a moment its bucket may begin.
const LONGEST: i64 = 367 * 86_400;

impl Buckets {
    /// Those that have the moments `first` to `last`; none if they are more than `most`.
    pub fn new(period: Period, zone: &Zone, first: i64, last: i64, most: usize) -> Option<Self> {
        // Not even as long as all years are leap years: what follows need not be walked.
        if (last - first) / (period.seconds() + period.seconds() / 20) > most as i64 {
            return None;
        }
        let local = first + zone.offset(first);
        let mut buckets = Self {
            period,
            starts: Vec::new(),
            offsets: Vec::new(),
        };
        let from = if period.is_within_a_day() {
            period.begin(local) - zone.offset(first)
        } else {
            first - LONGEST
        };
        let stretches = zone.stretches(from, last);
        let mut next = period.begin(local);
        for (index, stretch) in stretches.iter().enumerate() {
            let end = stretches.get(index + 1).map_or(last + 1, |next| next.begin);
            // Where the clock is changed, an hour begins anew.
            if period.is_within_a_day() {
                next = period.begin(stretch.begin + stretch.offset);
            }
            while next < end + stretch.offset {
                buckets.add(next, stretch);
                next = period.next(next);
                if buckets.starts.len() > most {
                    return None;
                }
            }
        }
        // The clock may have been changed between the first bucket's hour and its first moment.
        let before = buckets.at(first);
        buckets.starts.drain(..before);
        buckets.offsets.drain(..before);
        Some(buckets)
    }

    /// Of those that have the moments `first` to `last`, the newest `most`.
    pub fn newest(period: Period, zone: &Zone, first: i64, last: i64, most: usize) -> Self {
        // So many never take longer, and twice as many are never in it.
        let longest = (period.seconds() + period.seconds() / 20).saturating_mul(most as i64);
        let first = first.max(last.saturating_sub(longest));
        let found = Self::new(period, zone, first, last, 2 * most);
        let mut newest = found.unwrap_or_else(|| Self {
            period,
            starts: vec![last],
            offsets: vec![zone.offset(last)],
        });
        let older = newest.starts.len().saturating_sub(most);
        newest.starts.drain(..older);
        newest.offsets.drain(..older);
        newest
    }

    /// Adds the one that begins at `local`, or where that was left out, with the stretch.
    fn add(&mut self, local: i64, stretch: &Stretch) {
        let start = (local - stretch.offset).max(stretch.begin);
        // A day that was left out as a whole has no moment.
        if self.starts.last() == Some(&start) {
            return;
        }
        self.starts.push(start);
        self.offsets.push(stretch.offset);
    }

    /// Which of them has a moment in it.
    pub fn at(&self, moment: i64) -> usize {
        let begun = self.starts.partition_point(|start| *start <= moment);
        begun.saturating_sub(1)
    }

    /// How much of the last one is over at `now`, where not all of it is: "20 of 60 s".
    pub fn running(&self, now: i64) -> Option<String> {
        let last = self.starts.len().checked_sub(1)?;
        let (start, offset) = (self.starts[last], self.offsets[last]);
        let end = match self.period.is_within_a_day() {
            true => start + self.period.seconds(),
            false => self.period.next(self.local(last)) - offset,
        };
        let (unit, word) = match self.period {
            Period::Second | Period::Minute => (1, "s"),
            Period::Hour => (60, "min"),
            Period::Day => (3_600, "h"),
            Period::Week | Period::Month | Period::Quarter | Period::Year => (86_400, "days"),
        };
        let of = (end - start) / unit;
        (start..end)
            .contains(&now)
            .then(|| format!("{} of {of} {word}", (now - start) / unit))
    }

    /// What the clock shows where one begins.
    pub fn local(&self, index: usize) -> i64 {
        let local = self.starts[index] + self.offsets[index];
        if self.period.is_within_a_day() {
            local
        } else {
            self.period.begin(local)
        }
    }

    /// As it stands in a sentence; of an hour that comes twice, which of them it is.
    pub fn name(&self, index: usize) -> String {
        let name = self.period.name(self.local(index));
        let beside = [index.checked_sub(1), Some(index + 1)]
            .into_iter()
            .flatten();
        let mut beside = beside.filter(|other| *other < self.starts.len());
        match beside.any(|other| self.local(other) == self.local(index)) {
            true => format!("{name} ({})", period::offset(self.offsets[index])),
            false => name,
        }
    }

    /// Its beginning as ISO 8601: `2024-10-27`, `2024-10-27T02:00:00+01:00`; UTC is not written.
    pub fn iso(&self, index: usize, has_zone: bool, written: impl Fn(i64) -> String) -> String {
        let local = written(self.local(index));
        match self.period.is_within_a_day() {
            true if has_zone => format!("{local}{}", period::offset(self.offsets[index])),
            true => local,
            false => local.split('T').next().unwrap_or_default().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(period: Period, zone: &str, first: i64, last: i64) -> Vec<String> {
        let zone = Zone::named(zone).unwrap();
        let buckets = Buckets::new(period, &zone, first, last, 100).unwrap();
        let name = |index| {
            let offset = period::offset(buckets.offsets[index]);
            format!("{} {offset}", buckets.period.short(buckets.local(index)))
        };
        (0..buckets.starts.len()).map(name).collect()
    }

    #[test]
    fn an_hour_that_comes_twice_is_two_buckets_and_one_left_out_is_none() {
        // From 27 October 2024, 01:00 in Berlin.
        let expected = [
            "01:00 +02:00",
            "02:00 +02:00",
            "02:00 +01:00",
            "03:00 +01:00",
        ];
        let found = named(Period::Hour, "Europe/Berlin", 1_729_983_600, 1_729_994_400);
        assert_eq!(found, expected);
        // From 31 March 2024, 01:00 in Berlin.
        let expected = ["01:00 +01:00", "03:00 +02:00", "04:00 +02:00"];
        let found = named(Period::Hour, "Europe/Berlin", 1_711_843_200, 1_711_850_400);
        assert_eq!(found, expected);
    }

    #[test]
    fn half_an_hour_of_summer_time_is_half_an_hour() {
        // From 7 April 2024, 01:00 on Lord Howe Island, to 02:00.
        let expected = ["01:00 +11:00", "01:30 +10:30", "02:00 +10:30"];
        let found = named(
            Period::Hour,
            "Australia/Lord_Howe",
            1_712_412_000,
            1_712_417_400,
        );
        assert_eq!(found, expected);
    }

    #[test]
    fn a_day_begins_with_its_first_moment() {
        // Beirut left out 00:00 to 01:00 on 31 March 2024.
        let zone = Zone::named("Asia/Beirut").unwrap();
        let days = Buckets::new(Period::Day, &zone, 1_711_800_000, 1_711_950_000, 9).unwrap();
        let length = |index: usize| days.starts[index + 1] - days.starts[index];
        assert_eq!(days.name(1), "31 Mar 2024");
        assert_eq!((length(0), length(1)), (86_400, 82_800));
        // Samoa had no 30 December 2011.
        let expected = ["29 Dec -10:00", "31 Dec +14:00", "1 Jan +14:00"];
        let found = named(Period::Day, "Pacific/Apia", 1_325_200_000, 1_325_340_000);
        assert_eq!(found, expected);
    }

    #[test]
    fn a_year_begins_in_winter_time() {
        let expected = ["2023 +01:00", "2024 +01:00"];
        // From July 2023 to July 2024.
        let found = named(Period::Year, "Europe/Berlin", 1_690_000_000, 1_720_000_000);
        assert_eq!(found, expected);
    }

    #[test]
    fn the_last_one_may_not_be_over() {
        let check = |period, first: i64, now: i64, expected: Option<&str>| {
            let buckets = Buckets::new(period, &Zone::utc(), first, first, 9).unwrap();
            assert_eq!(buckets.running(now).as_deref(), expected, "{period:?}");
        };
        // 27 October 2024, 00:00:05.
        let first = 1_729_987_205;
        check(Period::Minute, first, first + 15, Some("20 of 60 s"));
        check(Period::Minute, first, first + 55, None);
        check(Period::Minute, first, first - 10, None);
        check(Period::Hour, first, first + 600, Some("10 of 60 min"));
        check(Period::Day, first, first + 7_200, Some("2 of 24 h"));
        check(Period::Month, first, first, Some("26 of 31 days"));
        check(Period::Year, first, 1_735_689_600, None);
    }

    #[test]
    fn more_than_asked_for_are_none() {
        let count = |last| {
            let buckets = Buckets::new(Period::Second, &Zone::utc(), 0, last, 10);
            buckets.map(|buckets| buckets.starts.len())
        };
        assert_eq!(count(9), Some(10));
        assert_eq!(count(10), None);
        assert_eq!(count(i64::MAX / 1_000_000), None);
    }
}
