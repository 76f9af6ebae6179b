//! What stands around every page.

use super::{
    components::{
        announcer::LiveRegions, bell::TitleCount, blocked_line::BlockedLine, keyed_list::KeyedList,
    },
    live::Blocked,
    navigation::{AGAIN_MS, CurrentPage, Navigator},
    owned::owned,
    pages::loaded::{drawn, prepare},
};
use crate::client::clock::pause;
use crate::shared::{html, json::IN_A_PAGE, text};
use crate::ui::lean::effect;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};

/// What the server has drawn, once all is here that draws it. Until then, and where what it was drawn from cannot
/// be read, the server's page stays as it is, and works as without scripts. Browser only.
pub async fn first_page() -> Option<CurrentPage> {
    let first = CurrentPage::here()?;
    while !prepare(&first.page).await {
        pause(AGAIN_MS).await;
    }
    Some(first)
}

/// The same on both sides: on the server the page that was asked for, which comes whole, so that it
/// works without scripts; in the browser that one first, then those that links lead to.
#[component]
pub fn App(first: CurrentPage) -> impl IntoView {
    provide_meta_context();
    let count = RwSignal::new(0);
    provide_context(TitleCount(count));
    let counted = owned(move |()| count.get());
    let titled = move |page: String| {
        let page = text::clean(&page);
        written(match counted(()).unwrap_or_default() {
            0 => format!("{page} · Tandem"),
            count => format!("({count}) {page} · Tandem"),
        })
    };
    let travel = Navigator::new(first, prepare);
    let shown = travel.shown();
    let blocked = Blocked::provide();
    effect(move || {
        travel.start();
        mark_hydrated();
    });
    view! {
        <Title formatter=titled/>
        <BlockedLine blocked=blocked.signal()/>
        <KeyedList each=move || shown.get() key=CurrentPage::key children=drawn/>
        <LiveRegions/>
    }
}

/// The title as it is handed over: a browser takes text, and the server puts it between tags as it is.
fn written(title: String) -> String {
    if IN_A_PAGE {
        title
    } else {
        html::escaped(&title)
    }
}

/// Tells style sheets and tests that the page answers to scripts from now on.
fn mark_hydrated() {
    if let Some(html) = document().document_element() {
        // Refused only for names that are not XML names.
        let _ = html.set_attribute("data-hydrated", "");
    }
}
