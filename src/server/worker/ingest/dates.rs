//! Dates and times as people write them, in ISO 8601 and the common orders of day, month and year.

use crate::server::worker::calendar;

/// Which of two numbers before a year is the day; decided for a column, not for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

/// A point in time; without a time of day it is a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    pub days: i32,
    /// Microseconds since midnight, moved to UTC where an offset is written; can leave the day.
    pub of_day: Option<i64>,
}

impl Moment {
    pub fn micros(self) -> i64 {
        calendar::micros(self.days, 0, self.of_day.unwrap_or(0))
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads a trimmed text: `2026-11-21`, `2026-11-21T09:30:00Z`, `21.11.2026`, `11/21/2026 9:30 PM`,
/// `21 Nov 2026`, `Nov 21, 2026`.
pub fn read(text: &str, order: Order) -> Option<Moment> {
    if !(6..=40).contains(&text.len()) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some(days) = date(text, order) {
        return Some(Moment { days, of_day: None });
    }
    // The time starts at the blank or T before the first colon.
    let colon = text.find(':')?;
    let gap = text[..colon].rfind([' ', 'T', 't'])?;
    let days = date(text[..gap].trim_end_matches([',', ' ']), order)?;
    Some(Moment {
        days,
        of_day: Some(time(text[gap + 1..].trim())?),
    })
}

fn date(text: &str, order: Order) -> Option<i32> {
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return named_month(text);
    }
    let mark = text
        .chars()
        .find(|c| !c.is_ascii_digit())
        .filter(|c| "-/.".contains(*c))?;
    let parts: Vec<&str> = text.split(mark).collect();
    let &[a, b, c] = parts.as_slice() else {
        return None;
    };
    if !parts
        .iter()
        .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    if a.len() == 4 {
        return calendar::days(a.parse().ok()?, short(b)?, short(c)?);
    }
    let year = match (c.len(), mark) {
        (4, _) => c.parse().ok()?,
        // With points or dashes two digits are as often a version or a code.
        (2, '/') => century(c.parse().ok()?),
        _ => return None,
    };
    let (day, month) = match order {
        Order::MonthFirst if mark != '.' => (b, a),
        _ => (a, b),
    };
    calendar::days(year, short(month)?, short(day)?)
}

/// `21 Nov 2026`, `21-Nov-2026`, `Nov 21, 2026`, with the month in full or in three letters.
fn named_month(text: &str) -> Option<i32> {
    let parts: Vec<&str> = text
        .split([' ', '-', ',', '/'])
        .filter(|part| !part.is_empty())
        .collect();
    let &[a, b, c] = parts.as_slice() else {
        return None;
    };
    let (month, day, year) = match month(a) {
        Some(month) => (month, b, c),
        None => (month(b)?, a, c),
    };
    let year = if year.len() == 4 {
        year.parse().ok()?
    } else {
        return None;
    };
    calendar::days(year, month, short(day.trim_end_matches('.'))?)
}

fn month(text: &str) -> Option<u32> {
    let text = text.trim_end_matches('.').to_ascii_lowercase();
    let fits = |name: &&str| {
        **name == text || name[..3] == text || text == "sept" && name.starts_with("sept")
    };
    MONTHS.iter().position(fits).map(|i| i as u32 + 1)
}

/// One or two digits.
fn short(text: &str) -> Option<u32> {
    let fits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// 00 to 69 are years after 2000, the others before.
fn century(year: i32) -> i32 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// `9:30`, `09:30:15.25`, `9:30 PM`, with `Z` or an offset; microseconds since midnight in UTC.
fn time(text: &str) -> Option<i64> {
    let (clock, offset) = split_offset(text)?;
    let upper = clock.to_ascii_uppercase();
    let (clock, afternoon) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(clock), _) => (clock.trim_end(), Some(false)),
        (_, Some(clock)) => (clock.trim_end(), Some(true)),
        _ => (upper.as_str(), None),
    };
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, micros_of(fraction)?),
        None => (clock, 0),
    };
    let parts = clock.split(':').map(short).collect::<Option<Vec<u32>>>()?;
    let (hour, minute, second) = match *parts.as_slice() {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(late) => hour % 12 + if late { 12 } else { 0 },
    };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second) - offset;
    Some(seconds * 1_000_000 + fraction)
}

/// The clock, and the offset from UTC in seconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let clock = text.strip_suffix(" UTC").unwrap_or(text);
    let Some(at) = clock.rfind(['+', '-']) else {
        return Some((clock, 0));
    };
    let digits: String = clock[at + 1..].chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i64 = digits[..2].parse().ok()?;
    let minutes: i64 = if digits.len() == 4 {
        digits[2..].parse().ok()?
    } else {
        0
    };
    let seconds = hours * 3600 + minutes * 60;
    let ahead = clock.as_bytes()[at] == b'+';
    Some((
        clock[..at].trim_end(),
        if ahead { seconds } else { -seconds },
    ))
}

fn micros_of(fraction: &str) -> Option<i64> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<6}")[..6].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Order::*, *};

    #[test]
    fn moments_are_read_in_common_forms() {
        let check = |text: &str, order, expected: Option<&str>| {
            let found = read(text, order).map(|moment| match moment.of_day {
                None => calendar::iso_date(moment.days),
                Some(_) => calendar::iso_time(moment.micros()),
            });
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("2026-11-21", DayFirst, Some("2026-11-21"));
        check("2026/1/5", DayFirst, Some("2026-01-05"));
        check("05/03/2020", DayFirst, Some("2020-03-05"));
        check("05/03/2020", MonthFirst, Some("2020-05-03"));
        check("05.03.2020", MonthFirst, Some("2020-03-05"));
        check("1/2/99", MonthFirst, Some("1999-01-02"));
        check("21 Nov 2026", DayFirst, Some("2026-11-21"));
        check("November 21, 2026", DayFirst, Some("2026-11-21"));
        check("21-nov-2026", DayFirst, Some("2026-11-21"));
        check(
            "2026-11-21T09:30:00Z",
            DayFirst,
            Some("2026-11-21T09:30:00"),
        );
        check(
            "2026-11-21 09:30:00.5+02:00",
            DayFirst,
            Some("2026-11-21T07:30:00.5"),
        );
        check(
            "2026-11-21T00:30:00+01",
            DayFirst,
            Some("2026-11-20T23:30:00"),
        );
        check(
            "11/21/2026 9:30 PM",
            MonthFirst,
            Some("2026-11-21T21:30:00"),
        );
        check(
            "11/21/2026 12:05:07 AM",
            MonthFirst,
            Some("2026-11-21T00:05:07"),
        );
        for no in [
            "2026-02-30",
            "1.2.13",
            "20261121",
            "hello!",
            "12:30",
            "2026-11-21 25:00",
            "1-2-3",
            "May day 2020",
            "ü1 Mai 2020",
        ] {
            check(no, DayFirst, None);
        }
    }
}
