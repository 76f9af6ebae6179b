//! The card of a data set: what it is, how it was read, and its rows in a grid.

use super::{
    avatar::{Avatar, AvatarSize},
    comments_mark::CommentsMark,
    grid::{DataGrid, Grid, GridFoot},
    live_line::LiveLine,
    name::{name as set_apart, version_word},
    sample_line::SampleLine,
    shown::Shown,
    sure::Sure,
    time::TimeAgo,
};
use crate::charts::number;
use crate::shared::{
    anchor::{Anchor, CardId},
    dataset::{Dataset, Sample, titled},
    ids::DatasetId,
    text::drawn,
    view::View,
};
use crate::ui::{
    lean::{effect, memo},
    live::{AppendsTo, Leap, Talk, Together},
};
use leptos::prelude::*;

#[component]
pub fn DatasetCard(
    dataset: Dataset,
    /// What it is called now.
    name: Memo<String>,
    /// What is said of it now.
    about: Memo<String>,
    color: u8,
    /// The view that everyone is shown.
    shown: Memo<View>,
    /// What the reader asked to see last from elsewhere.
    looked_at: RwSignal<Option<Leap>>,
    /// The open comments on it and in it.
    comments: Memo<Vec<String>>,
    #[prop(into)] on_talk: Callback<Talk>,
    /// Whether the reader may show everyone another.
    #[prop(into)]
    can_show: Signal<bool>,
    #[prop(into)] on_show: Callback<View>,
    /// Whether the reader may take it away.
    #[prop(into)]
    removable: Signal<bool>,
    #[prop(into)] on_remove: Callback<DatasetId>,
    /// Where its own page is.
    page: String,
    /// How many rows it has by now, where it is live.
    appended: AppendsTo,
    /// How the built-in source does, where it has one.
    sample: Memo<Option<Sample>>,
    #[prop(into)] on_sample: Callback<String>,
    /// Who follows the reader, and whom they follow.
    together: Together,
) -> impl IntoView {
    let dataset_id = dataset.dataset_id;
    let grid = Grid::of(&dataset, shown, appended);
    effect(move || {
        if let Some(look) = &*looked_at.read()
            && look.dataset_id == dataset_id
        {
            grid.look(look);
        }
    });
    effect(move || grid.see(together.sight(dataset_id)));
    effect(move || {
        if together.watched().get() {
            together.tell_grid(grid.place());
        }
    });
    grid.hang(comments);
    let place = Anchor::Dataset(dataset_id);
    let card = CardId::Dataset(dataset_id);
    let title_id = format!("{card}-title");
    let (version, live) = (dataset.version, dataset.live);
    let title = memo(move || titled(&name.read(), version));
    let version = version_word(&dataset);
    let details = format!("{page}/about");
    view! {
        <article
            class="card span-2"
            id=card.to_string()
            aria-labelledby=title_id.clone()
        >
            <header class="card-head">
                <h2 class="card-title" id=title_id.clone() tabindex="-1">{move || set_apart(&name.read())}{version}</h2>
                <div class="card-tools">
                    <CommentsMark comments on_open=move |()| on_talk.run((place, None))/>
                    <button
                        class="btn small quiet"
                        type="button"
                        on:click=move |_| on_talk.run((place, Some(Box::new(grid.seen()))))
                    >
                        "Discuss"
                    </button>
                    <Shown when=move || removable.get()>
                        <Sure
                            word="Remove"
                            question="Its rows go for good, and what was made of them."
                            yes="Remove for everyone"
                            on_yes=move |()| on_remove.run(dataset_id)
                        />
                    </Shown>
                </div>
                {match dataset.live {
                    true => view! { <LiveLine appended rows=dataset.rows columns=dataset.columns.len()/> }.into_any(),
                    false => view! { <p class="card-sub">{subtitle(&dataset)}</p> }.into_any(),
                }}
                {dataset.sample.is_some().then(|| {
                    let address = format!("/api/datasets/{dataset_id}/sample");
                    view! { <SampleLine sample address on_set=on_sample/> }
                })}
                <Shown when=move || !about.read().is_empty()>
                    <p class="card-about" dir="auto">{move || drawn(&about.read()).into_owned()}</p>
                </Shown>
                {more_notes(&dataset.notes)}
                <p class="reading-link">
                    {(!live).then(|| view! { <a class="linkish" href=page>"How it was read"</a> " " })}
                    <a class="linkish" href=details>"Name and versions"</a>
                </p>
            </header>
            <DataGrid grid name=title can_show on_show on_talk/>
            <footer class="card-foot">
                <span class="who">
                    <Avatar name=dataset.by.name.clone() color size=AvatarSize::Tiny/>
                    <span>{set_apart(&dataset.by.name)}", "<TimeAgo at_ms=dataset.at/></span>
                </span>
                <span class="spacer"></span>
                <GridFoot grid live=dataset.live/>
            </footer>
        </article>
    }
}

fn subtitle(dataset: &Dataset) -> String {
    let size = format!(
        "{}, {}, {}.",
        number::count(dataset.rows, "row", "rows"),
        number::count(dataset.columns.len() as i64, "column", "columns"),
        number::bytes(dataset.bytes)
    );
    match dataset.notes.first() {
        None => size,
        Some(note) => format!("{size} {note}"),
    }
}

/// What else there is to know of how it was read.
fn more_notes(notes: &[String]) -> Option<AnyView> {
    let more = notes.get(1..).filter(|more| !more.is_empty())?;
    let notes = more
        .iter()
        .map(|note| view! { <li>{note.clone()}</li> }.into_any());
    Some(
        view! {
            <details class="notes">
                <summary>{number::count(more.len() as i64, "more note", "more notes")}</summary>
                <ul>{notes.collect::<Vec<_>>()}</ul>
            </details>
        }
        .into_any(),
    )
}
