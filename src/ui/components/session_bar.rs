//! The top bar of a session: the way home, the title, what is saved, who is here.

use super::{
    brand::Brand,
    conn_badge::ConnBadge,
    icon::{Glyph, Icon},
    invite::Invite,
    name::name,
    presence::PeopleHere,
};
use crate::shared::{account::Person, text::clean};
use crate::ui::live::{Badge, PersonHere};
use crate::ui::navigation::url;
use leptos::prelude::*;

#[component]
pub fn SessionBar(
    #[prop(into)] title: Signal<String>,
    badge: Memo<Badge>,
    people: Memo<Vec<PersonHere>>,
    /// What opens below a face.
    peek: Callback<Person, AnyView>,
    #[prop(into)] pointers_shown: Signal<bool>,
    #[prop(into)] on_try: Callback<()>,
    /// What stands beside the people: the creator's menu, the bell.
    children: Children,
    #[prop(into)] on_pointers: Callback<()>,
) -> impl IntoView {
    view! {
        <header class="topbar">
            <div class="topbar-start">
                <a class="brand wide-only" href=url("/") aria-label="Tandem, all sessions">
                    <Brand/>
                </a>
                <a class="icon-btn phone-only" href=url("/") aria-label="All sessions">
                    <Icon glyph=Glyph::Back/>
                </a>
                <h1 class="session-title" title=move || clean(&title.get())>
                    {move || name(&title.get())}
                </h1>
                <ConnBadge badge on_try/>
            </div>
            <div class="topbar-end">
                <PeopleHere people peek/>
                {children()}
                <button
                    class="icon-btn"
                    type="button"
                    aria-label="Show pointers"
                    title="Show pointers, yours and theirs"
                    aria-pressed=move || pointers_shown.get().to_string()
                    on:click=move |_| on_pointers.run(())
                >
                    <Icon glyph=Glyph::Pointer/>
                </button>
                <Invite/>
            </div>
        </header>
    }
}
