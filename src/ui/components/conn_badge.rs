//! The connection badge: what is saved, and what waits. A click tries now.

use super::icon::{Glyph, Icon};
use crate::ui::live::{Badge, BadgeState};
use leptos::prelude::*;

#[component]
pub fn ConnBadge(badge: Memo<Badge>, #[prop(into)] on_try: Callback<()>) -> impl IntoView {
    let state = move || badge.read().state;
    view! {
        <button
            class="conn"
            type="button"
            data-state=move || state().name()
            data-calm=move || badge.read().calm.then_some("")
            title="Try now"
            on:click=move |_| on_try.run(())
        >
            {move || view! { <Icon glyph=glyph(state())/> }}
            <span>{move || badge.read().text.clone()}</span>
        </button>
    }
}

fn glyph(state: BadgeState) -> Glyph {
    match state {
        BadgeState::Saved => Glyph::Check,
        BadgeState::Saving => Glyph::Clock,
        BadgeState::Reconnecting => Glyph::Spin,
        BadgeState::Offline => Glyph::CloudOff,
    }
}
