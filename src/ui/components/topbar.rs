//! The bar at the top of pages outside a session: the way home, and who is signed in.

use super::{
    avatar::Avatar,
    brand::BrandWord,
    icon::{Glyph, Icon},
    name::name,
};
use crate::shared::{account::Person, color, text::clean};
use crate::ui::navigation::url;
use leptos::prelude::*;

#[component]
pub fn TopBar(
    #[prop(optional_no_strip)] person: Option<Person>,
    /// What stands before the account: the bell.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="topbar">
            <div class="topbar-start">
                <BrandWord/>
            </div>
            {person.map(|person| view! { <Account person children/> })}
        </header>
    }
}

#[component]
fn Account(person: Person, children: Option<Children>) -> impl IntoView {
    view! {
        <div class="topbar-end">
            <a class="btn quiet" href=url("/messages")>
                <Icon glyph=Glyph::Chat/>
                <span class="words">"Messages"</span>
            </a>
            {children.map(|children| children())}
            <a
                class="btn quiet account"
                href=url("/account")
                rel="external"
                title=clean(&person.name)
            >
                <Avatar name=person.name.clone() color=color::of(person.id)/>
                <span class="sr-only">"Your account, signed in as "</span>
                <span class="account-name">{name(&person.name)}</span>
            </a>
            <form method="post" action=url("/api/logout")>
                <button class="btn quiet" type="submit">
                    <Icon glyph=Glyph::Leave/>
                    <span class="words">"Sign out"</span>
                </button>
            </form>
        </div>
    }
}
