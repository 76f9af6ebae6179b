//! A button and what it opens below itself.

use super::{pop::dismiss_on_outside_click, shown::Shown};
use leptos::prelude::*;

#[component]
pub fn Disclosure(
    /// Of the button.
    class: &'static str,
    /// What the button is called.
    #[prop(into)]
    label: Signal<String>,
    /// What stands on it.
    face: AnyView,
    /// What it opens is called.
    opens: &'static str,
    panel_class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let around = NodeRef::new();
    dismiss_on_outside_click(open, around);
    view! {
        <div class="disclosure" node_ref=around>
            <button
                class=class
                type="button"
                aria-label=move || label.get()
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {face}
            </button>
            <Shown when=move || open.get()>
                <section class=panel_class aria-label=opens>{children()}</section>
            </Shown>
        </div>
    }
}
