//! Values of filters as people write them, read as what a column holds.

use crate::server::worker::calendar;

pub const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A number, exact where it is whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Whole(i128),
    Float(f64),
}

impl Number {
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().replace('−', "-");
        if let Ok(whole) = text.parse() {
            return Some(Self::Whole(whole));
        }
        let float: f64 = text.parse().ok().filter(|float: &f64| float.is_finite())?;
        let is_exact = float.fract() == 0.0 && float.abs() < 1e15;
        Some(match is_exact {
            true => Self::Whole(float as i128),
            false => Self::Float(float),
        })
    }

    pub fn float(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }

    /// The whole number, if it is one.
    pub fn whole(self) -> Option<i128> {
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Float(_) => None,
        }
    }

    /// The least whole number that is not below.
    pub fn ceiling(self) -> i128 {
        match self {
            Self::Whole(whole) => whole,
            Self::Float(float) => float.ceil() as i128,
        }
    }

    /// The greatest whole number that is not above.
    pub fn floor(self) -> i128 {
        match self {
            Self::Whole(whole) => whole,
            Self::Float(float) => float.floor() as i128,
        }
    }
}

/// A day, or a moment of one, in microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub first: i64,
    /// The last microsecond that it can mean: of a day its end.
    pub last: i64,
}

impl Moment {
    /// "2024-03-01", "2024-03-01 12:30", "2024-03-01T12:30:00.5"
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.split_once(['T', ' ']) {
            Some((date, time)) => (date, Some(time.trim_end_matches('Z'))),
            None => (text, None),
        };
        let (before_christ, date) = match date.strip_prefix('-') {
            Some(date) => (true, date),
            None => (false, date),
        };
        let mut parts = date.split('-');
        let year: i32 = digits(parts.next()?)?;
        let year = if before_christ { -year } else { year };
        let (month, day) = (digits(parts.next()?)?, digits(parts.next()?)?);
        if parts.next().is_some() {
            return None;
        }
        let midnight = calendar::micros(calendar::days(year, month, day)?, 0, 0);
        let Some(time) = time else {
            return Some(Self {
                first: midnight,
                last: midnight + MICROS_PER_DAY - 1,
            });
        };
        let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let mut parts = time.split(':');
        let (hour, minute): (i64, i64) = (digits(parts.next()?)?, digits(parts.next()?)?);
        let second: i64 = parts.next().map_or(Some(0), digits)?;
        let fits = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
        if !fits || fraction.len() > 6 {
            return None;
        }
        let fraction: i64 = digits(&format!("{fraction:0<6}"))?;
        let at = midnight + ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction;
        Some(Self {
            first: at,
            last: at,
        })
    }
}

/// "yes", "no", and as programs write them.
pub fn read_bool(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

pub fn bool_word(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_exact_and_others_have_neighbours() {
        let big = "9007199254740993";
        assert_eq!(
            Number::read(big),
            Some(Number::Whole(9_007_199_254_740_993))
        );
        assert_eq!(Number::read("3.0"), Some(Number::Whole(3)));
        assert_eq!(Number::read("−2"), Some(Number::Whole(-2)));
        let half = Number::read("-2.5").unwrap();
        assert_eq!((half.floor(), half.ceiling(), half.whole()), (-3, -2, None));
        for no in ["", "x", "1,5", "NaN", "inf"] {
            assert_eq!(Number::read(no), None, "{no}");
        }
    }

    #[test]
    fn a_day_is_all_of_its_moments() {
        let day = Moment::read("1970-01-02").unwrap();
        assert_eq!(
            (day.first, day.last),
            (MICROS_PER_DAY, 2 * MICROS_PER_DAY - 1)
        );
        for text in ["1970-01-01 00:01:00.5", "1970-01-01T00:01:00.500"] {
            let moment = Moment::read(text).unwrap();
            assert_eq!((moment.first, moment.last), (60_500_000, 60_500_000));
        }
        assert_eq!(Moment::read("1969-12-31 23:59").unwrap().first, -60_000_000);
        for no in [
            "",
            "2024-02-30",
            "2024-3",
            "1.2.2024",
            "2024-01-01 25:00",
            "x-1-1",
        ] {
            assert_eq!(Moment::read(no), None, "{no}");
        }
    }
}
