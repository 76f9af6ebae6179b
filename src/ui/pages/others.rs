//! The pages beside an open session: a part of the program that a browser fetches when it first meets one.

use super::{
    home, loading::LoadingPage, login::LoginPage, messages, not_found::NotFound, register, session,
};
use crate::ui::navigation::Page;
use leptos::prelude::*;

pub fn drawn(page: Page) -> AnyView {
    match page {
        Page::Home(visit) => home::opened(visit),
        Page::Login => view! { <LoginPage/> }.into_any(),
        Page::Register(door) => register::opened(door),
        Page::Session(page, uuid) => session::closed(page, uuid),
        Page::Room(page, room) => messages::opened(page, &room),
        Page::Loading(name, person) => view! { <LoadingPage name person/> }.into_any(),
        Page::NotFound => view! { <NotFound/> }.into_any(),
    }
}
