//! What is there only while something holds: Leptos' `Show`, compiled once for the whole page.
//!
//! `Show` is generic in its condition and its children, and each use of it is some 1 KB of WebAssembly.

use leptos::prelude::*;

/// Draws its children while `when` holds, and `fallback` otherwise.
#[component]
pub fn Shown(
    #[prop(into)] when: ArcSignal<bool>,
    /// Nothing by default.
    #[prop(optional, into)]
    fallback: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <Show when=move || when.get() fallback>
            {children()}
        </Show>
    }
}
