//! Text as HTML: the one place where what people write is made harmless.
//!
//! Pages escape their text nodes and attributes themselves; whatever writes markup as a string, a
//! message or a title, asks here.

use super::text::is_override;

/// Text as HTML: nothing in it is markup any more, in content, in a title or in a quoted attribute.
/// Parsers drop U+0000, so it is shown as what it is: no character. So is what turns text round.
pub fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\0' => html.push('\u{fffd}'),
            c if is_override(c) => html.push('\u{fffd}'),
            _ => html.push(c),
        }
    }
}

/// The same, as a text of its own.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape(&mut html, text);
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::text::hostile;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn nothing_written_is_markup(text in hostile::text()) {
            let html = escaped(&text);
            prop_assert!(!html.contains(['<', '>', '"', '\'', '\0']));
            let read = html
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
            prop_assert_eq!(read, text.replace(['\0', '\u{202d}', '\u{202e}'], "\u{fffd}"));
        }
    }
}
