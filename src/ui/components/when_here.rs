//! What is drawn by a part of the program that may not be there yet.

use crate::client::part::Part;
use leptos::{prelude::*, task::spawn_local};

/// What `draw` makes of a part. While that is on its way, and where it does not arrive, a sentence stands there.
pub fn when_here<T: Copy + Send + Sync>(
    part: &'static Part<T>,
    draw: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let failed = RwSignal::new(false);
    let arrived = RwSignal::new(part.here().is_some());
    let fetch = move || {
        failed.set(false);
        spawn_local(async move {
            match part.load().await {
                Ok(_) => _ = arrived.try_set(true),
                Err(_) => _ = failed.try_set(true),
            }
        });
    };
    if !arrived.get_untracked() {
        fetch();
    }
    let away = move || match failed.get() {
        false => view! { <p class="hint" role="status">"Loading…"</p> }.into_any(),
        true => view! {
            <p class="hint" role="alert">"This part of the page did not arrive."</p>
            <button class="btn small" type="button" on:click=move |_| fetch()>"Try again"</button>
        }
        .into_any(),
    };
    (move || match arrived.get().then(|| part.here()).flatten() {
        Some(given) => draw(given),
        None => away(),
    })
    .into_any()
}
