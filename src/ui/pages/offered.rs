//! A free seat that this request may not claim by itself: the visitor takes it with a button.

use super::solo::Solo;
use crate::shared::account::Person;
use crate::ui::navigation::url;
use leptos::prelude::*;

#[component]
pub fn Offered(
    #[prop(into)] session_uuid: String,
    #[prop(optional_no_strip)] person: Option<Person>,
) -> impl IntoView {
    view! {
        <Solo
            title="Join a session"
            heading="There is a seat for you in this session"
            lede="Join to see its data, its runs and its conversation. The other person sees you arrive."
            person
        >
            <form method="post" action=url("/api/join_session")>
                <input type="hidden" name="session_uuid" value=session_uuid/>
                <button class="btn primary" type="submit">"Join"</button>
            </form>
            <a class="btn quiet" href=url("/")>"My sessions"</a>
        </Solo>
    }
}
