//! The line above the runs that says whom the reader follows, how it ended, and what can be done about it.

use super::avatar::person_class;
use crate::ui::live::Together;
use leptos::prelude::*;

/// The id of the button that stops, or puts the words away.
pub const TOGETHER_BUTTON: &str = "together-close";

#[component]
pub fn TogetherBar(together: Together) -> impl IntoView {
    let tie = together.tie();
    let class = move || format!("together {}", leader_class(together));
    let button = move |at: usize, press: fn(Together)| {
        let word = move || tie.read().buttons()[at];
        view! {
            <button
                class="btn small"
                type="button"
                id=(at == 1).then_some(TOGETHER_BUTTON)
                hidden=move || word().is_none()
                on:click=move |_| press(together)
            >
                {word}
            </button>
        }
        .into_any()
    };
    view! {
        <div class=class>
            <p role="status">{move || tie.read().words()}</p>
            {button(0, Together::go_on)}
            {button(1, Together::close)}
        </div>
    }
}

/// The class of the part of the page that shows what another sees.
pub fn stage_class(together: Together) -> String {
    let led = together.tie().read().leader().is_some();
    let led = if led { " led " } else { " " };
    format!("stage{led}{}", leader_class(together))
}

fn leader_class(together: Together) -> &'static str {
    let tie = together.tie().read();
    let person = tie.person.as_ref();
    person.map_or("", |person| person_class(together.color_of(person)))
}
