//! Pieces of HTML that the page and its tables of fields have in common.

use crate::shared::html::escaped;

/// Sentences as HTML: what stands between backticks is code.
pub fn prose(text: &str) -> String {
    let mut html = String::new();
    for (i, part) in escaped(text).split('`').enumerate() {
        match i % 2 {
            0 => html.push_str(part),
            _ => html.push_str(&format!("<code>{part}</code>")),
        }
    }
    html
}
