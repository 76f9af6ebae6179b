//! Numbers and names as they stand in a sentence: 1,461 and −7.1.

pub use crate::shared::number::{count, integer};
use crate::{charts::number::apart, shared::text::clusters::clusters};

/// A measured value with about three digits that matter: `4.41`, `12,307`, `0.00213`.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "not a number".into()
        } else {
            "infinite".into()
        };
    }
    let size = value.abs();
    if value == 0.0 {
        return "0".into();
    }
    if !(1e-4..1e15).contains(&size) {
        return format!("{value:.2e}").replace('-', "−");
    }
    let decimals = (2 - size.log10().floor() as i32).max(0) as usize;
    let text = format!("{size:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = integer(
        whole
            .parse()
            .expect("below 1e15 the whole part fits an i64"),
    );
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0.0 { "−" } else { "" };
    match fraction {
        "" => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    }
}

/// Two measured values, with more digits where they would look alike.
pub fn between(low: f64, high: f64) -> (String, String) {
    let (from, to) = (number(low), number(high));
    match &apart(&[low, high])[..] {
        [from, to] if number(low) == number(high) => (from.clone(), to.clone()),
        _ => (from, to),
    }
}

/// At most `most` characters; what is left out shows as an ellipsis. The cut is between two grapheme
/// clusters.
pub fn shorten(text: &str, most: usize) -> String {
    let Some((limit, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let mut end = 0;
    for cluster in clusters(text) {
        if end + cluster.len() > limit {
            break;
        }
        end += cluster.len();
    }
    // One sign may have more accents than a text has room for.
    let end = if end == 0 { limit } else { end };
    format!("{}…", &text[..end])
}

/// The first three with a comma between them, and whether there are more; none when there are none.
pub fn few<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    const FEW: usize = 3;
    let words: Vec<&str> = words.take(FEW + 1).collect();
    let more = if words.len() > FEW { " and more" } else { "" };
    let named = words[..words.len().min(FEW)].join(", ");
    (!named.is_empty()).then(|| format!("{named}{more}"))
}

/// The first letter large, for the start of a sentence.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_a_sentence() {
        let words = [4.4123, 12_307.4, -7.1, 0.00213, 0.0, 1e20, 199.99, 1461.0].map(number);
        assert_eq!(
            words,
            [
                "4.41", "12,307", "−7.1", "0.00213", "0", "1.00e20", "200", "1,461"
            ]
        );
        assert_eq!(integer(i64::MIN), "−9,223,372,036,854,775,808");
        assert_eq!(count(1, "row", "rows"), "1 row");
        let told = |low, high| <[String; 2]>::from(between(low, high));
        assert_eq!(told(1.5, 4.4123), ["1.5", "4.41"]);
        assert_eq!(told(1e6, 1_000_000.001), ["1,000,000.000", "1,000,000.001"]);
        assert_eq!(shorten("größer", 3), "grö…");
        assert_eq!(shorten("gro\u{308}ßer", 3), "gr…");
        assert_eq!(shorten("e\u{301}\u{323}\u{300}", 2), "e\u{301}…");
    }
}
