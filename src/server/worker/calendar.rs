//! Days since 1970 and calendar dates, after Howard Hinnant's `days_from_civil`; ISO 8601 text.

use crate::shared::civil::civil;

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// Days from 1970-01-01 to a date of the Gregorian calendar; none when there is no such day.
pub fn days(year: i32, month: u32, day: u32) -> Option<i32> {
    if !(1..=12).contains(&month) || day == 0 || day > month_length(year, month) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let month_from_march = (month as i32 + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// Microseconds from 1970 to a time of a day.
pub fn micros(days: i32, seconds: i64, micros: i64) -> i64 {
    i64::from(days) * MICROS_PER_DAY + seconds * MICROS_PER_SECOND + micros
}

/// `2026-11-21`.
pub fn iso_date(days: i32) -> String {
    let (year, month, day) = civil(days.into());
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2026-11-21T09:30:00`, with a fraction only where there is one.
pub fn iso_time(micros: i64) -> String {
    let date = iso_date(micros.div_euclid(MICROS_PER_DAY) as i32);
    let of_day = micros.rem_euclid(MICROS_PER_DAY);
    let (seconds, fraction) = (of_day / MICROS_PER_SECOND, of_day % MICROS_PER_SECOND);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let time = format!("{date}T{hour:02}:{minute:02}:{second:02}");
    match fraction {
        0 => time,
        _ => format!("{time}.{fraction:06}")
            .trim_end_matches('0')
            .to_owned(),
    }
}

fn month_length(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_there_and_back() {
        for (year, month, day, text) in [
            (1970, 1, 1, "1970-01-01"),
            (1969, 12, 31, "1969-12-31"),
            (2000, 2, 29, "2000-02-29"),
            (2026, 11, 21, "2026-11-21"),
            (1600, 3, 1, "1600-03-01"),
        ] {
            assert_eq!(iso_date(days(year, month, day).unwrap()), text);
        }
        assert_eq!(days(2000, 1, 1), Some(10_957));
        assert_eq!(days(1900, 2, 29), None);
        assert_eq!(days(2000, 13, 1), None);
    }

    #[test]
    fn times_before_1970_count_from_their_own_midnight() {
        assert_eq!(iso_time(-1), "1969-12-31T23:59:59.999999");
        assert_eq!(iso_time(micros(0, 3661, 500_000)), "1970-01-01T01:01:01.5");
    }
}
