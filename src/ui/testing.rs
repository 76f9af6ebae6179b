//! What the tests of views share.

use leptos::prelude::*;

/// The HTML of a view as a reader sees it: without the comments by which the browser finds its places.
pub fn html(view: impl IntoView) -> String {
    view.to_html().replace("<!>", "")
}
