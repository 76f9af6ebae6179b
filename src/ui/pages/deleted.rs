//! 404: there was a session at this address, and it was deleted.

use super::solo::Solo;
use crate::shared::{account::Person, text::isolated};
use crate::ui::navigation::url;
use leptos::prelude::*;

#[component]
pub fn Deleted(
    /// None for whoever was not in it.
    by: Option<Person>,
    by_me: bool,
) -> impl IntoView {
    let heading = match by {
        Some(_) if by_me => "You deleted this session".to_owned(),
        Some(by) => format!("{} deleted this session", isolated(&by.name)),
        None => "This session was deleted".to_owned(),
    };
    view! {
        <Solo
            title="Deleted"
            heading
            lede="What was said in it, its data and its runs are gone for everyone."
        >
            <a class="btn primary" href=url("/")>"My sessions"</a>
        </Solo>
    }
}
