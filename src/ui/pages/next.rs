//! Where to go after signing in: a path on this server, carried through the forms as `next`.

use crate::ui::navigation::{escaped, query};

/// The `next` of this page's address, if it stays on this server.
pub fn next_in_address() -> Option<String> {
    let next = query("next")?;
    local_path(&next).map(str::to_owned)
}

/// Takes a path that starts with a single `/`. Browsers read `//host` and `/\host` as another
/// server and drop tabs and line ends before they look, so none of these pass.
pub fn local_path(next: &str) -> Option<&str> {
    let mut chars = next.chars();
    let local = chars.next() == Some('/') && chars.next() != Some('/');
    let plain = !next.contains(|c: char| c == '\\' || c.is_control());
    (local && plain).then_some(next)
}

/// `page` with `next` in its query.
pub fn with_next(page: &str, next: Option<&str>) -> String {
    match next {
        Some(next) => format!("{page}?next={}", escaped(next)),
        None => page.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_never_leaves_this_server() {
        let hostile = [
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
        ];
        for next in hostile {
            assert_eq!(local_path(next), None, "{next:?}");
        }
    }

    #[test]
    fn a_path_on_this_server_passes() {
        for next in ["/", "/session/1", "/session/1?at=2#runs", "/a//b"] {
            assert_eq!(local_path(next), Some(next));
        }
    }

    #[test]
    fn next_is_carried_in_the_query() {
        assert_eq!(with_next("/login", None), "/login");
        assert_eq!(
            with_next("/login", Some("/a?b=1")),
            "/login?next=%2Fa%3Fb%3D1"
        );
    }
}
