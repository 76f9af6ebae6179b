//! Numbers as people write them: 1,234.5 and 1.234,5 and 1 234, but not 007.

/// The mark before the decimals of a column; the other one may group thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Point,
    Comma,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Integer(i64),
    Real(f64),
}

impl Number {
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Real(value) => value,
        }
    }
}

/// Digits that begin with a zero name something; they do not count it: `02134`, `007`.
pub fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text).as_bytes();
    digits.len() > 1 && digits[0] == b'0' && digits.iter().all(u8::is_ascii_digit)
}

/// Reads a trimmed text. Integers that need more than 64 bits are none: as doubles they would lose
/// digits, and long digits are mostly names.
pub fn read(text: &str, mark: Mark) -> Option<Number> {
    if text.len() > 64 || has_leading_zero(text) {
        return None;
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-−.,iI".contains(c)) {
        return None;
    }
    let (sign, rest) = match text.strip_prefix('−').or_else(|| text.strip_prefix('-')) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if rest.eq_ignore_ascii_case("inf") || rest.eq_ignore_ascii_case("infinity") {
        return Some(Number::Real(if sign == "-" {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        }));
    }
    let (decimal, group) = if mark == Mark::Point {
        ('.', ',')
    } else {
        (',', '.')
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    let (whole, fraction) = match mantissa.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let whole = ungrouped(whole, group)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !fraction.is_none_or(digits) || whole.len() + fraction.map_or(0, str::len) == 0 {
        return None;
    }
    if fraction.is_none() && exponent.is_none() {
        return format!("{sign}{whole}").parse().ok().map(Number::Integer);
    }
    let exponent = exponent.unwrap_or("0");
    let size = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if size.is_empty() || !digits(size) {
        return None;
    }
    let plain = format!("{sign}{whole}.{}e{exponent}", fraction.unwrap_or("0"));
    plain
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .map(Number::Real)
}

/// The digits without their thousands marks, which must stand before every third digit and all be
/// the same.
fn ungrouped(whole: &str, group: char) -> Option<String> {
    let is_mark = |c: char| c == group || matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '\'' | '’');
    let Some(separator) = whole.chars().find(|c| is_mark(*c)) else {
        return whole
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| whole.to_owned());
    };
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let fits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !fits(first, 1..=3) || first.starts_with('0') || !groups.all(|part| fits(part, 3..=3)) {
        return None;
    }
    Some(whole.split(separator).collect())
}

#[cfg(test)]
mod tests {
    use super::{Mark::*, Number::*, *};

    #[test]
    fn numbers_are_read_by_their_decimal_mark() {
        for (text, point, comma) in [
            ("12", Some(Integer(12)), Some(Integer(12))),
            ("-7", Some(Integer(-7)), Some(Integer(-7))),
            ("−7", Some(Integer(-7)), Some(Integer(-7))),
            ("4.5", Some(Real(4.5)), None),
            ("4,5", None, Some(Real(4.5))),
            ("1,234", Some(Integer(1234)), Some(Real(1.234))),
            ("1.234,5", None, Some(Real(1234.5))),
            ("1,234,567.25", Some(Real(1_234_567.25)), None),
            ("1 234", Some(Integer(1234)), Some(Integer(1234))),
            ("0,123", None, Some(Real(0.123))),
            ("1e3", Some(Real(1000.0)), Some(Real(1000.0))),
            (".5", Some(Real(0.5)), None),
            ("0", Some(Integer(0)), Some(Integer(0))),
            (
                "-inf",
                Some(Real(f64::NEG_INFINITY)),
                Some(Real(f64::NEG_INFINITY)),
            ),
            ("007", None, None),
            ("12345678901234567890", None, None),
            ("1,23,456", None, None),
            ("1e", None, None),
            ("e5", None, None),
            (".", None, None),
            ("", None, None),
            ("1-2", None, None),
            ("12kg", None, None),
        ] {
            assert_eq!(read(text, Point), point, "{text} with a point");
            assert_eq!(read(text, Comma), comma, "{text} with a comma");
        }
    }
}
