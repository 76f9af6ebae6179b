//! Numbers as people read them: 1,461, −7.1 with a true minus, 1.2 M, 41 ms, 240 MB.
//!
//! Units follow a no-break space. Only digits decide, never the platform's mathematics library, so
//! that server and browser write the same characters.

#[cfg(test)]
mod tests;

pub use crate::shared::number::{count, integer};

use crate::shared::{decimal, number::grouped};

/// A no-break space, for between a number and its unit.
pub const NBSP: char = '\u{a0}';

/// A number with as many digits as say something: "0", "4.413", "12,345.7", "1.2 × 10⁻⁷".
pub fn value(number: f64) -> String {
    let size = number.abs();
    if !number.is_finite() {
        return unbounded(number);
    }
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        return scientific(number);
    }
    if number.fract() == 0.0 {
        return fixed(number, 0);
    }
    let significant = (3 - exponent(size)).max(0) as usize;
    let decimals = if size < 1e5 {
        significant.max(1)
    } else {
        significant
    };
    trimmed(&fixed(number, decimals))
}

/// The same with `decimals` digits after the point. What rounds to zero has no sign.
pub fn fixed(number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return unbounded(number);
    }
    let text = decimal::fixed(number.abs(), decimals);
    let sign = number < 0.0 && text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    format!("{}{}{rest}", if sign { "−" } else { "" }, grouped(whole))
}

/// The same, short from a million on: "1.2 M", "3.4 B".
pub fn compact(number: f64) -> String {
    if !number.is_finite() || number.abs() < 999_500.0 {
        return value(number);
    }
    // Rounds first, so that 999,950,000 is "1 B" and not "1,000 M".
    let rounded = rounded(number);
    match scale_of(rounded.abs()) {
        Some((unit, letter)) => {
            let scaled = rounded / unit;
            let decimals = (2 - exponent(scaled.abs())).max(0) as usize;
            format!("{}{NBSP}{letter}", trimmed(&fixed(scaled, decimals)))
        }
        None => scientific(number),
    }
}

/// A part of a whole: 0.44 is "44%". Small shares keep a digit: "0.4%".
pub fn percent(share: f64) -> String {
    let hundredths = share * 100.0;
    let decimals = usize::from(hundredths != 0.0 && hundredths.abs() < 1.0);
    format!("{}%", fixed(hundredths, decimals))
}

/// How long something took: "41 ms", "1.2 s", from ten seconds on "0:42".
pub fn duration(ms: i64) -> String {
    let ms = ms.max(0);
    let seconds = ms / 1_000;
    match ms {
        0..1_000 => format!("{ms}{NBSP}ms"),
        1_000..9_950 => format!("{}{NBSP}s", fixed(ms as f64 / 1_000.0, 1)),
        9_950..10_000 => "0:10".into(),
        10_000..3_600_000 => format!("{}:{:02}", seconds / 60, seconds % 60),
        _ => format!(
            "{}:{:02}:{:02}",
            seconds / 3_600,
            seconds / 60 % 60,
            seconds % 60
        ),
    }
}

/// A size: "812 bytes", "311 KB", "1.2 MB", "240 MB". A kilobyte is 1,000 bytes.
pub fn bytes(count: i64) -> String {
    let count = count.max(0);
    if count < 1_000 {
        return format!("{count}{NBSP}{}", if count == 1 { "byte" } else { "bytes" });
    }
    let mut scaled = count as f64 / 1e3;
    let mut units = ["KB", "MB", "GB", "TB"].into_iter();
    let mut unit = units.next().unwrap_or("KB");
    while scaled >= 999.5 {
        let Some(next) = units.next() else { break };
        (scaled, unit) = (scaled / 1e3, next);
    }
    let decimals = usize::from(scaled < 9.95 && unit != "KB");
    format!("{}{NBSP}{unit}", fixed(scaled, decimals))
}

/// How many decimals a column of numbers shares: all of its own when they are few, otherwise three
/// digits of its largest value and two of its smallest.
pub fn shared_decimals(numbers: impl IntoIterator<Item = f64>) -> usize {
    let (mut own, mut largest, mut smallest) = (0, 0.0_f64, f64::INFINITY);
    for number in numbers
        .into_iter()
        .filter(|number| number.is_finite() && *number != 0.0)
    {
        own = own.max(decimals_of(number));
        largest = largest.max(number.abs());
        smallest = smallest.min(number.abs());
    }
    if own <= 4 {
        return own;
    }
    let wanted = (2 - exponent(largest)).max(1 - exponent(smallest));
    own.min(wanted.clamp(0, 4) as usize)
}

/// One number of a column that shares `decimals`; its own digits when those would say "0.00".
pub fn in_column(number: f64, decimals: usize) -> String {
    let size = number.abs();
    let vanishes = size != 0.0 && size < ten(-(decimals as i32)) / 2.0;
    if vanishes || size >= 1e15 {
        value(number)
    } else {
        fixed(number, decimals)
    }
}

/// Numbers that rise, as in a column, with so many digits that different ones look different.
pub fn apart(numbers: &[f64]) -> Vec<String> {
    let written = |number: &dyn Fn(f64) -> String| -> Vec<String> {
        numbers.iter().map(|one| number(*one)).collect()
    };
    let plain = written(&|number| in_column(number, decimals_apart(numbers)));
    let scientific = (3..=MOST_DIGITS).map(|digits| written(&|number| with_digits(number, digits)));
    let mut candidates = std::iter::once(plain).chain(scientific);
    let found = candidates.find(|labels| differ(numbers, labels));
    found.unwrap_or_else(|| written(&value))
}

