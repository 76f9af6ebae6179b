//! What stands in a session without data: one sentence, and three ways to begin.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn StartHere(
    #[prop(into)] on_choose: Callback<()>,
    #[prop(into)] on_sample: Callback<()>,
    /// Where a form asks for a live sample.
    live: String,
    #[prop(into)] on_live: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="card span-2">
            <div class="empty">
                <Icon glyph=Glyph::Data/>
                <h2>"Start with some data"</h2>
                <p>"Drop a table anywhere: CSV, Excel, JSON or Parquet. Everyone here sees it arrive."</p>
                <div class="acts">
                    <button class="btn primary" type="button" on:click=move |_| on_choose.run(())>
                        "Choose a file"
                    </button>
                    // Not the rail's words, so that each button of the page has its own name.
                    <button class="btn" type="button" on:click=move |_| on_sample.run(())>
                        "Try the sample data"
                    </button>
                    <form
                        method="post"
                        action=live
                        on:submit=move |event| {
                            event.prevent_default();
                            on_live.run(());
                        }
                    >
                        <button class="btn" type="submit">"Watch a live sample"</button>
                    </form>
                </div>
            </div>
        </div>
    }
}
