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

/// The page, once there is what it takes to draw it; none where that does not arrive. Browser only.
pub fn prepared(page: Page) -> Pin<Box<dyn Future<Output = Option<Page>>>> {
    Box::pin(async {
        if let Some(part) = part_of(&page) {
            part.load().await.ok()?;
        }
        Some(page)
    })
}

/// A page that was [prepared](prepared).
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
