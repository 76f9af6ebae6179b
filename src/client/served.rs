//! Where this page is served, as its `<html>` element says.

use crate::shared::served::{BASE, NEEDS_HTTPS, Served};

thread_local! {
    static SERVED: Served = read();
}

/// The same for as long as the page is there. Browser only.
pub fn served() -> Served {
    SERVED.with(Served::clone)
}

/// A path of Tandem as the browser asks for it.
pub fn address(path: &str) -> String {
    SERVED.with(|served| served.address(path))
}

fn read() -> Served {
    let document = web_sys::window().and_then(|window| window.document());
    let html = document.and_then(|document| document.document_element());
    let base = html.as_ref().and_then(|html| html.get_attribute(BASE));
    Served {
        base: base.unwrap_or_default(),
        needs_https: html.is_some_and(|html| html.has_attribute(NEEDS_HTTPS)),
    }
}
