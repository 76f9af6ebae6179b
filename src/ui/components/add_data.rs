//! The foot of the rail: add a file, try with the sample, or begin with rows that come.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn AddData(
    /// A file is held above the page.
    #[prop(into)]
    dropping: Signal<bool>,
    #[prop(into)] on_choose: Callback<()>,
    #[prop(into)] on_sample: Callback<()>,
    /// Where a live data set is begun, or a live sample.
    live: String,
    /// Files were chosen in the input whose id is given.
    input_id: &'static str,
    #[prop(into)] on_files: Callback<leptos::ev::Event>,
) -> impl IntoView {
    view! {
        <div class="rail-foot">
            <button
                class="dropzone"
                type="button"
                data-over=move || dropping.get().then_some("")
                on:click=move |_| on_choose.run(())
            >
                <Icon glyph=Glyph::Upload/>
                <strong>{move || if dropping.get() { "Drop to upload" } else { "Add data" }}</strong>
                <span>"Drop, paste or choose a table: CSV, Excel, JSON, Parquet."</span>
            </button>
            <input
                class="sr-only"
                id=input_id
                type="file"
                multiple
                tabindex="-1"
                aria-label="Choose files"
                on:change=move |event| on_files.run(event)
            />
            <button class="btn quiet small" type="button" on:click=move |_| on_sample.run(())>
                <Icon glyph=Glyph::Data/>
                <span class="rail-title">"Try with sample data"</span>
            </button>
            <a class="btn quiet small" href=live>
                <Icon glyph=Glyph::Data/>
                <span class="rail-title">"New live data set"</span>
            </a>
        </div>
    }
}
