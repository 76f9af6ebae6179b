//! 404: no session has this uuid.

use super::solo::Solo;
use crate::shared::account::Person;
use crate::ui::navigation::url;
use leptos::prelude::*;

#[component]
pub fn Unknown(#[prop(optional_no_strip)] person: Option<Person>) -> impl IntoView {
    view! {
        <Solo
            title="No session here"
            heading="There is no session at this address"
            lede="Part of the link may be missing: ask the person who sent it for the whole link. If it was \
                  open here before, this server was restored from a copy that is older than it."
            person
        >
            <a class="btn primary" href=url("/")>"My sessions"</a>
        </Solo>
    }
}
