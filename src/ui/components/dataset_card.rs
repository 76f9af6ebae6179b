//! The card of a data set: what it is, how it was read, and its rows in a grid.

use super::{
    avatar::{Avatar, AvatarSize},
    grid::{DataGrid, Grid, GridFoot},
    name::{name as set_apart, version_word},
    shown::Shown,
    sure::Sure,
    time::TimeAgo,
};
use crate::charts::number;
use crate::shared::{
    anchor::CardId,
    dataset::{Dataset, titled},
    ids::DatasetId,
    protocol::RowsAppended,
    text::drawn,
    view::View,
};
use leptos::prelude::*;

#[component]
pub fn DatasetCard(
    dataset: Dataset,
    /// What it is called now.
    name: Memo<String>,
    /// What is said of it now.
    about: Memo<String>,
    /// How many rows it has now.
    rows: Memo<i64>,
    /// What was heard last of a live data set.
    appended: RwSignal<Option<RowsAppended>>,
    color: u8,
    /// The view that everyone is shown.
    shown: Memo<View>,
    /// The view that the reader asked for last from elsewhere, and of which data set.
    looked_at: RwSignal<Option<(DatasetId, View)>>,
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
) -> impl IntoView {
    let dataset_id = dataset.dataset_id;
    let grid = Grid::of(&dataset, shown);
    Effect::new(move |_| {
        if let Some((of, view)) = &*looked_at.read()
            && *of == dataset_id
        {
            grid.show(view.clone());
        }
    });
    Effect::new(move |_| {
        let appended = appended.read();
        if let Some(told) = appended
            .as_ref()
            .filter(|told| told.dataset_id == dataset_id)
        {
            grid.appended(told.rows);
        }
    });
    let card = CardId::Dataset(dataset.dataset_id);
    let title_id = format!("{card}-title");
    let version = dataset.version;
    let (of, live) = (dataset.clone(), dataset.live);
    let title = Memo::new(move |_| titled(&name.read(), version));
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
                    <Shown when=move || removable.get()>
                        <Sure
                            word="Remove"
                            question="Its rows go for good, and what was made of them."
                            yes="Remove for everyone"
                            on_yes=move |()| on_remove.run(dataset_id)
                        />
                    </Shown>
                </div>
                <p class="card-sub">{move || subtitle(&of, rows.get())}</p>
                <Shown when=move || !about.read().is_empty()>
                    <p class="card-about" dir="auto">{move || drawn(&about.read()).into_owned()}</p>
                </Shown>
                {more_notes(&dataset.notes)}
                <p class="reading-link">
                    {(!live).then(|| view! { <a class="linkish" href=page>"How it was read"</a> " " })}
                    <a class="linkish" href=details>"Name and versions"</a>
                </p>
            </header>
            <DataGrid grid name=title can_show on_show/>
            <footer class="card-foot">
                <span class="who">
                    <Avatar name=dataset.by.name.clone() color size=AvatarSize::Tiny/>
                    <span>{set_apart(&dataset.by.name)}", "<TimeAgo at_ms=dataset.at/></span>
                </span>
                <span class="spacer"></span>
                <GridFoot grid/>
            </footer>
        </article>
    }
}

fn subtitle(dataset: &Dataset, rows: i64) -> String {
    let size = format!(
        "{}, {}",
        number::count(rows, "row", "rows"),
        number::count(dataset.columns.len() as i64, "column", "columns"),
    );
    let size = match dataset.live {
        true => format!("{size}. Rows are added as they come."),
        false => format!("{size}, {}.", number::bytes(dataset.bytes)),
    };
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
