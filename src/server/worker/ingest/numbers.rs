//! Numbers as people write them: 1,234.5 and 1.234,5 and 1 234, 1,23,456, (987.65), $12.00, 12 %, １２３, but not 007.
//!
//! The plain ones, which are nearly all, are read from bytes. [`read`] knows the others.

mod digits;

use crate::shared::reading::DecimalMark;
use digits::is_shortened;

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

    /// Whether it is the same as a double; whole numbers of more than 15 digits may not be.
    pub fn is_exact(self) -> bool {
        match self {
            Self::Integer(value) => value as f64 as i128 == i128::from(value),
            Self::Real(_) => true,
        }
    }
}

/// A number, and how it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    pub number: Number,
    /// `$`, `EUR`, `%`.
    pub unit: Option<&'static str>,
    /// In brackets, which is how accountants write negatives.
    pub bracketed: bool,
    pub grouped: bool,
    /// It has a fraction of more digits than a double keeps.
    pub shortened: bool,
}

/// Digits with at most a minus before them: `0`, `-42`; none for `007` and for more than 18 digits.
pub fn plain_integer(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > 18 || digits[0] == b'0' && digits.len() > 1 {
        return None;
    }
    let mut value = 0_i64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

const POWERS: [f64; 19] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18,
];

/// Digits with at most a minus and one decimal mark: `4.25`, `-.5`. Both digits and power are exact
/// doubles, so that their quotient is rounded once, to the very double that std reads.
pub fn plain_real(bytes: &[u8], mark: u8) -> Option<f64> {
    let (negative, rest) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if rest.len() > 17 || rest.len() > 1 && rest[0] == b'0' && rest[1] != mark {
        return None;
    }
    let (mut digits, mut point, mut value) = (0, None, 0_u64);
    for byte in rest {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value * 10 + u64::from(digit);
            digits += 1;
        } else if *byte == mark && point.is_none() {
            point = Some(digits);
        } else {
            return None;
        }
    }
    if digits == 0 || value > 1 << 53 {
        return None;
    }
    let value = value as f64 / POWERS[digits - point.unwrap_or(digits)];
    Some(if negative { -value } else { value })
}

/// Digits that begin with a zero name something; they do not count it: `02134`, `007`.
pub fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text).as_bytes();
    digits.len() > 1 && digits[0] == b'0' && digits.iter().all(u8::is_ascii_digit)
}

/// Digits that are too many for a quantity.
pub fn is_long(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.len() > 18
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<i64>().is_err()
}

/// `1E5` and `12E03`: a number, or a code that looks like one, as `123e45` of a hash does that is no quantity of
/// anything.
pub fn is_like_code(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_huge = |power: &str| power.parse::<u32>().is_ok_and(|power| power >= 30);
    text.split_once(['E', 'e'])
        .is_some_and(|(a, b)| digits(a) && digits(b) && (text.contains('E') || is_huge(b)))
}

const BEFORE_NUMBER: [&str; 20] = [
    "US$", "CA$", "AU$", "NZ$", "HK$", "R$", "$", "€", "£", "¥", "₹", "₽", "₩", "₺", "₴", "₪", "฿",
    "₫", "₦", "₱",
];
const CODES: [&str; 22] = [
    "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "CNY", "INR", "SEK", "NOK", "DKK",
    "PLN", "CZK", "HUF", "BRL", "ZAR", "kr", "zł", "Kč", "Fr.",
];

/// Reads a trimmed text. Integers that need more than 64 bits are none: as doubles they would lose
/// digits, and long digits are mostly names.
pub fn read(text: &str, mark: DecimalMark) -> Option<Written> {
    if let Some(narrow) = narrow(text) {
        return read(&narrow, mark);
    }
    if text.len() > 64 || !text.bytes().any(|b| b.is_ascii_digit()) && !is_infinite(text) {
        return None;
    }
    let (bracketed, inner) = match text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        Some(inner) => (true, inner.trim()),
        None => (false, text),
    };
    // As some bookkeeping writes it: `12.50-`.
    let behind = inner.strip_suffix(['-', '−']);
    let behind = behind.filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
    let (bracketed, inner) = match behind {
        Some(rest) if !bracketed && rest.ends_with(|sign: char| sign.is_ascii_digit()) => {
            (true, rest)
        }
        _ => (bracketed, inner),
    };
    let (outer_minus, inner) = sign(inner);
    let (unit, inner) = unit(inner);
    let (inner_minus, inner) = match unit.is_some() {
        true => sign(inner),
        false => (None, inner),
    };
    let minus = [bracketed.then_some(true), outer_minus, inner_minus];
    // One sign is enough: `-(5)` and `--5` are none.
    if minus.iter().flatten().count() > 1 || has_leading_zero(inner) {
        return None;
    }
    let negative = minus.iter().flatten().any(|negative| *negative);
    let (number, grouped) = unsigned(inner, mark, negative)?;
    Some(Written {
        number,
        unit,
        bracketed,
        grouped,
        shortened: is_shortened(inner, mark, number),
    })
}

