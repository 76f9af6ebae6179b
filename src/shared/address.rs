//! Addresses: which paths stay on this server, and text as part of one.

/// A path that stays on this server: one leading slash, and nothing that browsers read as another
/// host or drop before they look.
pub fn local_path(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('/')?;
    let foreign = rest.starts_with('/') || path.contains(|c: char| c == '\\' || c.is_control());
    (!foreign).then_some(path)
}

/// Text as a value in a query.
pub fn query_value(text: &str) -> String {
    percent(text, |byte| {
        byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
    })
}

/// A path as a header can carry it.
pub fn header_path(path: &str) -> String {
    percent(path, |byte| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>')
    })
}

fn percent(text: &str, is_plain: impl Fn(u8) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_plain(byte) {
            escaped.push(char::from(byte));
            continue;
        }
        escaped.push('%');
        for half in [byte >> 4, byte & 15] {
            escaped.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_path_never_leaves_this_server() {
        for hostile in [
            "",
            "session/1",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            " /session/1",
            "/a\r\nset-cookie: b=c",
            "/a\u{85}",
        ] {
            assert_eq!(local_path(hostile), None, "{hostile:?}");
        }
        for ours in ["/", "/session/1", "/session/1?at=2#runs", "/a//b", "/größe"] {
            assert_eq!(local_path(ours), Some(ours));
        }
    }

    #[test]
    fn a_location_is_plain_ascii() {
        assert_eq!(
            header_path("/a b/größe?x=1&y=%20"),
            "/a%20b/gr%C3%B6%C3%9Fe?x=1&y=%20"
        );
    }

    #[test]
    fn a_value_cannot_end_its_query() {
        assert_eq!(query_value("a&b=c d/é~"), "a%26b%3Dc%20d%2F%C3%A9~");
    }
}
