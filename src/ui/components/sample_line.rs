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
    /// The address of what is asked for.
    on_set: Callback<String>,
) -> impl IntoView {
    // One to start or stop it, and one for each rate.
    let button = |words: String, asked: String, is_so: fn(&Sample, i64) -> bool, rate: i64| {
        let address = format!("{address}?{asked}");
        let pressed = move || {
            sample.with(|sample| {
                let is_so = sample.as_ref().is_some_and(|sample| is_so(sample, rate));
                is_so.to_string()
            })
        };
        view! {
            <button
                class="btn small"
                formaction=url(&address)
                aria-pressed=pressed
                on:click=move |event| {
                    event.prevent_default();
                    on_set.run(address.clone());
                }
            >
                {words}
            </button>
        }
        .into_any()
    };
    let mut buttons = vec![
        button("Start".into(), "on=true".into(), |sample, _| sample.on, 0),
        button("Stop".into(), "on=false".into(), |sample, _| !sample.on, 0),
    ];
    for rate in RATES {
        let is_so = |sample: &Sample, rate| sample.rate == rate;
        buttons.push(button(
            number::integer(rate),
            format!("rate={rate}"),
            is_so,
            rate,
        ));
    }
    view! {
        <form class="card-sub row" method="post">
            <span>{move || sample.read().as_ref().map(words)}</span>
            {buttons}
            "rows a second"
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
