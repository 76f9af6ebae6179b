//! Where this page is served, as its `<html>` element says.

use super::clock;
use crate::shared::served::{BASE, NEEDS_HTTPS, NOW, Served};
use web_sys::Element;

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

/// Goes by the server's clock as it was when it wrote this page, until the server is asked.
pub fn go_by_its_clock() {
    let now = html().and_then(|html| html.get_attribute(NOW));
    if let Some(at) = now.and_then(|now| now.parse::<i64>().ok()) {
        clock::set_ahead(at - clock::now_ms());
    }
}

fn html() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

fn read() -> Served {
    let html = html();
    let base = html.as_ref().and_then(|html| html.get_attribute(BASE));
    Served {
        base: base.unwrap_or_default(),
        needs_https: html.is_some_and(|html| html.has_attribute(NEEDS_HTTPS)),
    }
}
