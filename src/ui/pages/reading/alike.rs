//! The offer to read a file as people decided of one like it.

use crate::shared::{reading_page::Alike, text::isolated};
use leptos::prelude::*;

#[component]
pub fn Offer(alike: Alike) -> impl IntoView {
    let Alike { title, by, changes } = alike;
    let (by, changes) = (isolated(&by), changes.join(", "));
    let sentence = format!("Read like “{title}”, as {by} decided: {changes}.");
    view! {
        <ul class="findings">
            <li class="finding">
                <div><span>{sentence}</span></div>
                <button class="btn small" type="submit" name="then" value="alike">"Read it so"</button>
            </li>
        </ul>
    }
}
