//! What going to a page does to the browser's window: its history, its scrolling, its focus. Nothing
//! here is called on the server.

use super::{PageUrl, served, url as address};
use crate::ui::screen_reader::answer;
use js_sys::Reflect;
use leptos::prelude::{document, location, window};
use wasm_bindgen::JsCast;
use web_sys::{History, HtmlElement};

/// Names an entry of the history; kept with it by the browser.
pub type Entry = f64;

/// The address in the window, without what stands before every path here.
pub fn url() -> PageUrl {
    let location = location();
    let parts = [location.pathname(), location.search(), location.hash()];
    let whole = parts.map(Result::unwrap_or_default).concat();
    PageUrl::parse(served().path(&whole).unwrap_or(&whole))
}

/// What stands before the paths of all pages here.
pub fn origin() -> String {
    location().origin().unwrap_or_default() + &served().base
}

/// Leaves it to the browser to go to a page.
pub fn load(to: &PageUrl) {
    // Refused only for what is no address.
    let _ = location().set_href(&address(&to.to_string()));
}

pub fn reload() {
    let _ = location().reload();
}

/// The entry that the window stands at; none when the browser has made it.
pub fn entry() -> Option<Entry> {
    history()?.state().ok()?.as_f64()
}

/// A new entry behind the one that the window stands at.
pub fn push(to: &PageUrl) -> Entry {
    let entry = js_sys::Date::now();
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&entry.into(), "", Some(&address(&to.to_string())));
    }
    entry
}

/// Gives the entry that the window stands at a name, and an address.
pub fn replace(to: &PageUrl) -> Entry {
    let entry = js_sys::Date::now();
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&entry.into(), "", Some(&address(&to.to_string())));
    }
    entry
}

/// Whether the browser scrolls when it goes back. It cannot while it does not know the page, and has
/// to once the window is loaded anew.
pub fn browser_scrolls(scrolls: bool) {
    let how = if scrolls { "auto" } else { "manual" };
    if let Some(history) = history() {
        let _ = Reflect::set(&history, &"scrollRestoration".into(), &how.into());
    }
}

pub fn scrolled_to() -> f64 {
    window().scroll_y().unwrap_or_default()
}

pub fn scroll_to(y: f64) {
    window().scroll_to_with_x_and_y(0.0, y);
}

/// Shows that a page is on its way.
pub fn say_busy(busy: bool) {
    if let Some(body) = document().body() {
        let _ = match busy {
            true => body.set_attribute("aria-busy", "true"),
            false => body.remove_attribute("aria-busy"),
        };
    }
}

/// Goes on reading in the page that has come: from its main part, at `y`, or at what `hash` names.
pub fn arrive(hash: &str, y: Option<f64>) {
    let document = document();
    if let Ok(Some(main)) = document.query_selector("main") {
        let _ = main.set_attribute("tabindex", "-1");
        let _ = main.unchecked_into::<HtmlElement>().focus();
    }
    // Focus scrolls by itself, so this comes after it.
    match (y, document.get_element_by_id(hash)) {
        (None, Some(place)) => place.scroll_into_view(),
        _ => scroll_to(y.unwrap_or_default()),
    }
    answer(&document.title());
}

fn history() -> Option<History> {
    window().history().ok()
}
