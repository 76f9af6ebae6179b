//! Dates and times as people write them, in ISO 8601 and the common orders of day, month and year.

mod words;

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
    /// Its second is written finer than it is kept.
    pub finer: bool,
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

/// Reads a trimmed text: `2026-11-21`, `2026-11-21T09:30:00Z`, `21.11.2026`, `11/21/2026 9:30 PM`,
/// `21 Nov 2026`, `Nov 21, 2026`, `21.11.26`, `20261121T093000Z`, `21/Nov/2026:09:30:00 +0100`,
/// `Sat Nov 21 09:30:00 2026`, `2026年11月21日`.
pub fn read(text: &str, style: Style) -> Option<Moment> {
    if !(6..=50).contains(&text.len()) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some((days, short_year)) = date(text, style) {
        return Some(Moment {
            days,
            of_day: None,
            offset: None,
            short_year,
            finer: false,
        });
    }
    let (day, clock) = parted(text, style)?;
    let (days, short_year) = day;
    let (of_day, offset, finer) = time(clock)?;
    Some(Moment {
        days,
        of_day: Some(of_day),
        offset,
        short_year,
        finer,
    })
}

type Day = (i32, bool);

/// The day, and the text of the time behind it or in the midst of it.
fn parted(text: &str, style: Style) -> Option<(Day, &str)> {
    let Some(colon) = text.find(':') else {
        let (day, clock) = text.split_once('T')?;
        return Some((date(&compact(day)?, style)?, clock)).filter(|_| clock.len() >= 4);
    };
    // Web servers write a colon before the hour.
    let before = &text[..colon];
    if !before.contains(' ')
        && let Some(day) = date(before, style)
    {
        return Some((day, &text[colon + 1..]));
    }
    // The time starts at the blank or T before the first colon.
    let gap = text[..colon].rfind([' ', 'T', 't'])?;
    let (before, clock) = (&text[..gap], text[gap + 1..].trim());
    if let Some(day) = date(before.trim_end_matches([',', ' ']), style) {
        return Some((day, clock));
    }
    let (clock, year) = clock.rsplit_once(' ')?;
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let day = words::date(&format!("{before} {year}"), style).filter(|_| is_year)?;
    Some((day, clock))
}

/// `20261121` as `2026-11-21`.
fn compact(text: &str) -> Option<String> {
    let is_day = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_day.then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
}

/// A day without any mark, for columns that are known to hold days: `20261121`.
pub fn read_compact(text: &str, style: Style) -> Option<Moment> {
    read(&compact(text)?, style)
}

/// Whether a text is a time with the name of a zone behind it: `2026-11-21 09:30 CET`. Several zones share most names.
pub fn names_zone(text: &str, style: Style) -> bool {
    let Some((moment, zone)) = text.rsplit_once(' ') else {
        return false;
    };
    (2..=5).contains(&zone.len())
        && zone.bytes().all(|byte| byte.is_ascii_uppercase())
        && read(moment.trim_end(), style).is_some_and(|moment| moment.of_day.is_some())
}

/// Whether a text is a day of 1900 to 2100 without any mark.
pub fn is_compact(text: &str) -> bool {
    let century = text.starts_with("19") || text.starts_with("20") || text.starts_with("2100");
    let day = || plain_date(compact(text)?.as_bytes());
    century && day().is_some()
}

/// The day, and whether its year has two digits.
fn date(text: &str, style: Style) -> Option<Day> {
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return words::date(text, style);
    }
    if let Some(text) = text.strip_suffix('日') {
        return date(&text.replace(['年', '月'], "-"), style);
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
    let pairs = [a, b, c].iter().all(|part| part.len() == 2);
    if style.order == DayOrder::YearFirst && pairs && mark != '.' {
        let year = century(a.parse().ok()?, style.pivot?);
        return calendar::days(year, short(b)?, short(c)?).map(|days| (days, true));
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
/// the offset in seconds, and whether digits of the second are lost.
fn time(text: &str) -> Option<(i64, Option<i64>, bool)> {
    let (clock, offset) = split_offset(text)?;
    let upper = clock.to_ascii_uppercase();
    let (clock, afternoon) = half_of_day(&upper);
    let (clock, (fraction, finer)) = match clock.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, micros_of(fraction)?),
        None => (clock, (0, false)),
    };
    let (hour, minute, second) = hands(clock)?;
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(late) => hour % 12 + if late { 12 } else { 0 },
    };
    // The end of a day is the begin of the next.
    let midnight = (hour, minute, second, fraction) == (24, 0, 0, 0) && afternoon.is_none();
    if hour > 23 && !midnight || minute > 59 || second > 60 {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second) - offset.unwrap_or(0);
    Some((seconds * 1_000_000 + fraction, offset, finer))
}

