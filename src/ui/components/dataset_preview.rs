//! The card of a data set: its columns and, page by page, its rows.
//!
//! Rows are fetched in the browser; the server's HTML has the columns.

use super::{
    avatar::{Avatar, AvatarSize},
    name::{name as set_apart, version_word, whole},
    shown::Shown,
    sure::Sure,
    time::TimeAgo,
};
use crate::charts::number;
use crate::client::http;
use crate::shared::{
    analysis::{Cell, Num},
    anchor::CardId,
    dataset::{Column, Dataset, RowPage},
    decimal::shortest,
    ids::DatasetId,
};
use leptos::{prelude::*, task::spawn_local};

const PAGE_ROWS: i64 = 50;

#[component]
pub fn DatasetPreview(
    dataset: Dataset,
    #[prop(into)] color: Signal<u8>,
    /// Whether the reader may take it away.
    #[prop(into)]
    removable: Signal<bool>,
    #[prop(into)] on_remove: Callback<DatasetId>,
    /// Where it is said how it was read.
    reading: String,
) -> impl IntoView {
    let dataset_id = dataset.dataset_id;
    let rows = Rows::of(dataset.dataset_id);
    Effect::new(move |_| rows.fetch(rows.wanted.get()));
    let card = CardId::Dataset(dataset.dataset_id);
    let title_id = format!("{card}-title");
    let name = dataset.title();
    let version = version_word(&dataset);
    let by = StoredValue::new(dataset.by.name.clone());
    let total = dataset.rows;
    let position = move || match rows.page.get() {
        None => number::count(total, "row", "rows"),
        Some(page) => position(&page),
    };
    let at_end = move || {
        rows.page.with(|page| {
            page.as_ref()
                .is_none_or(|page| page.offset + page.rows.len() as i64 >= page.total)
        })
    };
    let columns = dataset.columns.clone();
    view! {
        <article
            class="card span-2"
            id=card.to_string()
            aria-labelledby=title_id.clone()
        >
            <header class="card-head">
                <h2 class="card-title" id=title_id.clone() tabindex="-1">{set_apart(&dataset.name)}{version}</h2>
                <div class="card-tools">
                    <button
                        class="btn small"
                        type="button"
                        disabled=move || rows.page.with(|page| page.as_ref().is_none_or(|p| p.offset == 0))
                        on:click=move |_| rows.turn(-PAGE_ROWS)
                    >
                        "Previous rows"
                    </button>
                    <button
                        class="btn small"
                        type="button"
                        disabled=at_end
                        on:click=move |_| rows.turn(PAGE_ROWS)
                    >
                        "Next rows"
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
                <p class="card-sub">{subtitle(&dataset)}</p>
                {more_notes(&dataset.notes)}
                <a class="linkish reading-link" href=reading>"How it was read"</a>
            </header>
            <div
                class="grid-wrap"
                role="region"
                tabindex="0"
                aria-label=format!("{name}, rows")
                aria-busy=move || rows.is_loading().to_string()
            >
                <table class="grid">
                    <caption class="sr-only">{format!("Rows of {name}")}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="rownum wide-only">
                                <span class="sr-only">"Row"</span>
                            </th>
                            {columns.iter().map(heading).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {move || rows.page.get().map(|page| body(&page, &columns))}
                    </tbody>
                </table>
            </div>
            {move || rows.trouble.get().map(|sentence| view! {
                <p class="fail-note" role="alert">
                    {sentence}
                    <button class="btn small" type="button" on:click=move |_| rows.turn(0)>
                        "Try again"
                    </button>
                </p>
            })}
            <footer class="card-foot">
                <span class="who">
                    {move || view! {
                        <Avatar
                            name=by.get_value()
                            color=color.get()
                            size=AvatarSize::Tiny
                        />
                    }}
                    <span>{set_apart(&dataset.by.name)}", "<TimeAgo at_ms=dataset.at/></span>
                </span>
                <span class="spacer"></span>
                <span aria-live="polite">{move || position()}</span>
            </footer>
        </article>
    }
}

/// Which page is wanted and which is here.
#[derive(Clone, Copy)]
struct Rows {
    dataset_id: DatasetId,
    wanted: RwSignal<i64>,
    page: RwSignal<Option<RowPage>>,
    trouble: RwSignal<Option<String>>,
}

impl Rows {
    fn of(dataset_id: DatasetId) -> Self {
        Self {
            dataset_id,
            wanted: RwSignal::new(0),
            page: RwSignal::new(None),
            trouble: RwSignal::new(None),
        }
    }

    fn is_loading(self) -> bool {
        let here = self.page.with(|page| page.as_ref().map(|page| page.offset));
        here != Some(self.wanted.get()) && self.trouble.with(Option::is_none)
    }

    fn turn(self, by: i64) {
        self.wanted.update(|offset| *offset = (*offset + by).max(0));
    }

    /// Fetches the page at `offset`; an answer that is no longer wanted is dropped.
    fn fetch(self, offset: i64) {
        let url = format!(
            "/api/datasets/{}/rows?offset={offset}&limit={PAGE_ROWS}",
            self.dataset_id
        );
        spawn_local(async move {
            let answer = http::get_json::<RowPage>(&url).await;
            if self.wanted.try_get_untracked() != Some(offset) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.trouble.set(None);
                    self.page.set(Some(page));
                }
                Err(error) => self.trouble.set(Some(error.message)),
            }
        });
    }
}

