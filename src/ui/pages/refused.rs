//! 403: both seats are taken. Says nothing of the session.

use super::solo::Solo;
use crate::shared::account::Person;
use crate::ui::element::ElementChild;
use leptos::prelude::*;

#[component]
pub fn Refused(#[prop(optional_no_strip)] person: Option<Person>) -> impl IntoView {
    view! {
        <Solo
            title="Not open to you"
            heading="This session is not open to you"
            lede="The link works, but both seats are taken. The people inside can let you in."
            person
        >
            <a class="btn primary" href="/">"My sessions"</a>
        </Solo>
    }
}
