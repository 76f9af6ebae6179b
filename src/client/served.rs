//! Where this page is served, as its `<html>` element says.

use crate::shared::served::{NEEDS_HTTPS, Served};

thread_local! {
    static SERVED: Served = read();
}

/// The same for as long as the page is there. Browser only.
pub fn served() -> Served {
    SERVED.with(Served::clone)
}

fn read() -> Served {
    let document = web_sys::window().and_then(|window| window.document());
    let html = document.and_then(|document| document.document_element());
    Served {
        needs_https: html.is_some_and(|html| html.has_attribute(NEEDS_HTTPS)),
    }
}
