//! The mark of Tandem: two wheels, joined.

use crate::ui::navigation::url;
use leptos::prelude::*;

#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="3">
                <circle cx="8.5" cy="17.5" r="5.5"></circle>
                <circle cx="23.5" cy="17.5" r="5.5"></circle>
                <path d="M8.5 17.5C10.5 10 21.5 10 23.5 17.5" stroke-linecap="round"></path>
            </g>
        </svg>
    }
}

/// The mark and the word, on the way home.
#[component]
pub fn BrandWord() -> impl IntoView {
    view! {
        <a class="brand-word" href=url("/")>
            <Brand/>
            "Tandem"
        </a>
    }
}
