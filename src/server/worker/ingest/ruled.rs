//! Lines that are drawn and not written: below names, between parts of a table, around it.

use super::normalize::SEPARATOR;

/// Whether a line is drawn and not written: `----`, `|---|:--:|`, `====,====`.
pub fn is_ruled(bytes: &[u8]) -> bool {
    let drawn = |byte: &&u8| matches!(byte, b'-' | b'=' | b'_' | b'+' | b'*' | b'#');
    let filler = |byte: u8| {
        matches!(
            byte,
            b'|' | SEPARATOR | b':' | b' ' | b',' | b';' | b'\t' | b'"'
        )
    };
    bytes.iter().filter(drawn).count() >= 3 && bytes.iter().all(|b| drawn(&b) || filler(*b))
}
