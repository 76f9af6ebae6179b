//! Where the page is served: the server knows it from the request, the browser from the page.

use crate::{client, shared::served::Served};
use leptos::prelude::use_context;

/// Asked while a page is drawn, on both sides with the same answer.
pub fn served() -> Served {
    if cfg!(target_arch = "wasm32") {
        return client::served();
    }
    use_context().unwrap_or_default()
}

/// A path of Tandem as it has to stand in the page. Every `href` and `action` that is one asks for it.
pub fn url(path: &str) -> String {
    served().address(path)
}
