//! Before the program has come, a page is there to be read: what needs the program is visibly not ready.

use crate::ui::lean::effect;
use leptos::prelude::*;

/// True once the page answers.
pub fn hydrated() -> ReadSignal<bool> {
    let hydrated = RwSignal::new(false);
    effect(move || hydrated.set(true));
    hydrated.read_only()
}

/// Fields and buttons that only the program answers.
#[component]
pub fn WhenReady(children: Children) -> impl IntoView {
    let hydrated = hydrated();
    view! { <fieldset class="when-ready" disabled=move || !hydrated.get()>{children()}</fieldset> }
}