/// The text with the digits and signs of ASCII, if it has wide ones as East Asian keyboards write them: １２３.
fn narrow(text: &str) -> Option<String> {
    let is_wide = |sign: char| matches!(sign, '\u{FF01}'..='\u{FF5E}');
    let has_digit = |sign: char| sign.is_ascii_digit() || matches!(sign, '０'..='９');
    if text.is_ascii() || !text.contains(is_wide) || !text.contains(has_digit) {
        return None;
    }
    let ascii = |sign: char| match is_wide(sign) {
        true => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        false => sign,
    };
    Some(text.chars().map(ascii).collect())
}

fn is_infinite(text: &str) -> bool {
    let word = text.trim_start_matches(['-', '+', '−']);
    word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity")
}

/// Whether a sign stands before it, and whether that is a minus; people and programs write several.
fn sign(text: &str) -> (Option<bool>, &str) {
    if let Some(rest) = text.strip_prefix(['-', '−', '–', '\u{2010}', '\u{2011}', '﹣', '－'])
    {
        return (Some(true), rest.trim_start());
    }
    match text.strip_prefix('+') {
        Some(rest) => (Some(false), rest),
        None => (None, text),
    }
}

fn unit(text: &str) -> (Option<&'static str>, &str) {
    let ends = [text.bytes().next(), text.bytes().next_back()];
    // Nearly all numbers are digits from end to end.
    if ends.iter().flatten().all(u8::is_ascii_digit) {
        return (None, text);
    }
    let marks = BEFORE_NUMBER.iter().chain(&CODES);
    for mark in marks.copied() {
        if let Some(rest) = text.strip_prefix(mark) {
            return (Some(mark), rest.trim_start());
        }
    }
    for mark in BEFORE_NUMBER.iter().chain(&CODES).chain(&["%"]).copied() {
        if let Some(rest) = text.strip_suffix(mark) {
            return (Some(mark), rest.trim_end());
        }
    }
    (None, text)
}

