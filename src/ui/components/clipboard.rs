//! Copying text for the reader to paste elsewhere.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// False where the browser refuses, as it does on pages that are not secure.
pub async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    // On insecure pages there is no clipboard at all, which the typed binding does not know.
    let has_clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into())
        .is_ok_and(|clipboard| clipboard.is_object());
    has_clipboard
        && JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok()
}
