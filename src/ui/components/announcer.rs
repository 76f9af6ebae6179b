//! The two live regions of the page, and what a connection has read out there.
//!
//! Both are empty in the server's HTML.

use crate::ui::{
    lean::effect,
    live::Connection,
    screen_reader::{ASSERTIVE, POLITE, announce, interrupt},
};
use leptos::prelude::*;

/// Placed once, outside the routes, so that navigation does not replace the regions.
#[component]
pub fn LiveRegions() -> impl IntoView {
    view! {
        <div class="sr-only" id=POLITE aria-live="polite" aria-atomic="true"></div>
        <div class="sr-only" id=ASSERTIVE aria-live="assertive" aria-atomic="true"></div>
    }
}

/// Has what a connection tells read out.
pub fn read_out(connection: Connection) {
    effect(move || connection.notice().with(|sentence| announce(sentence)));
    effect(move || connection.alarm().with(|sentence| interrupt(sentence)));
}
