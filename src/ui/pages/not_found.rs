//! 404: no page of this server has this address. The server's fallback sets the status.

use super::solo::Solo;
use crate::ui::navigation::url;
use leptos::prelude::*;

#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Solo
            title="No page here"
            heading="There is no page at this address"
            lede="Part of the link may be missing, or it has a letter too many."
        >
            <a class="btn primary" href=url("/")>"My sessions"</a>
        </Solo>
    }
}
