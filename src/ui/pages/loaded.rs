//! The page that is shown, whichever it is.

use super::{
    loading::LoadingPage,
    others::{OTHERS, part_of},
    session::Workspace,
};
use crate::ui::{
    api::SessionPage,
    navigation::{CurrentPage, Page},
};
use leptos::prelude::*;
use std::{future::Future, pin::Pin};

/// Fetches what it takes to draw a page; whether that has arrived. Browser only.
pub fn prepare(page: &Page) -> Pin<Box<dyn Future<Output = bool>>> {
    let part = part_of(page);
    Box::pin(async move {
        match part {
            Some(part) => part.load().await.is_ok(),
            None => true,
        }
    })
}

/// A page that was [prepared](prepare).
pub fn drawn(shown: CurrentPage) -> AnyView {
    provide_context(shown.url);
    match shown.page {
        Page::Session(
            Ok(SessionPage::Open {
                me,
                state,
                read,
                epoch,
            }),
            _,
        ) => view! { <Workspace me state=*state read epoch/> }.into_any(),
        Page::Loading(name, person) => view! { <LoadingPage name person/> }.into_any(),
        page => OTHERS.here().map(|draw| draw(page)).into_any(),
    }
}
