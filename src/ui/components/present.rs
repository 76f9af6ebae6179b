//! Presenting: guests are asked to follow one of the two, and whoever comes by the link afterwards begins so.

use super::{shown::Shown, sure::Sure};
use crate::ui::live::PersonHere;
use leptos::prelude::*;

#[component]
pub fn Present(
    people: Memo<Vec<PersonHere>>,
    /// Whether the reader may begin.
    #[prop(into)]
    can_begin: Signal<bool>,
    /// Whether somebody presents from now on.
    #[prop(into)]
    on_present: Callback<bool>,
) -> impl IntoView {
    let by_me = move || people.with(|people| people.iter().any(|one| one.presents && one.is_me));
    let by_other =
        move || people.with(|people| people.iter().any(|one| one.presents && !one.is_me));
    let button = move |word: &'static str, on: bool| {
        view! {
            <button class="btn small" type="button" on:click=move |_| on_present.run(on)>
                {word}
            </button>
        }
        .into_any()
    };
    view! {
        <h2 class="pop-head">"Presenting"</h2>
        <p class="peek">
            "Guests are asked to follow whoever presents. Guests who come later follow from the start."
        </p>
        <div class="acts">
            <Shown when=by_me>{button("Stop presenting", false)}</Shown>
            <Shown when=move || can_begin.get() && !by_other()>{button("Present", true)}</Shown>
            <Shown when=move || can_begin.get() && by_other()>
                <Sure
                    word="Present instead"
                    question="Somebody else presents now."
                    yes="Take over"
                    on_yes=move |()| on_present.run(true)
                />
            </Shown>
        </div>
    }
}
