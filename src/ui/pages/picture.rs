//! The picture beside the sign-in form: a real chart with two people in it.

use leptos::prelude::*;

/// Drawn from the weather of Seattle, 2012 to 2015; colours come from the style sheet.
const PICTURE: &str = include_str!("picture.svg");

#[component]
pub fn Picture() -> impl IntoView {
    view! {
        <aside class="auth-art" aria-label="What it looks like">
            <figure>
                <figcaption>
                    "Two people, one chart"
                    <span>
                        "Weekly mean of the daily maximum in Seattle, °C. 2015 against 2012–2014."
                    </span>
                </figcaption>
                <div inner_html=PICTURE></div>
            </figure>
        </aside>
    }
}
