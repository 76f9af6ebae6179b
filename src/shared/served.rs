//! What the server tells a page of the address it is served at.

/// On the page's `<html>` element, where the browser's part reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// What stands before every path, `/tandem`; nothing where Tandem has a host name of its own.
    pub base: String,
    /// The browser would drop the login cookie: the page came by http, from over the network.
    pub needs_https: bool,
}

/// The attribute of `<html>` that stands for [`Served::base`].
pub const BASE: &str = "data-base";
/// The attribute of `<html>` that stands for [`Served::needs_https`].
pub const NEEDS_HTTPS: &str = "data-needs-https";
/// The attribute of `<html>` that says when the server wrote it, in unix milliseconds.
pub const NOW: &str = "data-now";

impl Served {
    /// A path of Tandem as it has to stand in a page: below the base. What is no path, `#main` or
    /// another server's address, stays as it is; so does what is below the base already, which no path
    /// of Tandem begins with.
    pub fn address(&self, path: &str) -> String {
        let is_path = path.starts_with('/') && !path.starts_with("//");
        match is_path && (self.base.is_empty() || self.path(path).is_none()) {
            true => format!("{}{path}", self.base),
            false => path.to_owned(),
        }
    }

    /// The name of a cookie: another Tandem at the same host has its own.
    pub fn cookie(&self, name: &str) -> String {
        name.to_owned() + &self.base.replace('/', "-")
    }

    /// A path as it stands in a page, or came with a request, without the base. None for one that is
    /// not below it.
    pub fn path<'a>(&self, address: &'a str) -> Option<&'a str> {
        match address.strip_prefix(self.base.as_str())? {
            "" => Some("/"),
            path if path.starts_with(['/', '?', '#']) => Some(path),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base: &str) -> Served {
        Served {
            base: base.to_owned(),
            needs_https: false,
        }
    }

    #[test]
    fn a_path_gets_the_base_and_loses_it_again() {
        let served = at("/tandem");
        for path in ["/", "/login?next=%2F", "/session/7#runs", "/tandems"] {
            let address = served.address(path);
            assert_eq!(address, format!("/tandem{path}"));
            assert_eq!(served.path(&address), Some(path));
            assert_eq!(served.address(&address), address);
            assert_eq!(at("").path(&at("").address(path)), Some(path));
        }
        assert_eq!(served.path("/tandem"), Some("/"));
    }

    #[test]
    fn what_is_no_path_of_ours_stays_as_it_is() {
        for other in ["", "#main", "?at=1", "//evil.example", "https://a.example/"] {
            assert_eq!(at("/tandem").address(other), other);
        }
        for other in ["", "/", "/login", "/tandemlogin", "/Tandem/"] {
            assert_eq!(at("/tandem").path(other), None, "{other}");
        }
    }
}
