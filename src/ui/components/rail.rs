//! The rail: the session's data and runs by name; a click goes to the card.

use super::{
    icon::{Glyph, Icon},
    name::{name, version_word},
};
use crate::analyses::{Picture, Spec};
use crate::charts::number;
use crate::shared::{
    dataset::Dataset,
    ids::RunId,
    session::{Run, runs::RunStatus},
};
use leptos::{ev, prelude::*};

/// The rail's frame; its sections come as children.
#[component]
pub fn Rail(children: Children) -> impl IntoView {
    view! {
        <nav class="rail" id="data" tabindex="-1" aria-label="Session contents">
            {children()}
        </nav>
    }
}

#[component]
pub fn RailSection(heading: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="rail-section">
            <div class="rail-head">
                <h2 class="rail-label">{heading}</h2>
            </div>
            {children()}
        </div>
    }
}

#[component]
pub fn RailDataset(
    dataset: Dataset,
    rows: Memo<i64>,
    #[prop(into)] on_go: Callback<()>,
) -> impl IntoView {
    let version = version_word(&dataset);
    let columns = number::count(dataset.columns.len() as i64, "column", "columns");
    let size = move || format!("{}, {columns}", number::count(rows.get(), "row", "rows"));
    view! {
        <button
            class="rail-item"
            type="button"
            title=dataset.title()
            on:click=move |_| on_go.run(())
        >
            <Icon glyph=Glyph::Data/>
            <span class="rail-title">{name(&dataset.name)}{version}</span>
            <span class="rail-meta">{size}</span>
        </button>
    }
}

/// A page of notes: a link, which works without scripts too.
#[component]
pub fn RailNote(title: String, href: String, #[prop(into)] on_go: Callback<()>) -> impl IntoView {
    let go = move |event: ev::MouseEvent| {
        // With a key held the browser opens it elsewhere.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            on_go.run(());
        }
    };
    view! {
        <a class="rail-item" href=href title=title.clone() on:click=go>
            <Icon glyph=Glyph::Note/>
            <span class="rail-title">{name(&title)}</span>
        </a>
    }
}

#[component]
pub fn RailRun(
    run: Memo<Option<Run>>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_go: Callback<RunId>,
) -> impl IntoView {
    let glyph = run
        .get_untracked()
        .map_or(Glyph::Chart, |run| spec_glyph(&run.spec));
    let status = move || run.with(|run| run.as_ref().map(|run| run.status));
    let go = move |_| {
        if let Some(run) = run.get_untracked() {
            on_go.run(run.run_id);
        }
    };
    view! {
        <button class="rail-item" type="button" title=move || title.get() on:click=go>
            <Icon glyph/>
            <span class="rail-title">{move || title.get()}</span>
            {move || status().and_then(mark)}
        </button>
    }
}

/// What the rail says beside a run that is not simply done.
fn mark(status: RunStatus) -> Option<impl IntoView> {
    let (glyph, class) = match status {
        RunStatus::Done => return None,
        RunStatus::Queued => (Glyph::Clock, "state rail-key"),
        RunStatus::Running => (Glyph::Spin, "state running rail-key"),
        RunStatus::Failed => (Glyph::Error, "state danger rail-key"),
        RunStatus::Cancelled => (Glyph::Stop, "state rail-key"),
    };
    Some(view! {
        <span class=class>
            <Icon glyph/>
            <span class="sr-only">{status.name()}</span>
        </span>
    })
}

fn spec_glyph(spec: &Spec) -> Glyph {
    match spec.kind().picture() {
        Picture::Table => Glyph::Profile,
        Picture::Bars => Glyph::Chart,
        Picture::Points | Picture::Line => Glyph::Line,
    }
}
