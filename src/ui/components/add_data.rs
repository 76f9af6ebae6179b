//! The foot of the rail: add a file, or try with the sample.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn AddData(
    /// A file is held above the page.
    #[prop(into)]
    dropping: Signal<bool>,
    #[prop(into)] on_choose: Callback<()>,
    #[prop(into)] on_sample: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="rail-foot">
            <button
                class="dropzone"
                type="button"
                data-over=move || dropping.get().then_some("")
                aria-describedby="add-data-hint"
                aria-label="Add data"
                on:click=move |_| on_choose.run(())
            >
                <Icon glyph=Glyph::Upload/>
                <strong>{move || if dropping.get() { "Let go to add it" } else { "Add data" }}</strong>
                <span id="add-data-hint">"Drop or choose a CSV file. Everyone here sees it arrive."</span>
            </button>
            <button class="btn quiet small" type="button" on:click=move |_| on_sample.run(())>
                <Icon glyph=Glyph::Data/>
                <span class="rail-title">"Try with sample data"</span>
            </button>
        </div>
    }
}
