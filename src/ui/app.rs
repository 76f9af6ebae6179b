//! The routes, and what stands around every page.

use super::reactive::{RwSignal, owned};
use super::{
    components::{announcer::LiveRegions, bell::TitleCount},
    pages::{
        loaded::{HomeRoute, MessagesRoute, SessionRoute},
        login::LoginPage,
        not_found::NotFound,
        register::RegisterPage,
    },
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

/// The same on both sides. Pages that read data come complete from the server, so that they
/// work without scripts and carry the right status.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Effect::new(|_| mark_hydrated());
    let count = RwSignal::new(0);
    provide_context(TitleCount(count));
    let titled = owned(move |page: String| match count.get() {
        0 => format!("{page} · Tandem"),
        count => format!("({count}) {page} · Tandem"),
    });
    view! {
        <Title formatter=titled/>
        <Router>
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=HomeRoute ssr=SsrMode::Async/>
                <Route path=path!("/login") view=LoginPage/>
                <Route path=path!("/register") view=RegisterPage/>
                <Route path=path!("/messages/:room?") view=MessagesRoute ssr=SsrMode::Async/>
                <Route path=path!("/session/:uuid") view=SessionRoute ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
        <LiveRegions/>
    }
}

/// Tells style sheets and tests that the page answers to scripts from now on.
fn mark_hydrated() {
    if let Some(html) = document().document_element() {
        // Refused only for names that are not XML names.
        let _ = html.set_attribute("data-hydrated", "");
    }
}
