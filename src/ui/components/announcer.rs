//! The two live regions of the page: what is put there is read out by screen readers.
//!
//! Both are empty in the server's HTML. Callers keep to one sentence every two seconds.

use leptos::prelude::*;

const POLITE: &str = "announce-polite";
const ASSERTIVE: &str = "announce-assertive";

/// Placed once, outside the routes, so that navigation does not replace the regions.
#[component]
pub fn LiveRegions() -> impl IntoView {
    view! {
        <div class="sr-only" id=POLITE aria-live="polite" aria-atomic="true"></div>
        <div class="sr-only" id=ASSERTIVE aria-live="assertive" aria-atomic="true"></div>
    }
}

/// Has `sentence` read out when the reader pauses. Browser only.
pub fn announce(sentence: &str) {
    put(POLITE, sentence);
}

/// Has `sentence` read out at once, over anything else: failures of one's own and going offline. Browser only.
pub fn interrupt(sentence: &str) {
    put(ASSERTIVE, sentence);
}

fn put(region: &str, sentence: &str) {
    if let Some(region) = document().get_element_by_id(region) {
        region.set_text_content(Some(sentence));
    }
}
