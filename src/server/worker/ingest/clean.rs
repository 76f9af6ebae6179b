//! Texts without what nobody sees: blanks around them, invisible signs, a second spelling of a letter.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text as it is kept. Whoever needs to know whether it changed compares it.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim_ascii());
    }
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    let odd = trimmed.contains(|c: char| is_invisible(c) || is_wide_blank(c));
    if !odd && is_nfc_quick(trimmed.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(trimmed);
    }
    let shown = trimmed.chars().filter(|c| !is_invisible(*c));
    let blanks = shown.map(|c| if is_wide_blank(c) { ' ' } else { c });
    Cow::Owned(blanks.nfc().collect())
}

/// The text without what makes a spreadsheet keep it: the apostrophe that exports put before what would
/// be computed, or a formula that says nothing but the text, `="007"`.
pub fn not_defused(text: Cow<'_, str>) -> Cow<'_, str> {
    let inner = match text.as_bytes() {
        [b'\'', b'=' | b'+' | b'-' | b'@', ..] => 1..text.len(),
        [b'=', b'"', inner @ .., b'"'] if !inner.contains(&b'"') => 2..text.len() - 1,
        _ => return text,
    };
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[inner]),
        Cow::Owned(text) => Cow::Owned(text[inner].to_owned()),
    }
}

/// Whether a value is such a formula.
pub fn is_text_formula(text: &str) -> bool {
    text.trim().starts_with("=\"")
}

/// Signs that show nothing and mean nothing; joiners shape letters and stay.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}' | '\u{FEFF}' | '\u{2060}' | '\u{00AD}' | '\u{180E}'
    )
}

/// Blanks that look like the one on the keyboard.
fn is_wide_blank(c: char) -> bool {
    matches!(
        c,
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_becomes_the_same() {
        for paris in [
            "Paris",
            "Paris\u{200B}",
            "Paris ",
            "\u{A0}Paris",
            "\u{FEFF}Paris",
        ] {
            assert_eq!(clean(paris), "Paris");
        }
        assert_eq!(clean("Cafe\u{301}"), "Café");
        assert_eq!(clean("New\u{A0}York"), "New York");
        assert_eq!(
            clean("👩\u{200D}🚀 می\u{200C}خواهم"),
            "👩\u{200D}🚀 می\u{200C}خواهم"
        );
        assert_eq!(clean(" \u{200B} "), "");
    }

    #[test]
    fn an_apostrophe_goes_only_before_what_would_be_computed() {
        for (given, expected) in [
            ("'=1+1", "=1+1"),
            ("'-x", "-x"),
            ("=\"007\"", "007"),
            ("=\"\"", ""),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("'=\"a\"", "=\"a\""),
            ("=\"", "=\""),
            ("'tis", "'tis"),
            ("'", "'"),
        ] {
            assert_eq!(not_defused(given.into()), expected);
            assert_eq!(not_defused(Cow::Owned(given.to_owned())), expected);
        }
    }
}
