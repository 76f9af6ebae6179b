//! The page that is shown, whichever it is.

use super::{
    home, loading::LoadingPage, login::LoginPage, messages, not_found::NotFound, register, session,
};
use crate::ui::navigation::{CurrentPage, Page};
use leptos::prelude::*;

pub fn drawn(shown: CurrentPage) -> AnyView {
    provide_context(shown.url);
    match shown.page {
        Page::Home(visit) => home::opened(visit),
        Page::Login => view! { <LoginPage/> }.into_any(),
        Page::Register(door) => register::opened(door),
        Page::Session(page, uuid) => session::opened(page, uuid),
        Page::Room(page, room) => messages::opened(page, &room),
        Page::Loading(name, person) => view! { <LoadingPage name person/> }.into_any(),
        Page::NotFound => view! { <NotFound/> }.into_any(),
    }
}
