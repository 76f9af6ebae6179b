//! The page that is shown, whichever it is.

use super::{loading::LoadingPage, session::Workspace};
use crate::ui::{
    api::SessionPage,
    navigation::{CurrentPage, Page},
    parts,
};
use leptos::prelude::*;

/// A page that needs a part of the program is drawn when the part is there: [`parts::load_for`].
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
        page => parts::others()(page),
    }
}
