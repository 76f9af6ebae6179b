//! The two fields of a form that say how much of a live data set is kept.

use crate::shared::live_page::{Kept, KeptUnit};
use leptos::prelude::*;

#[component]
pub fn KeptFields(kept: Kept) -> impl IntoView {
    let units = KeptUnit::ALL.into_iter().map(|unit| {
        let selected = unit == kept.unit;
        view! { <option value=unit.name() selected=selected>{unit.label()}</option> }
    });
    view! {
        <div class="field">
            <label for="unit">"What is kept"</label>
            <select class="input tall" id="unit" name="unit">{units.collect_view()}</select>
        </div>
        <div class="field">
            <label for="count">"How many"</label>
            <input
                class="input" id="count" name="count" type="text" inputmode="numeric" autocomplete="off"
                value=kept.count aria-describedby="kept-hint"
            />
            <p class="hint" id="kept-hint">"What is older goes for good. All rows need no number."</p>
        </div>
    }
}
