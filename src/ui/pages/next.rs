//! Where to go after signing in: a path on this server, carried through the forms as `next`.

use crate::shared::address::{local_path, query_value};
use crate::ui::navigation::query;

/// The `next` of this page's address, if it stays on this server.
pub fn next_in_address() -> Option<String> {
    let next = query("next")?;
    local_path(&next).map(str::to_owned)
}

/// `page` with `next` in its query.
pub fn with_next(page: &str, next: Option<&str>) -> String {
    match next {
        Some(next) => format!("{page}?next={}", query_value(next)),
        None => page.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_is_carried_in_the_query() {
        assert_eq!(with_next("/login", None), "/login");
        assert_eq!(
            with_next("/login", Some("/a?b=1")),
            "/login?next=%2Fa%3Fb%3D1"
        );
    }
}
