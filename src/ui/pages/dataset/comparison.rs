//! `/session/<uuid>/data/<id>/compare/<id>`: two versions side by side.

use crate::{
    charts::number,
    shared::{
        analysis::Cell,
        comparison::{Changed, Comparison, Rows},
        dataset::{Dataset, titled},
        dataset_page::ComparisonPage,
        served::Served,
    },
    ui::{
        components::{cell_text::cell_text, name::name as set_apart, stale_note},
        navigation::url,
        pages::plain::{PlainDocument, print},
    },
};
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: ComparisonPage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: ComparisonPage) -> impl IntoView {
    let ComparisonPage {
        me,
        look,
        session,
        before,
        now,
        found,
    } = page;
    let back = format!("/session/{session}/data/{}/about", now.dataset_id);
    let columns = stale_note::change(&before.change_to(&now), now.version);
    view! {
        <PlainDocument options title="Versions compared" skip="Skip to the differences" me look wide=true>
            <main class="reading" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"What is different in " <bdi>{titled(&now.name, now.version)}</bdi></h1>
                    <a class="linkish" href=url(&back)>"Name and versions"</a>
                </div>
                <p class="lede">"Against " <bdi>{titled(&before.name, before.version)}</bdi> ". " {columns} "."</p>
                {match found {
                    Ok(found) => view! { <Differences found before now/> }.into_any(),
                    Err(why) => view! { <p class="error" role="alert">{why}</p> }.into_any(),
                }}
            </main>
        </PlainDocument>
    }
}

#[component]
fn Differences(found: Comparison, before: Dataset, now: Dataset) -> impl IntoView {
    let Comparison {
        key,
        columns,
        more_columns,
        gone,
        added,
        changed,
        changes,
        by_column,
    } = found;
    let how = match key.as_slice() {
        [] => "No column tells rows apart in both, so rows are compared whole: one with another value counts as gone and as new.".to_owned(),
        names => format!(
            "Rows are known by {}.",
            names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(" and ")
        ),
    };
    let more = (more_columns > 0).then(|| {
        let more = number::count(more_columns, "more column is", "more columns are");
        view! { <p class="hint">{more}" not compared."</p> }
    });
    let in_columns = by_column.into_iter().map(|(name, count)| {
        view! { <li>{set_apart(&name)}": "{number::count(count, "row", "rows")}</li> }.into_any()
    });
    let in_columns: Vec<AnyView> = in_columns.collect();
    let same = gone.count + added.count + changed == 0;
    view! {
        <p class="hint">{how}</p>
        {more}
        {same.then(|| view! { <p>"Every row is in both, with the same values."</p> })}
        {(changed > 0).then(|| view! {
            <section class="differences">
                <h2>{number::count(changed, "row has other values", "rows have other values")}</h2>
                <ul class="in-columns">{in_columns}</ul>
                <ChangedRows key changes changed/>
            </section>
        })}
        <Listed words=format!("only in v{}", now.version) rows=added columns=columns.clone()/>
        <Listed words=format!("only in v{}", before.version) rows=gone columns/>
    }
}

#[component]
fn ChangedRows(key: Vec<String>, changes: Vec<Changed>, changed: i64) -> impl IntoView {
    let shown = changes.len() as i64;
    let heads = key
        .iter()
        .map(|name| view! { <th scope="col"><bdi>{name.clone()}</bdi></th> }.into_any());
    let rows = changes.into_iter().map(|change| {
        let values = change.values.into_iter().map(|value| {
            view! {
                <li>
                    {set_apart(&value.column)}" "<del>{cell_text(&value.before)}</del>" "
                    <ins>{cell_text(&value.now)}</ins>
                </li>
            }
            .into_any()
        });
        view! {
            <tr>{cells(change.key)}<td><ul class="changed-values">{values.collect::<Vec<_>>()}</ul></td></tr>
        }
        .into_any()
    });
    view! {
        <div class="grid-wrap" role="region" tabindex="0" aria-label="Rows with other values">
            <table class="grid">
                <caption class="sr-only">"Rows with other values"</caption>
                <thead><tr>{heads.collect::<Vec<_>>()}<th scope="col">"Before and now"</th></tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
        {rest(changed - shown)}
    }
}

/// Rows of one version alone; nothing where there are none.
#[component]
fn Listed(words: String, rows: Rows, columns: Vec<String>) -> impl IntoView {
    let Rows { count, rows } = rows;
    let [label, caption] = [(); 2].map(|()| format!("Rows {words}"));
    let title = format!("{} {words}", number::count(count, "row", "rows"));
    let shown = rows.len() as i64;
    let heads = columns
        .into_iter()
        .map(|name| view! { <th scope="col"><bdi>{name}</bdi></th> }.into_any());
    let heads: Vec<AnyView> = heads.collect();
    let rows = rows
        .into_iter()
        .map(|row| view! { <tr>{cells(row)}</tr> }.into_any());
    let rows: Vec<AnyView> = rows.collect();
    (count > 0).then(|| {
        view! {
            <section class="differences">
                <h2>{title}</h2>
                <div class="grid-wrap" role="region" tabindex="0" aria-label=label>
                    <table class="grid">
                        <caption class="sr-only">{caption}</caption>
                        <thead><tr>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {rest(count - shown)}
            </section>
        }
    })
}

fn cells(row: Vec<Cell>) -> Vec<AnyView> {
    let cell = |cell: Cell| {
        let class = if cell == Cell::Null { "null" } else { "" };
        view! { <td><span class=class>{cell_text(&cell)}</span></td> }.into_any()
    };
    row.into_iter().map(cell).collect()
}

/// What is counted and not shown.
fn rest(more: i64) -> Option<AnyView> {
    (more > 0).then(|| {
        let more = number::count(more, "more row", "more rows");
        view! { <p class="hint">"And "{more}"."</p> }.into_any()
    })
}