fn unsigned(text: &str, mark: DecimalMark, negative: bool) -> Option<(Number, bool)> {
    let sign = if negative { "-" } else { "" };
    if is_infinite(text) {
        let infinite = if negative {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
        return Some((Number::Real(infinite), false));
    }
    let (decimal, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once(decimal) {
        // A price without cents: `1.000,-`.
        Some((whole, "-" | "--" | "–" | "—")) if !whole.is_empty() => (whole, None),
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let (whole, grouped) = ungrouped(whole, group)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !fraction.is_none_or(digits) || whole.len() + fraction.map_or(0, str::len) == 0 {
        return None;
    }
    if fraction.is_none() && exponent.is_none() {
        let value = format!("{sign}{whole}").parse().ok()?;
        return Some((Number::Integer(value), grouped));
    }
    let exponent = exponent.unwrap_or("0");
    let size = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if size.is_empty() || !digits(size) {
        return None;
    }
    let plain = format!("{sign}{whole}.{}e{exponent}", fraction.unwrap_or("0"));
    let value: f64 = plain.parse().ok()?;
    value.is_finite().then_some((Number::Real(value), grouped))
}

/// The digits without their thousands marks, which must stand before every third digit and all be
/// the same, and whether there were any. In India commas group by two before the last three: `1,23,456`.
fn ungrouped(whole: &str, group: char) -> Option<(String, bool)> {
    let is_mark = |c: char| {
        c == group
            || matches!(
                c,
                ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\'' | '’' | '_'
            )
    };
    let Some(separator) = whole.chars().find(|c| is_mark(*c)) else {
        let digits = whole.bytes().all(|byte| byte.is_ascii_digit());
        return digits.then(|| (whole.to_owned(), false));
    };
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let fits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut in_threes = groups.clone();
    let by_thousand = fits(first, 1..=3) && in_threes.all(|part| fits(part, 3..=3));
    let last = groups.next_back()?;
    let by_lakh = separator == ','
        && fits(first, 1..=2)
        && fits(last, 3..=3)
        && groups.all(|part| fits(part, 2..=2));
    if !(by_thousand || by_lakh) || first.starts_with('0') {
        return None;
    }
    Some((whole.split(separator).collect(), true))
}

#[cfg(test)]
mod tests {
    use super::{DecimalMark::*, Number::*, *};

    #[test]
    fn numbers_are_read_by_their_decimal_mark() {
        for (text, point, comma) in [
            ("12", Some(Integer(12)), Some(Integer(12))),
            ("−7", Some(Integer(-7)), Some(Integer(-7))),
            ("4.5", Some(Real(4.5)), None),
            ("4,5", None, Some(Real(4.5))),
            ("1,234", Some(Integer(1234)), Some(Real(1.234))),
            ("1.234,5", None, Some(Real(1234.5))),
            ("1,234,567.25", Some(Real(1_234_567.25)), None),
            ("1 234", Some(Integer(1234)), Some(Integer(1234))),
            ("12’345,00", None, Some(Real(12345.0))),
            ("0,123", None, Some(Real(0.123))),
            ("1e3", Some(Real(1000.0)), Some(Real(1000.0))),
            (".5", Some(Real(0.5)), None),
            ("($987.65)", Some(Real(-987.65)), None),
            ("-$12.00", Some(Real(-12.0)), None),
            ("$-12.00", Some(Real(-12.0)), None),
            ("12,5 %", None, Some(Real(12.5))),
            ("5 EUR", Some(Integer(5)), Some(Integer(5))),
            (
                "-inf",
                Some(Real(f64::NEG_INFINITY)),
                Some(Real(f64::NEG_INFINITY)),
            ),
            ("-(5)", None, None),
            ("--5", None, None),
            ("007", None, None),
            ("12345678901234567890", None, None),
            ("1,23,456", Some(Integer(123_456)), None),
            ("12,34,56,789.50", Some(Real(123_456_789.5)), None),
            ("1,23,45", None, None),
            ("123,45,678", None, None),
            ("0,12,345", None, None),
            ("1.000,-", None, Some(Integer(1000))),
            ("1.000,—", None, Some(Integer(1000))),
            ("1,000.--", Some(Integer(1000)), None),
            ("CHF 5.-", Some(Integer(5)), None),
            (",-", None, None),
            ("１２３", Some(Integer(123)), Some(Integer(123))),
            ("－１，２３４．５", Some(Real(-1234.5)), None),
            ("１２％", Some(Integer(12)), Some(Integer(12))),
            ("０１２", None, None),
            ("１番", None, None),
            ("1e", None, None),
            ("e5", None, None),
            (".", None, None),
            ("", None, None),
            ("%", None, None),
            ("1-2", None, None),
            ("12kg", None, None),
        ] {
            let number = |mark| read(text, mark).map(|written| written.number);
            assert_eq!(number(Point), point, "{text} with a point");
            assert_eq!(number(Comma), comma, "{text} with a comma");
        }
    }

    #[test]
    fn plain_numbers_are_those_that_std_reads() {
        for text in [
            "0",
            "0.1",
            "123456.789",
            "-9007199254740991",
            "-0",
            ".5",
            "5.",
        ] {
            let expected = text.parse::<f64>().unwrap();
            assert_eq!(
                plain_real(text.as_bytes(), b'.').map(f64::to_bits),
                Some(expected.to_bits()),
                "{text}"
            );
        }
        for text in ["", "-", ".", "1.2.3", "007", "1e5", "9007199254740993.5"] {
            assert_eq!(plain_real(text.as_bytes(), b'.'), None, "{text}");
        }
        assert_eq!(plain_integer(b"-42"), Some(-42));
        for text in ["", "-", "007", "1.0", "1234567890123456789"] {
            assert_eq!(plain_integer(text.as_bytes()), None, "{text}");
        }
    }
}
