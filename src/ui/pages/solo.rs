//! The frame of pages with one thing to say.

use crate::{shared::account::Person, ui::components::topbar::TopBar};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn Solo(
    /// For the tab of the browser.
    title: &'static str,
    #[prop(into)] heading: String,
    lede: &'static str,
    #[prop(optional_no_strip)] person: Option<Person>,
    /// What can be done from here.
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title/>
        <div class="solo">
            <a class="skip" href="#main">"Skip to content"</a>
            <TopBar person/>
            <main id="main" tabindex="-1">
                <ApartMark/>
                <h1>{heading}</h1>
                <p class="lede">{lede}</p>
                <div class="acts">{children()}</div>
            </main>
        </div>
    }
}

/// Two wheels that nothing joins.
#[component]
pub fn ApartMark() -> impl IntoView {
    view! {
        <svg class="apart-mark" viewBox="0 0 96 34" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="4">
                <circle cx="17" cy="17" r="13"></circle>
                <circle cx="79" cy="17" r="13" stroke-dasharray="4 5.1"></circle>
                <path d="M36 17h24" stroke-dasharray="5 5" stroke-width="3"></path>
            </g>
        </svg>
    }
}
