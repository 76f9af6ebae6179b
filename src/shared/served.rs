//! What the server tells a page of the address it is served at.

/// On the page's `<html>` element, where the browser's part reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// The browser would drop the login cookie: the page came by http, from over the network.
    pub needs_https: bool,
}

/// The attribute of `<html>` that stands for [`Served::needs_https`].
pub const NEEDS_HTTPS: &str = "data-needs-https";
