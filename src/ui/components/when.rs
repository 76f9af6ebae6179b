//! What is shown only while something holds.

use crate::ui::reactive::Signal;
use leptos::prelude::*;

/// Shows its children while `holds`. Leptos' `Show` is compiled anew at each place, this is not.
#[component]
pub fn When(#[prop(into)] holds: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    move || holds.get().then(|| children())
}
