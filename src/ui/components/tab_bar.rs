//! The bar at the foot of a phone: one view at a time.

use super::{
    icon::{Glyph, Icon},
    shown::Shown,
};
use crate::shared::{number::count, protocol::Part};
use leptos::prelude::*;

fn words(part: Part) -> (&'static str, Glyph) {
    match part {
        Part::Runs => ("Runs", Glyph::Chart),
        Part::Data => ("Data", Glyph::Data),
        Part::Chat => ("Chat", Glyph::Chat),
        Part::Notes => ("Notes", Glyph::Note),
    }
}

#[component]
pub fn TabBar(
    view: RwSignal<Part>,
    /// Messages that came while the chat was out of view.
    unread: Memo<usize>,
    #[prop(into)] on_view: Callback<Part>,
) -> impl IntoView {
    let tab = move |of: Part| {
        let (words, glyph) = words(of);
        view! {
            <a
                href=format!("#{}", of.name())
                aria-current=move || (view.get() == of).then_some("page")
                on:click=move |event| {
                    event.prevent_default();
                    on_view.run(of);
                }
            >
                <Icon glyph/>
                <span>{words}</span>
                <Shown when=move || of == Part::Chat && unread.get() != 0>
                    <span class="count">
                        <span aria-hidden="true">{move || unread.get().to_string()}</span>
                        <span class="sr-only">{move || count(unread.get() as i64, "new message", "new messages")}</span>
                    </span>
                </Shown>
            </a>
        }
    };
    view! {
        <nav class="tabbar" aria-label="Views">
            {Part::ALL.map(tab).collect_view()}
        </nav>
    }
}
