//! Ticks along a time axis: where a day, a month, a year begins, never inside one.

use super::{text, ticks::Ticks};
use crate::shared::{
    civil::civil,
    period::{Period, date, offset},
};

/// Periods that follow each other, the first and the last of which end the axis.
pub struct Times<'a> {
    pub period: Period,
    /// Seconds since 1970, rising.
    pub starts: &'a [i64],
    /// Seconds that the clock is ahead of UTC; what is not there is 0.
    pub offsets: &'a [i64],
}

/// So many of a period from tick to tick.
type Step = (Period, i64);

const STEPS: [Step; 31] = [
    (Period::Second, 1),
    (Period::Second, 5),
    (Period::Second, 15),
    (Period::Second, 30),
    (Period::Minute, 1),
    (Period::Minute, 5),
    (Period::Minute, 15),
    (Period::Minute, 30),
    (Period::Hour, 1),
    (Period::Hour, 3),
    (Period::Hour, 6),
    (Period::Hour, 12),
    (Period::Day, 1),
    (Period::Day, 2),
    (Period::Day, 4),
    (Period::Week, 1),
    (Period::Week, 2),
    (Period::Month, 1),
    (Period::Month, 2),
    (Period::Month, 3),
    (Period::Month, 6),
    (Period::Year, 1),
    (Period::Year, 2),
    (Period::Year, 5),
    (Period::Year, 10),
    (Period::Year, 20),
    (Period::Year, 50),
    (Period::Year, 100),
    (Period::Year, 200),
    (Period::Year, 500),
    (Period::Year, 1_000),
];

/// Labels stand this far apart, at least.
const BETWEEN: f64 = 10.0;

impl Times<'_> {
    /// What the clock shows where a period begins.
    pub fn local(&self, index: usize) -> i64 {
        let local = bounded(self.starts[index]) + self.offset(index);
        // A day without its midnight begins later, and is still that day.
        if self.period.is_within_a_day() {
            local
        } else {
            self.period.begin(local)
        }
    }

    fn offset(&self, index: usize) -> i64 {
        bounded(self.offsets.get(index).copied().unwrap_or(0))
    }

    /// The period in full, for a tooltip, and what tells it from the one beside it that is called the same.
    pub fn name(&self, index: usize) -> String {
        let name = |index| self.period.name(self.local(index));
        let is_same = |other: Option<usize>| {
            let other = other.filter(|other| *other < self.starts.len());
            other.is_some_and(|other| self.local(other) == self.local(index))
        };
        if is_same(index.checked_sub(1)) || is_same(Some(index + 1)) {
            return format!("{} ({})", name(index), offset(self.offset(index)));
        }
        name(index)
    }

    /// Ticks between `low` and `high` whose labels have room in `room` pixels, each of them once; the axis
    /// covers just that.
    pub fn ticks(&self, low: f64, high: f64, room: f64) -> Ticks {
        let ticks = |places: Vec<(i64, String)>| Ticks {
            values: places.iter().map(|place| place.0 as f64).collect(),
            labels: places.into_iter().map(|place| place.1).collect(),
            low,
            high,
        };
        let at = |time: i64| (time as f64 - low) / (high - low) * room;
        let fit = |places: &[(i64, String)]| {
            let is_once = |(index, place): (usize, &(i64, String))| {
                places[..index].iter().all(|before| before.1 != place.1)
            };
            let apart = |pair: &[(i64, String)]| {
                let half = |place: &(i64, String)| text::width(&place.1) / 2.0;
                at(pair[0].0) + half(&pair[0]) + BETWEEN <= at(pair[1].0) - half(&pair[1])
            };
            places.windows(2).all(apart) && places.iter().enumerate().all(is_once)
        };
        let most = (room / 30.0) as usize;
        for is_full in [false, true] {
            for step in STEPS {
                if step.0.seconds() * step.1 < self.period.seconds() {
                    continue;
                }
                let places = self.places(step, is_full, most, low as i64);
                if places.len() > 1 && places.len() <= most && fit(&places) {
                    return ticks(places);
                }
            }
        }
        let first = self.starts.first().map(|start| (*start, self.name(0)));
        ticks(first.into_iter().collect())
    }

    /// Where steps begin, and what stands there; one more than `most` where they are more.
    fn places(&self, step: Step, is_full: bool, most: usize, low: i64) -> Vec<(i64, String)> {
        let begins = |index: &usize| {
            let local = self.local(*index);
            let before = match index.checked_sub(1) {
                Some(before) => self.local(before),
                None => local - 1,
            };
            number(step, before) != number(step, local)
        };
        let place = |index: usize| {
            let local = self.local(index);
            let begin = begin(step, local);
            // A month may begin within a week.
            let moment = bounded(self.starts[index]) - (local - begin);
            (moment >= low).then(|| (moment, label(step.0, begin, is_full)))
        };
        let all = (0..self.starts.len()).filter(begins).filter_map(place);
        all.take(most + 1).collect()
    }
}

