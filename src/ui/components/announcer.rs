//! The two live regions of the page: what is put there is read out by screen readers, as far as the
//! reader wants to hear it (`/account`).
//!
//! Both are empty in the server's HTML. Callers keep to one sentence every two seconds.

use crate::shared::look::{About, Announcements};
use crate::ui::live::Connection;
use leptos::prelude::*;
use std::time::Duration;

const POLITE: &str = "announce-polite";
const ASSERTIVE: &str = "announce-assertive";
/// Long enough to be read out. A message that is deleted later must not stand here.
const QUOTED_FOR: Duration = Duration::from_secs(5);

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
    Effect::new(move |_| connection.notice().with(|sentence| announce(sentence)));
    Effect::new(move |_| connection.alarm().with(|sentence| interrupt(sentence)));
}

/// Has `sentence` about what others do read out when the reader pauses. Browser only.
pub fn announce(sentence: &str) {
    if wanted().includes(About::Others) {
        put(POLITE, sentence);
    }
}

/// Has `sentence` read out that is meant for the reader, and takes it away again. Browser only.
pub fn address(sentence: &str) {
    if !wanted().includes(About::Me) {
        return;
    }
    put(POLITE, sentence);
    let said = sentence.to_owned();
    let forget = move || {
        let region = document().get_element_by_id(POLITE);
        if let Some(region) = region.filter(|region| region.text_content() == Some(said)) {
            region.set_text_content(None);
        }
    };
    set_timeout(forget, QUOTED_FOR);
}

/// Has `sentence` read out at once, over anything else: failures of one's own and going offline. Browser only.
pub fn interrupt(sentence: &str) {
    if wanted().includes(About::Failure) {
        put(ASSERTIVE, sentence);
    }
}

/// Has `sentence` read out that answers what the reader did, whatever they want to hear of others.
/// Browser only.
pub fn answer(sentence: &str) {
    put(POLITE, sentence);
}

/// What the reader wants to hear by itself, as the document says it. Browser only.
pub fn wanted() -> Announcements {
    let html = document().document_element();
    html.and_then(|html| html.get_attribute("data-announcements"))
        .and_then(|word| Announcements::of(&word))
        .unwrap_or_default()
}

fn put(region: &str, sentence: &str) {
    if let Some(region) = document().get_element_by_id(region) {
        region.set_text_content(Some(sentence));
    }
}
