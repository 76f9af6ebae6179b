//! The button that copies the session's link for the other person.

use super::icon::{Glyph, Icon};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

const WORDS: &str = "Invite";
const SHOWN_FOR: Duration = Duration::from_secs(4);

#[component]
pub fn Invite() -> impl IntoView {
    let words = RwSignal::new(WORDS);
    let copy = move |_| {
        spawn_local(async move {
            let copied = copy_address().await;
            words.set(if copied {
                "Link copied"
            } else {
                "Copy it from the address bar"
            });
            set_timeout(move || words.set(WORDS), SHOWN_FOR);
        });
    };
    view! {
        <button class="btn primary" type="button" on:click=copy>
            <Icon glyph=Glyph::Link/>
            <span class="words" aria-live="polite">{move || words.get()}</span>
        </button>
    }
}

/// False where the browser refuses, as it does on pages that are not secure.
async fn copy_address() -> bool {
    let Ok(address) = location()
        .origin()
        .and_then(|origin| Ok(origin + &location().pathname()?))
    else {
        return false;
    };
    let navigator = window().navigator();
    // On insecure pages there is no clipboard at all, which the typed binding does not know.
    let has_clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into())
        .is_ok_and(|clipboard| clipboard.is_object());
    has_clipboard
        && JsFuture::from(navigator.clipboard().write_text(&address))
            .await
            .is_ok()
}
