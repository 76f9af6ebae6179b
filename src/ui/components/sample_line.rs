//! The built-in source of a live sample: who started it, how fast it sends, and the buttons that change that.
//!
//! A plain form without scripts; with them the page stays.

use crate::charts::number;
use crate::shared::{dataset::Sample, session::datasets::RATES, text::isolated};
use crate::ui::navigation::url;
use leptos::prelude::*;

#[component]
pub fn SampleLine(
    sample: Memo<Option<Sample>>,
    /// Where it is set.
    address: String,
    can_set: Signal<bool>,
    /// The address of what is asked for.
    on_set: Callback<String>,
) -> impl IntoView {
    let is_on = move || sample.with(|sample| sample.as_ref().is_some_and(|sample| sample.on));
    let rate = move || sample.with(|sample| sample.as_ref().map_or(0, |sample| sample.rate));
    // None of its own: it starts or stops.
    let button = |of: Option<i64>| {
        let address = address.clone();
        let asked = move || {
            let on = is_on() != of.is_none();
            format!("{address}?rate={}&on={on}", of.unwrap_or_else(rate))
        };
        let at = asked.clone();
        view! {
            <button
                class="btn small"
                formaction=move || url(&at())
                disabled=move || !can_set.get()
                aria-pressed=move || of.map(|of| (of == rate()).to_string())
                on:click=move |event| {
                    event.prevent_default();
                    on_set.run(asked());
                }
            >
                {move || match of {
                    Some(of) => number::integer(of),
                    None if is_on() => "Stop".into(),
                    None => "Start".into(),
                }}
            </button>
        }
        .into_any()
    };
    let rates: Vec<_> = RATES.into_iter().map(|rate| button(Some(rate))).collect();
    view! {
        <form class="card-sub row" method="post">
            <span>{move || sample.with(|sample| sample.as_ref().map(words))}</span>
            {button(None)}
            <span class="row" role="group" aria-label="Rows a second">{rates}"rows a second"</span>
        </form>
    }
}

/// "Ada started the sample source."
fn words(sample: &Sample) -> String {
    match &sample.why {
        Some(why) => format!("The sample source stopped. {why}"),
        None => {
            let did = if sample.on { "started" } else { "stopped" };
            format!("{} {did} the sample source.", isolated(&sample.by.name))
        }
    }
}
