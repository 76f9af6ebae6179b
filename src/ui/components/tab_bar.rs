//! The bar at the foot of a phone: one view at a time.

use super::{
    icon::{Glyph, Icon},
    shown::Shown,
};
use crate::shared::number::count;
use leptos::prelude::*;

/// What a phone shows; wider screens show runs and data, and beside them the chat or the notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Runs,
    Data,
    Chat,
    Notes,
}

impl View {
    const ALL: [Self; 4] = [Self::Runs, Self::Data, Self::Chat, Self::Notes];

    pub fn name(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Data => "data",
            Self::Chat => "chat",
            Self::Notes => "notes",
        }
    }

    fn words(self) -> (&'static str, Glyph) {
        match self {
            Self::Runs => ("Runs", Glyph::Chart),
            Self::Data => ("Data", Glyph::Data),
            Self::Chat => ("Chat", Glyph::Chat),
            Self::Notes => ("Notes", Glyph::Note),
        }
    }
}

#[component]
pub fn TabBar(
    view: RwSignal<View>,
    /// Messages that came while the chat was out of view.
    unread: Memo<usize>,
    #[prop(into)] on_view: Callback<View>,
) -> impl IntoView {
    let tab = move |of: View| {
        let (words, glyph) = of.words();
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
                <Shown when=move || of == View::Chat && unread.get() != 0>
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
            {View::ALL.map(tab).collect_view()}
        </nav>
    }
}
