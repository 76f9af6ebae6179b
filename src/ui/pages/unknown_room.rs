//! A room that does not exist, or a conversation between others: one answer for both.

use super::solo::Solo;
use crate::ui::navigation::url;
use leptos::prelude::*;

#[component]
pub fn UnknownRoom() -> impl IntoView {
    view! {
        <Solo
            title="No such room"
            heading="There is no room at this address"
            lede="Check the link, or go to the lobby, where everyone is."
        >
            <a class="btn primary" href=url("/messages")>"Go to the lobby"</a>
        </Solo>
    }
}
