//! The pages beside an open session: a part of the program that a browser fetches when it first meets one.

use super::{home, login::LoginPage, messages, not_found::NotFound, register, session};
use crate::client::part::{Part, part};
use crate::ui::{api::SessionPage, navigation::Page};
use leptos::prelude::*;

type Draw = fn(Page) -> AnyView;

part! {
    pub static OTHERS in other_pages: Draw = drawn;
}

/// The part that draws a page, where it is not the first.
pub fn part_of(page: &Page) -> Option<&'static Part<Draw>> {
    let is_first = matches!(
        page,
        Page::Loading(..) | Page::Session(Ok(SessionPage::Open { .. }), _)
    );
    (!is_first).then_some(&OTHERS)
}

fn drawn(page: Page) -> AnyView {
    match page {
        Page::Home(visit) => home::opened(visit),
        Page::Login => view! { <LoginPage/> }.into_any(),
        Page::Register(door) => register::opened(door),
        Page::Session(page, uuid) => session::closed(page, uuid),
        Page::Room(page, room) => messages::opened(page, &room),
        Page::NotFound => view! { <NotFound/> }.into_any(),
        // Of the first part.
        Page::Loading(..) => ().into_any(),
    }
}
