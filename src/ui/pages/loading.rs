//! A page that is on its way: its name stands at once, so that nobody writes into the one before.

use crate::shared::{account::Person, text::drawn};
use crate::ui::components::topbar::TopBar;
use crate::ui::lean::effect;
use leptos::prelude::*;
use leptos_meta::Title;
use std::time::Duration;

/// A page that takes longer may be waiting for a connection.
const LONG: Duration = Duration::from_secs(3);

/// `name` as the link said it; empty where nobody did.
#[component]
pub fn LoadingPage(name: String, person: Option<Person>) -> impl IntoView {
    let name = match name.as_str() {
        "" => "Loading".to_owned(),
        name => drawn(name).into_owned(),
    };
    let long = RwSignal::new(false);
    effect(move || {
        if let Ok(timer) = set_timeout_with_handle(move || long.set(true), LONG) {
            on_cleanup(move || timer.clear());
        }
    });
    let words = move || match long.get() {
        false => "Loading…",
        true => "This takes long. Without a connection, the page opens as soon as there is one.",
    };
    view! {
        <Title text=name.clone()/>
        <TopBar person/>
        <div class="page narrow">
            <main id="main" tabindex="-1" aria-busy="true">
                <div class="page-head">
                    <h1><bdi>{name}</bdi></h1>
                </div>
                <p class="hint" role="status">{words}</p>
            </main>
        </div>
    }
}
