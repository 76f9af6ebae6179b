//! Addresses of this server's pages, taken apart, and the escapes in them.

use std::fmt;

/// A path with what follows it: `/session/1?at=2#runs`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageUrl {
    pub path: String,
    /// Without its `?`.
    pub query: String,
    /// Without its `#`.
    pub hash: String,
}

impl PageUrl {
    pub fn parse(text: &str) -> Self {
        let (text, hash) = text.split_once('#').unwrap_or((text, ""));
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        Self {
            path: path.to_owned(),
            query: query.to_owned(),
            hash: hash.to_owned(),
        }
    }

    /// What the query gives to a name.
    pub fn query(&self, name: &str) -> Option<String> {
        let pairs = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let mut found = pairs.filter(|(key, _)| *key == name);
        found.next().map(|(_, value)| plain(value))
    }

    /// Whether both are the same page, at whatever place in it.
    pub fn is_same_page(&self, other: &Self) -> bool {
        self.path == other.path && self.query == other.query
    }
}

impl fmt::Display for PageUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.path)?;
        for (mark, rest) in [("?", &self.query), ("#", &self.hash)] {
            if !rest.is_empty() {
                out.write_str(mark)?;
                out.write_str(rest)?;
            }
        }
        Ok(())
    }
}

/// What a value in a query means, as forms write it.
fn plain(value: &str) -> String {
    let (mut rest, mut plain) = (value.as_bytes(), Vec::new());
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) if is_hex(*high) && is_hex(*low) => {
                plain.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            (b'+', _) => plain.push(b' '),
            (byte, _) => plain.push(*byte),
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// The value of a hexadecimal digit.
fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        letter => (letter | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::address::query_value;

    #[test]
    fn an_address_is_put_together_as_it_was_taken_apart() {
        for address in [
            "/",
            "/session/1",
            "/login?next=%2Fa%3Fb",
            "/session/1?at=2#runs",
            "/#main",
        ] {
            assert_eq!(PageUrl::parse(address).to_string(), address);
        }
    }

    #[test]
    fn a_question_mark_behind_the_hash_asks_nothing() {
        let url = PageUrl::parse("/a#b?next=c");
        assert_eq!((url.path.as_str(), url.hash.as_str()), ("/a", "b?next=c"));
        assert_eq!(url.query("next"), None);
    }

    #[test]
    fn a_value_is_read_as_forms_write_it() {
        let url = PageUrl::parse(
            "/login?name=Ada+%26%20co&next=%2Fgr%C3%B6%C3%9Fe&empty=&odd=100%&worse=%zz%4",
        );
        assert_eq!(url.query("name").as_deref(), Some("Ada & co"));
        assert_eq!(url.query("next").as_deref(), Some("/größe"));
        assert_eq!(url.query("empty").as_deref(), Some(""));
        assert_eq!(url.query("odd").as_deref(), Some("100%"));
        assert_eq!(url.query("worse").as_deref(), Some("%zz%4"));
        assert_eq!(url.query("nam"), None);
    }

    #[test]
    fn what_is_escaped_is_read_again() {
        for text in ["/session/1?a=b&c#d", "größe + 100 %", "~-_.", ""] {
            let url = PageUrl::parse(&format!("/login?next={}", query_value(text)));
            assert_eq!(url.query("next").as_deref(), Some(text));
        }
        assert_eq!(query_value("/a?b=1"), "%2Fa%3Fb%3D1");
    }
}