/// "Rows 1–50 of 10,000"
fn position(page: &RowPage) -> String {
    if page.rows.is_empty() {
        return number::count(page.total, "row", "rows");
    }
    let first = page.offset + 1;
    let last = page.offset + page.rows.len() as i64;
    format!(
        "Rows {}–{} of {}",
        number::integer(first),
        number::integer(last),
        number::integer(page.total)
    )
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

fn heading(column: &Column) -> impl IntoView + use<> {
    let class = if column.column_type.is_numeric() {
        "n"
    } else {
        ""
    };
    view! {
        <th scope="col" class=class title=whole(&column.name)>
            <span class="col">
                {set_apart(&column.name)} " " <span class="kind">{column.column_type.word()}</span>
            </span>
        </th>
    }
}

fn body(page: &RowPage, columns: &[Column]) -> impl IntoView + use<> {
    let numeric: Vec<bool> = columns
        .iter()
        .map(|column| column.column_type.is_numeric())
        .collect();
    let rows = page
        .rows
        .iter()
        .zip(page.offset + 1..)
        .map(|(row, number)| {
            let cells = row.iter().enumerate().map(|(at, cell)| {
                let class = if numeric.get(at).copied().unwrap_or_default() {
                    "n"
                } else {
                    ""
                };
                view! { <td class=class title=whole(&cell_text(cell))>{cell_view(cell)}</td> }
            });
            view! {
                <tr>
                    <th scope="row" class="rownum wide-only">{number}</th>
                    {cells.collect_view()}
                </tr>
            }
        });
    rows.collect_view()
}

fn cell_view(cell: &Cell) -> AnyView {
    match cell {
        Cell::Null => view! { <span class="null">"null"</span> }.into_any(),
        other => cell_text(other).into_any(),
    }
}

/// A value as it stands in the file, with a true minus and no rounding.
pub fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Null => "null".into(),
        Cell::Bool(true) => "yes".into(),
        Cell::Bool(false) => "no".into(),
        Cell::Int(number) => number.to_string().replace('-', "−"),
        Cell::Num(Num(number)) => shortest(*number).replace('-', "−"),
        Cell::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_position_counts_from_one() {
        let page = |offset, rows: usize, total| RowPage {
            offset,
            total,
            numbers: vec![],
            rows: vec![vec![]; rows],
        };
        assert_eq!(position(&page(0, 50, 10_000)), "Rows 1–50 of 10,000");
        assert_eq!(
            position(&page(1_450, 11, 1_461)),
            "Rows 1,451–1,461 of 1,461"
        );
        assert_eq!(position(&page(0, 0, 0)), "0 rows");
    }

    #[test]
    fn cells_are_not_rounded() {
        assert_eq!(cell_text(&Cell::Num(Num(-7.125))), "−7.125");
        assert_eq!(cell_text(&Cell::Int(-2015)), "−2015");
        assert_eq!(cell_text(&Cell::Text("007".into())), "007");
    }
}
