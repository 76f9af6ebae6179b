//! Two steps to what cannot be taken back, apart in time and in place: the first press shows a second
//! button beside the first. It goes after 5 s, with Escape, and when the reader does anything else.

use super::{pop::dismiss_on_outside_click, shown::Shown};
use crate::client::clock::{Timer, after, now_ms};
use crate::ui::screen_reader::announce;
use leptos::{html::Div, prelude::*};
use web_sys::ScrollIntoViewOptions;

const ARMED_MS: i64 = 5_000;
/// A press so soon after the first is the second half of a double click.
const DOUBLE_CLICK_MS: i64 = 500;

#[component]
pub fn Sure(
    word: &'static str,
    question: &'static str,
    /// What the second button says.
    yes: &'static str,
    #[prop(into)] on_yes: Callback<()>,
) -> impl IntoView {
    let armed = RwSignal::new(false);
    let around = NodeRef::new();
    dismiss_on_outside_click(armed, around);
    let armed_at = StoredValue::new(0);
    let timer = StoredValue::new_local(None::<Timer>);
    let press = move |_| {
        if armed.get_untracked() && now_ms() - armed_at.get_value() < DOUBLE_CLICK_MS {
            return;
        }
        armed.update(|armed| *armed = !*armed);
        if armed.get_untracked() {
            armed_at.set_value(now_ms());
            announce(question);
            let disarm = move || {
                armed.try_set(false);
            };
            timer.set_value(Some(after(ARMED_MS, disarm)));
            request_animation_frame(move || show(around));
        }
    };
    let act = move |_| {
        armed.set(false);
        on_yes.run(());
    };
    view! {
        <div class="sure" node_ref=around>
            <button
                class="btn small quiet danger"
                type="button"
                aria-expanded=move || armed.get().to_string()
                on:click=press
            >
                {word}
            </button>
            <Shown when=move || armed.get()>
                <span class="sure-question">
                    <span class="hint">{question}</span>
                    <button class="btn small danger" type="button" on:click=act>{yes}</button>
                </span>
            </Shown>
        </div>
    }
}

/// Scrolls no further than it takes to see the whole question.
fn show(around: NodeRef<Div>) {
    let around = around.try_get_untracked().flatten();
    let question = around.and_then(|around| around.query_selector(".sure-question").ok()?);
    if let Some(question) = question {
        let nearest = ScrollIntoViewOptions::new();
        // Refused only for what is no object.
        let _ = js_sys::Reflect::set(&nearest, &"block".into(), &"nearest".into());
        question.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}