/// How many decimals numbers share of which each is above the one before it: so many that neighbours
/// differ, where decimals can do that.
pub fn decimals_apart(numbers: &[f64]) -> usize {
    let shared = shared_decimals(numbers.iter().copied());
    let differs = |decimals: &usize| {
        let labels = numbers.iter().map(|number| in_column(*number, *decimals));
        differ(numbers, &labels.collect::<Vec<_>>())
    };
    (shared..=MOST_DIGITS).find(differs).unwrap_or(shared)
}

/// Whether neighbours that are not equal have labels that are not.
fn differ(numbers: &[f64], labels: &[String]) -> bool {
    let mut pairs = numbers.windows(2).zip(labels.windows(2));
    pairs.all(|(numbers, labels)| numbers[0] == numbers[1] || labels[0] != labels[1])
}

/// So many digits tell every float from its neighbours.
const MOST_DIGITS: usize = 17;

/// Labels for the ticks of one axis, `step` apart: they share their decimals and their unit, and have
/// so many digits that they differ.
pub fn ticks(numbers: &[f64], step: f64, grouped: bool) -> Vec<String> {
    let largest = numbers
        .iter()
        .fold(0.0_f64, |largest, number| largest.max(number.abs()));
    let last = last_place(step);
    let decimals = |unit: i32| (unit - last).max(0) as usize;
    if largest >= 1e15 || (largest > 0.0 && largest < 1e-3) {
        let power = exponent(largest);
        let label = |number: &f64| match *number {
            0.0 => "0".to_owned(),
            number => times_ten(fixed(shifted(number, -power), decimals(power)), power),
        };
        return numbers.iter().map(label).collect();
    }
    // A unit serves as long as it leaves numbers short.
    let scale = scale_of(largest).filter(|(unit, _)| decimals(exponent(*unit)) <= 3);
    let label = |number: &f64| match scale {
        _ if *number == 0.0 => "0".to_owned(),
        Some((unit, letter)) => {
            let decimals = decimals(exponent(unit));
            format!("{}{NBSP}{letter}", fixed(number / unit, decimals))
        }
        None if grouped => fixed(*number, decimals(0)),
        None => fixed(*number, decimals(0)).replace(',', ""),
    };
    numbers.iter().map(label).collect()
}

/// The power of ten of the last of the up to three digits of a round `step`: −1 for 2.5, 2 for 500.
fn last_place(step: f64) -> i32 {
    let (digits, power) = decimal::leading(step, 3);
    power - (digits.trim_end_matches('0').len() as i32 - 1).max(0)
}

/// Whether a column counts or names: years, codes and ids have no thousands.
pub fn is_grouped(name: &str) -> bool {
    let last = name
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or(name);
    let names = ["year", "id", "code", "zip", "zipcode", "postcode"];
    !names.iter().any(|name| last.eq_ignore_ascii_case(name))
}

/// The power of ten of the first digit: 2 for 160.6, −1 for 0.5, 0 for 0.
pub(super) fn exponent(size: f64) -> i32 {
    decimal::exponent(size)
}

/// Three digits of `number`.
fn rounded(number: f64) -> f64 {
    let (digits, power) = decimal::leading(number, 3);
    let whole: i32 = digits.parse().unwrap_or(0);
    shifted(f64::from(whole).copysign(number), power - 2)
}

/// Ten to the `power`.
pub(super) fn ten(power: i32) -> f64 {
    shifted(1.0, power)
}

/// `digits` times ten to the `power`: the nearest float up to 10²², where ten's powers are floats
/// themselves, and the same on every platform beyond. To read it from text would be the nearest
/// always, and cost a page 20 KB.
pub(super) fn shifted(digits: f64, power: i32) -> f64 {
    const LARGEST: i32 = 22;
    let exact = |power: i32| (0..power).fold(1.0, |ten, _| ten * 10.0);
    let (mut number, mut left) = (digits, power.abs());
    while left > 0 {
        let ten = exact(left.min(LARGEST));
        number = if power < 0 {
            number / ten
        } else {
            number * ten
        };
        left -= LARGEST;
    }
    number
}

fn decimals_of(number: f64) -> usize {
    let text = decimal::shortest(number.abs());
    text.split_once('.')
        .map_or(0, |(_, decimals)| decimals.len())
}

fn scale_of(size: f64) -> Option<(f64, char)> {
    match size {
        1e6..1e9 => Some((1e6, 'M')),
        1e9..1e12 => Some((1e9, 'B')),
        1e12..1e15 => Some((1e12, 'T')),
        _ => None,
    }
}

fn unbounded(number: f64) -> String {
    match number {
        f64::INFINITY => "∞".into(),
        f64::NEG_INFINITY => "−∞".into(),
        _ => "NaN".into(),
    }
}

/// "−1.23 × 10⁻⁷", at most three digits.
fn scientific(number: f64) -> String {
    with_digits(number, 3)
}

/// The same with at most `count` digits.
fn with_digits(number: f64, count: usize) -> String {
    if number == 0.0 || !number.is_finite() {
        return value(number);
    }
    let (digits, power) = decimal::leading(number, count);
    let digits = trimmed(&format!("{}.{}", &digits[..1], &digits[1..]));
    let sign = if number < 0.0 { "−" } else { "" };
    times_ten(format!("{sign}{digits}"), power)
}

fn times_ten(digits: String, power: i32) -> String {
    let power: String = power.to_string().chars().map(raised).collect();
    format!("{digits}{NBSP}×{NBSP}10{power}")
}

fn raised(character: char) -> char {
    match character {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    }
}

fn trimmed(text: &str) -> String {
    if !text.contains('.') {
        return text.to_owned();
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
