//! What screen readers read out by themselves, as far as the reader wants to hear it (`/account`): put
//! into one of the page's two live regions, which `components/announcer` places.
//!
//! Callers keep to one sentence every two seconds.

use crate::shared::look::{About, Announcements};
use leptos::prelude::{document, set_timeout};
use std::time::Duration;

/// Ids of the live regions.
pub const POLITE: &str = "announce-polite";
pub const ASSERTIVE: &str = "announce-assertive";

/// Long enough to be read out. A message that is deleted later must not stand here.
const QUOTED_FOR: Duration = Duration::from_secs(5);

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
