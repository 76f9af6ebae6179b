//! What stands around every page.

use super::{
    components::{announcer::LiveRegions, bell::TitleCount, blocked_line::BlockedLine, each::Each},
    live::Blocked,
    navigation::{Shown, Travel},
    pages::loaded::drawn,
    reactive::{Effect, RwSignal, owned},
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};

/// The same on both sides: on the server the page that was asked for, which comes whole, so that it
/// works without scripts; in the browser that one first, then those that links lead to.
#[component]
pub fn App(first: Shown) -> impl IntoView {
    provide_meta_context();
    let count = RwSignal::new(0);
    provide_context(TitleCount(count));
    let counted = owned(move |()| count.get());
    let titled = move |page: String| match counted(()).unwrap_or_default() {
        0 => format!("{page} · Tandem"),
        count => format!("({count}) {page} · Tandem"),
    };
    let travel = Travel::new(first);
    let blocked = Blocked::provide();
    Effect::new(move |_| {
        travel.start();
        mark_hydrated();
    });
    view! {
        <Title formatter=titled/>
        <BlockedLine blocked=blocked.signal()/>
        <Each items=travel.shown() key=|shown| shown.number children=drawn/>
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
