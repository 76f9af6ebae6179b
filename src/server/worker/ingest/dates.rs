//! Dates and times as people write them, in ISO 8601 and the common orders of day, month and year.

use crate::{server::worker::calendar, shared::reading::DayOrder};

/// A point in time; without a time of day it is a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    pub days: i32,
    /// Microseconds since midnight, moved to UTC where an offset is written; can leave the day.
    pub of_day: Option<i64>,
    /// Seconds ahead of UTC, where that is written.
    pub offset: Option<i64>,
    /// The year has but two digits.
    pub short_year: bool,
}

impl Moment {
    pub fn micros(self) -> i64 {
        calendar::micros(self.days, 0, self.of_day.unwrap_or(0))
    }
}

/// How the dates of a column are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub order: DayOrder,
    /// Two-digit years below it are of this century.
    pub pivot: Option<u8>,
}

/// Two-digit years from here on are of the last century, unless somebody says otherwise.
pub const PIVOT: u8 = 70;

/// `2026-11-21`, and the same with a time behind, from bytes; other forms are for [`read`].
pub fn plain_date(bytes: &[u8]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else {
        return None;
    };
    let year = pair(y1, y2)? * 100 + pair(y3, y4)?;
    calendar::days(year as i32, pair(m1, m2)?, pair(d1, d2)?)
}

/// `2026-11-21 09:30:00` or with a T, in microseconds since 1970.
pub fn plain_moment(bytes: &[u8]) -> Option<i64> {
    let (date, time) = bytes.split_at_checked(10)?;
    let [b' ' | b'T', h1, h2, b':', m1, m2, b':', s1, s2] = *time else {
        return None;
    };
    let (hour, minute, second) = (pair(h1, h2)?, pair(m1, m2)?, pair(s1, s2)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    Some(calendar::micros(plain_date(date)?, seconds, 0))
}

fn pair(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| u32::from(tens) * 10 + u32::from(ones))
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
/// `21 Nov 2026`, `Nov 21, 2026`, `21.11.26`.
pub fn read(text: &str, style: Style) -> Option<Moment> {
    if !(6..=40).contains(&text.len()) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some((days, short_year)) = date(text, style) {
        return Some(Moment {
            days,
            of_day: None,
            offset: None,
            short_year,
        });
    }
    // The time starts at the blank or T before the first colon.
    let colon = text.find(':')?;
    let gap = text[..colon].rfind([' ', 'T', 't'])?;
    let (days, short_year) = date(text[..gap].trim_end_matches([',', ' ']), style)?;
    let (of_day, offset) = time(text[gap + 1..].trim())?;
    Some(Moment {
        days,
        of_day: Some(of_day),
        offset,
        short_year,
    })
}

/// The day, and whether its year has two digits.
fn date(text: &str, style: Style) -> Option<(i32, bool)> {
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return named_month(text).map(|days| (days, false));
    }
    let mark = text
        .chars()
        .find(|c| !c.is_ascii_digit())
        .filter(|c| "-/.".contains(*c))?;
    let mut parts = text.split(mark);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || ![a, b, c].into_iter().all(digits) {
        return None;
    }
    if a.len() == 4 {
        let days = calendar::days(a.parse().ok()?, short(b)?, short(c)?)?;
        return Some((days, false));
    }
    let (year, short_year) = match (c.len(), mark) {
        (4, _) => (c.parse().ok()?, false),
        // With points or dashes fewer digits are as often a version or a code.
        (2, '/') => (century(c.parse().ok()?, style.pivot?), true),
        (2, _) if a.len() == 2 && b.len() == 2 => (century(c.parse().ok()?, style.pivot?), true),
        _ => return None,
    };
    let (day, month) = match style.order {
        DayOrder::MonthFirst if mark != '.' => (b, a),
        _ => (a, b),
    };
    calendar::days(year, short(month)?, short(day)?).map(|days| (days, short_year))
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

fn century(year: i32, pivot: u8) -> i32 {
    if year < pivot.into() {
        2000 + year
    } else {
        1900 + year
    }
}

/// `9:30`, `09:30:15.25`, `9:30 PM`, with `Z` or an offset; microseconds since midnight in UTC, and
/// the offset in seconds.
fn time(text: &str) -> Option<(i64, Option<i64>)> {
    let (clock, offset) = split_offset(text)?;
    let upper = clock.to_ascii_uppercase();
    let (clock, afternoon) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(clock), _) => (clock.trim_end(), Some(false)),
        (_, Some(clock)) => (clock.trim_end(), Some(true)),
        _ => (upper.as_str(), None),
    };
    let (clock, fraction) = match clock.split_once(['.', ',']) {
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
    let seconds = i64::from(hour * 3600 + minute * 60 + second) - offset.unwrap_or(0);
    Some((seconds * 1_000_000 + fraction, offset))
}

/// The clock, and the offset from UTC in seconds, if one is written.
fn split_offset(text: &str) -> Option<(&str, Option<i64>)> {
    for mark in ["Z", "z", "UTC", "GMT"] {
        if let Some(clock) = text.strip_suffix(mark) {
            return Some((clock.trim_end(), Some(0)));
        }
    }
    let Some(at) = text.rfind(['+', '-', '−']) else {
        return Some((text, None));
    };
    let mark = text[at..].chars().next()?;
    let digits: String = text[at + mark.len_utf8()..]
        .chars()
        .filter(|c| *c != ':')
        .collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i64 = digits[..2].parse().ok()?;
    let minutes: i64 = digits
        .get(2..)
        .filter(|rest| !rest.is_empty())
        .map_or(Ok(0), str::parse)
        .ok()?;
    if hours > 15 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60;
    let signed = if mark == '+' { seconds } else { -seconds };
    Some((text[..at].trim_end(), Some(signed)))
}

fn micros_of(fraction: &str) -> Option<i64> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<6}")[..6].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{DayOrder::*, *};

    #[test]
    fn moments_are_read_in_common_forms() {
        let check = |text: &str, order, expected: Option<&str>| {
            let style = Style {
                order,
                pivot: Some(PIVOT),
            };
            let found = read(text, style).map(|moment| match moment.of_day {
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
        check("31.12.99", MonthFirst, Some("1999-12-31"));
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
            "2026-11-21 09:30:00+99:00",
            "May day 2020",
            "ü1 Mai 2020",
        ] {
            check(no, DayFirst, None);
        }
    }
}
