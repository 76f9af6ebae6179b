//! The button that copies the session's link for the other person.

use super::{
    clipboard,
    icon::{Glyph, Icon},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

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

async fn copy_address() -> bool {
    let address = location()
        .origin()
        .and_then(|origin| Ok(origin + &location().pathname()?));
    match address {
        Ok(address) => clipboard::copy(&address).await,
        Err(_) => false,
    }
}
