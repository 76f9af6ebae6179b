//! What one can do with something that the server did not store.

use super::clipboard;
use leptos::{prelude::*, task::spawn_local};

#[component]
pub fn Refused(
    /// The words that were not stored, where there are any.
    words: Option<String>,
    #[prop(into)] on_again: Callback<()>,
    #[prop(into)] on_discard: Callback<()>,
) -> impl IntoView {
    let again = match words {
        Some(_) => "Send as new",
        None => "Try again",
    };
    view! {
        <button class="btn small" type="button" on:click=move |_| on_again.run(())>{again}</button>
        {words.map(|words| view! { <Copy words/> })}
        <button class="btn small quiet" type="button" on:click=move |_| on_discard.run(())>"Discard"</button>
    }
}

#[component]
fn Copy(words: String) -> impl IntoView {
    let label = RwSignal::new("Copy");
    let copy = move |_| {
        let words = words.clone();
        spawn_local(async move {
            let copied = clipboard::copy(&words).await;
            label.set(if copied { "Copied" } else { "Not copied" });
        });
    };
    view! {
        <button class="btn small" type="button" on:click=copy aria-live="polite">{move || label.get()}</button>
    }
}