/// The clock, and whether it counts the hours after noon.
fn half_of_day(upper: &str) -> (&str, Option<bool>) {
    for (mark, late) in [("AM", false), ("PM", true), ("A.M.", false), ("P.M.", true)] {
        if let Some(clock) = upper.strip_suffix(mark) {
            return (clock.trim_end(), Some(late));
        }
    }
    (upper, None)
}

/// Hour, minute and second of `9:30`, `09:30:15`, `093015`.
fn hands(clock: &str) -> Option<(u32, u32, u32)> {
    let digits = clock.len() >= 4 && clock.bytes().all(|byte| byte.is_ascii_digit());
    let parts = match clock.len() {
        4 if digits => vec![&clock[..2], &clock[2..]],
        6 if digits => vec![&clock[..2], &clock[2..4], &clock[4..]],
        _ => clock.split(':').collect(),
    };
    let parts = parts.into_iter().map(short).collect::<Option<Vec<u32>>>()?;
    match *parts.as_slice() {
        [hour, minute] => Some((hour, minute, 0)),
        [hour, minute, second] => Some((hour, minute, second)),
        _ => None,
    }
}

/// The clock, and the offset from UTC in seconds, if one is written.
fn split_offset(text: &str) -> Option<(&str, Option<i64>)> {
    // Some programs name the place behind the offset: +01:00[Europe/Berlin].
    let place = text.strip_suffix(']').and_then(|text| text.rfind('['));
    if let Some(at) = place {
        return split_offset(&text[..at]).filter(|(_, offset)| offset.is_some());
    }
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

/// Whole microseconds, and whether something is left.
fn micros_of(fraction: &str) -> Option<(i64, bool)> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let filled = format!("{fraction:0<6}");
    let (kept, rest) = filled.split_at(6);
    Some((kept.parse().ok()?, rest.bytes().any(|byte| byte != b'0')))
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
        for (text, expected) in [
            ("20261121T093000Z", "2026-11-21T09:30:00"),
            ("20261121T0930", "2026-11-21T09:30:00"),
            ("21/Nov/2026:09:30:00 +0100", "2026-11-21T08:30:00"),
            ("Sat Nov 21 09:30:00 2026", "2026-11-21T09:30:00"),
            ("Sat Nov  7 09:30:00 UTC 2026", "2026-11-07T09:30:00"),
            ("Sat, 21 Nov 2026 09:30:00 +0200", "2026-11-21T07:30:00"),
            ("2026-11-21 24:00", "2026-11-22T00:00:00"),
            ("21/11/2026 9:30 p.m.", "2026-11-21T21:30:00"),
            ("21/11/2026 9:30\u{202F}PM", "2026-11-21T21:30:00"),
            (
                "2026-11-21T09:30+01:00[Europe/Berlin]",
                "2026-11-21T08:30:00",
            ),
            ("2026年11月21日 09:30", "2026-11-21T09:30:00"),
            ("2026年1月5日", "2026-01-05"),
            (
                "2026-11-21 09:30:00.123456789",
                "2026-11-21T09:30:00.123456",
            ),
        ] {
            check(text, DayFirst, Some(expected));
        }
        for no in [
            "2026-11-21 24:01",
            "2026-11-21T09:30[Europe/Berlin]",
            "20261121T09",
            "20261321T0930",
            "12345678T1234567",
            "Nov 21 09:30:00",
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