/// A time that a calendar can take.
fn bounded(seconds: i64) -> i64 {
    const LONGEST: i64 = 10_000_000_000_000;
    seconds.clamp(-LONGEST, LONGEST)
}

/// The number of the step that has a time in it.
fn number((period, many): Step, local: i64) -> i64 {
    let (year, month, _) = civil(local.div_euclid(Period::Day.seconds()));
    match period {
        Period::Month | Period::Quarter => (year * 12 + month - 1).div_euclid(many),
        Period::Year => year.div_euclid(many),
        _ => period.begin(local).div_euclid(period.seconds() * many),
    }
}

/// Where it begins; of months and years, the last of those in it that have begun.
fn begin((period, many): Step, local: i64) -> i64 {
    if period < Period::Week {
        local - local.rem_euclid(period.seconds() * many)
    } else {
        period.begin(local)
    }
}

/// A midnight among hours is a day.
fn label(period: Period, begin: i64, is_full: bool) -> String {
    let is_midnight = begin.rem_euclid(Period::Day.seconds()) == 0;
    let short = period.short(begin);
    match (period.is_within_a_day(), is_full) {
        (true, false) if is_midnight => Period::Day.short(begin),
        (true, true) => format!("{}, {short}", Period::Day.short(begin)),
        (false, true) if period < Period::Month => date(begin),
        _ => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `count` periods from `first` on, in UTC, on an axis of `room` pixels.
    fn labels(period: Period, first: i64, count: usize, room: f64) -> String {
        let all = std::iter::successors(Some(first), |begin| Some(period.next(*begin)));
        let starts: Vec<i64> = all.take(count).collect();
        let times = Times {
            period,
            starts: &starts,
            offsets: &[],
        };
        let (low, high) = (starts[0] as f64, starts[count - 1] as f64);
        times
            .ticks(low, high.max(low + 1.0), room)
            .labels
            .join(" | ")
    }

    // 2024-01-01T00:00:00, a Monday.
    const NEW_YEAR: i64 = 1_704_067_200;

    #[test]
    fn ticks_stand_where_a_period_begins() {
        let check = |period, first, count, expected: &str| {
            assert_eq!(labels(period, first, count, 340.0), expected, "{period:?}");
        };
        check(
            Period::Minute,
            NEW_YEAR + 36_000,
            61,
            "10:00 | 10:15 | 10:30 | 10:45 | 11:00",
        );
        check(
            Period::Hour,
            NEW_YEAR + 36_000,
            20,
            "12:00 | 15:00 | 18:00 | 21:00 | 2 Jan | 03:00",
        );
        check(
            Period::Day,
            NEW_YEAR,
            5,
            "1 Jan | 2 Jan | 3 Jan | 4 Jan | 5 Jan",
        );
        check(
            Period::Day,
            NEW_YEAR,
            366,
            "Jan 2024 | Apr 2024 | Jul 2024 | Oct 2024",
        );
        check(
            Period::Week,
            NEW_YEAR,
            60,
            "Jan 2024 | Apr 2024 | Jul 2024 | Oct 2024 | Jan 2025",
        );
        check(Period::Month, NEW_YEAR, 48, "2024 | 2025 | 2026 | 2027");
        check(
            Period::Quarter,
            NEW_YEAR,
            4,
            "Jan 2024 | Apr 2024 | Jul 2024 | Oct 2024",
        );
        check(
            Period::Year,
            NEW_YEAR,
            11,
            "2024 | 2026 | 2028 | 2030 | 2032 | 2034",
        );
        check(Period::Day, NEW_YEAR, 1, "1 Jan 2024");
        check(Period::Hour, NEW_YEAR + 3_600, 1, "1 Jan 2024, 01:00");
    }

    #[test]
    fn labels_never_touch_and_each_stands_once() {
        for period in Period::ALL {
            for count in [2, 3, 7, 24, 25, 61, 200, 1_000, 5_000] {
                for room in [120.0, 300.0, 900.0] {
                    let first = period.begin(NEW_YEAR - 5_000_000_000);
                    let told = labels(period, first, count, room);
                    let mut each: Vec<&str> = told.split(" | ").collect();
                    let widths: f64 = each.iter().map(|label| text::width(label)).sum();
                    let ends = text::widest(each.iter().copied());
                    assert!(widths <= room + ends, "{period:?} {count} {room}: {told}");
                    each.sort_unstable();
                    let found = each.len();
                    each.dedup();
                    assert_eq!(each.len(), found, "{period:?} {count} {room}: {told}");
                }
            }
        }
    }
}
