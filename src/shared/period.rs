//! Periods of the calendar, from a second to a year: where one begins, where the next does, what it is called.
//!
//! Times are seconds since 1970 on a clock of its own place; time zones are not known here.

use super::civil::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const DAY: i64 = 86_400;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Shorter ones come first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Second,
    Minute,
    Hour,
    Day,
    /// From Monday, as in ISO 8601.
    Week,
    Month,
    Quarter,
    Year,
}

impl Period {
    pub const ALL: [Self; 8] = [
        Self::Second,
        Self::Minute,
        Self::Hour,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    pub const fn is_within_a_day(self) -> bool {
        matches!(self, Self::Second | Self::Minute | Self::Hour)
    }

    /// About how many seconds it has.
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => DAY,
            Self::Week => 7 * DAY,
            Self::Month => 30 * DAY,
            Self::Quarter => 90 * DAY,
            Self::Year => 365 * DAY,
        }
    }

    /// When the period begins that has this time in it.
    pub fn begin(self, time: i64) -> i64 {
        let day = time.div_euclid(DAY);
        match self {
            Self::Second | Self::Minute | Self::Hour | Self::Day => {
                time - time.rem_euclid(self.seconds())
            }
            // 1970 began on a Thursday.
            Self::Week => (day - (day + 3).rem_euclid(7)) * DAY,
            Self::Month => month(day, 1) * DAY,
            Self::Quarter => month(day, 3) * DAY,
            Self::Year => month(day, 12) * DAY,
        }
    }

    /// When the next period begins after the one that begins at `begin`.
    pub fn next(self, begin: i64) -> i64 {
        let longest = match self {
            Self::Month => 31,
            Self::Quarter => 92,
            Self::Year => 366,
            _ => return begin + self.seconds(),
        };
        self.begin(begin + longest * DAY)
    }

    /// The period that begins then, in full: "3 Mar 2024, 10:00", "week of 4 Mar 2024", "Q1 2024".
    pub fn name(self, begin: i64) -> String {
        let (year, month, _) = civil(begin.div_euclid(DAY));
        match self {
            Self::Second | Self::Minute | Self::Hour => {
                format!("{}, {}", date(begin), self.short(begin))
            }
            Self::Day => date(begin),
            Self::Week => format!("week of {}", date(begin)),
            Self::Month | Self::Year => self.short(begin),
            Self::Quarter => format!("Q{} {}", (month + 2) / 3, signed(year)),
        }
    }

    /// The same as it stands below an axis: "10:00", "3 Mar", "Mar 2024", "2024".
    pub fn short(self, begin: i64) -> String {
        let (year, month, day) = civil(begin.div_euclid(DAY));
        let month = MONTHS[(month - 1) as usize];
        let seconds = begin.rem_euclid(DAY);
        let (hour, minute) = (seconds / 3_600, seconds / 60 % 60);
        match self {
            Self::Second => format!("{hour:02}:{minute:02}:{:02}", seconds % 60),
            Self::Minute | Self::Hour => format!("{hour:02}:{minute:02}"),
            Self::Day | Self::Week => format!("{day} {month}"),
            Self::Month | Self::Quarter => format!("{month} {}", signed(year)),
            Self::Year => signed(year),
        }
    }
}

/// "3 Mar 2024".
pub fn date(time: i64) -> String {
    let (year, ..) = civil(time.div_euclid(DAY));
    format!("{} {}", Period::Day.short(time), signed(year))
}

/// "+05:30" for what a clock is ahead of UTC, in seconds.
pub fn offset(seconds: i64) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes) = (seconds.abs() / 3_600, seconds.abs() / 60 % 60);
    match seconds.abs() % 60 {
        0 => format!("{sign}{hours:02}:{minutes:02}"),
        rest => format!("{sign}{hours:02}:{minutes:02}:{rest:02}"),
    }
}

fn signed(year: i64) -> String {
    year.to_string().replace('-', "−")
}

/// The first day of the span of so many months that has a day in it; a year begins with one.
fn month(day: i64, months: i64) -> i64 {
    let mut day = day;
    loop {
        let (_, month, of_month) = civil(day);
        day -= of_month - 1;
        if (month - 1) % months == 0 {
            return day;
        }
        day -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_where_the_calendar_says() {
        // 2024-12-31T23:59:59, a Tuesday.
        let time = 1_735_689_599;
        let named = Period::ALL.map(|period| period.name(period.begin(time)));
        let expected = [
            "31 Dec 2024, 23:59:59",
            "31 Dec 2024, 23:59",
            "31 Dec 2024, 23:00",
            "31 Dec 2024",
            "week of 30 Dec 2024",
            "Dec 2024",
            "Q4 2024",
            "2024",
        ];
        assert_eq!(named, expected);
        let next = Period::ALL.map(|period| period.name(period.next(period.begin(time))));
        let expected = [
            "1 Jan 2025, 00:00:00",
            "1 Jan 2025, 00:00",
            "1 Jan 2025, 00:00",
            "1 Jan 2025",
            "week of 6 Jan 2025",
            "Jan 2025",
            "Q1 2025",
            "2025",
        ];
        assert_eq!(next, expected);
    }

    #[test]
    fn each_period_ends_where_the_next_begins() {
        for period in Period::ALL {
            // From 1896 on: 1900 has no leap day, and all of it lies before 1970.
            let mut begin = period.begin(-2_335_219_200);
            for _ in 0..600 {
                let next = period.next(begin);
                assert_eq!(period.begin(begin), begin, "{period:?}");
                assert_eq!(period.begin(next - 1), begin, "{period:?}");
                assert_eq!(period.begin(next), next, "{period:?}");
                begin = next;
            }
        }
    }

    #[test]
    fn offsets_and_years_have_their_signs() {
        assert_eq!(offset(19_800), "+05:30");
        assert_eq!(offset(-12_600), "-03:30");
        assert_eq!(offset(1_172), "+00:19:32");
        assert_eq!(date(-62_198_755_200), "1 Jan −1");
    }
}
