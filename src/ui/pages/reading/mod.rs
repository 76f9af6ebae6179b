//! `/session/<uuid>/data/<id>`: how a file was read, and another way to read it. Printed by the server alone; what
//! one tries is seen by nobody else until it is applied.

mod alike;
mod columns;
mod findings;
mod layout;

use super::plain::{PlainDocument, print};
use crate::{
    charts::number,
    shared::{
        analysis::Cell,
        reading::FileFormat,
        reading_page::{ReadingPage, Shown},
        served::Served,
        text::marked,
    },
    ui::{components::cell_text::cell_text, navigation::url},
};
use alike::Offer;
use columns::Columns;
use findings::Findings;
use layout::Layout;
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: ReadingPage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: ReadingPage) -> impl IntoView {
    let ReadingPage {
        me,
        look,
        session,
        dataset_id,
        title,
        decisions,
        shown,
        offer,
        after,
        find,
        zones,
        problem,
    } = page;
    let address = url(&format!("/session/{session}/data/{dataset_id}"));
    let problem = problem.or_else(|| shown.as_ref().err().cloned());
    let decided = serde_json::to_string(&decisions).unwrap_or_default();
    view! {
        <PlainDocument options title="How it was read" skip="Skip to the reading" me look script="/reading.js" wide=true>
            <main class="reading" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"How " <bdi>{title}</bdi> " is read"</h1>
                    <a class="linkish" href=url(&format!("/session/{session}"))>"Back to the session"</a>
                </div>
                <p class="lede">
                    "Only you see what you change here, until you apply it: then it is the next version, for everyone."
                </p>
                {after.map(|before| view! {
                    <p class="hint">
                        "The rows of " <bdi>{before}</bdi> " come before those of this file, which has their types unless something else is said here."
                    </p>
                })}
                {problem.map(|problem| view! { <p class="error" role="alert">{problem}</p> })}
                <form id="reading" method="post" action=address>
                    <input type="hidden" name="decisions" value=decided/>
                    // The first button is the one that Enter presses.
                    <button class="sr-only" type="submit" name="then" value="try" tabindex="-1" aria-hidden="true">"Show"</button>
                    {offer.map(|alike| view! { <Offer alike/> })}
                    {shown.ok().map(|shown| view! { <Body shown find zones/> })}
                    <div class="reading-acts">
                        <button class="btn primary" type="submit" name="then" value="apply">"Apply for everyone"</button>
                        <button class="btn" type="submit" name="then" value="try">"Show what comes of it"</button>
                        <button class="btn quiet" type="submit" name="then" value="forget">"As proposed"</button>
                    </div>
                </form>
            </main>
        </PlainDocument>
    }
}

#[component]
fn Body(
    shown: Shown,
    /// What the names of columns were searched for.
    find: String,
    zones: Vec<&'static str>,
) -> impl IntoView {
    let Shown {
        report,
        columns,
        rows,
        lines,
        is_cut,
        total,
    } = shown;
    let reading = report.reading;
    let said = match is_cut {
        true => format!(
            "The beginning of the file gives {}.",
            number::count(total, "row", "rows")
        ),
        false => format!("It gives {}.", number::count(total, "row", "rows")),
    };
    let left_out = (reading.skip_above, reading.skip_below);
    view! {
        <Findings findings=report.findings choices=report.choices columns=reading.columns.clone() format=report.format/>
        <Layout reading=reading.clone() format=report.format inside=report.inside/>
        {(report.format != FileFormat::Columns).then(|| view! { <Columns reading columns=columns.clone() find zones/> })}
        <h2>"What comes of it"</h2>
        <p class="hint" role="status">{said}</p>
        <div class="reading-sides">
            {(!lines.is_empty()).then(|| view! { <Lines lines left_out is_cut/> })}
            <Table names=columns.into_iter().map(|column| column.name).collect() rows/>
        </div>
    }
}

/// The file as it stands, with the numbers that an editor shows.
#[component]
fn Lines(lines: Vec<String>, left_out: (u64, u64), is_cut: bool) -> impl IntoView {
    let count = lines.len() as u64;
    let (above, below) = left_out;
    let end = if is_cut {
        count
    } else {
        count.saturating_sub(below)
    };
    let rows = (1..).zip(lines).map(|(number, line): (u64, String)| {
        let out = (number <= above || number > end).then_some("");
        let line = marked(&line).into_owned();
        view! { <tr data-out=out><th scope="row" class="rownum">{number}</th><td>{line}</td></tr> }
            .into_any()
    });
    view! {
        <div class="grid-wrap" role="region" tabindex="0" aria-label="The file, line by line">
            <table class="grid lines">
                <caption class="sr-only">"Lines of the file"</caption>
                <thead><tr><th scope="col" class="rownum">"Line"</th><th scope="col">"As it stands"</th></tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Table(names: Vec<String>, rows: Vec<Vec<Cell>>) -> impl IntoView {
    let heads = names
        .into_iter()
        .map(|name| view! { <th scope="col"><bdi>{name}</bdi></th> }.into_any());
    let rows = rows.into_iter().map(|row| {
        let cells = row.into_iter().map(|cell| {
            let class = if cell == Cell::Null { "null" } else { "" };
            view! { <td><span class=class>{cell_text(&cell)}</span></td> }.into_any()
        });
        view! { <tr>{cells.collect::<Vec<_>>()}</tr> }.into_any()
    });
    view! {
        <div class="grid-wrap" role="region" tabindex="0" aria-label="The table that it becomes">
            <table class="grid">
                <caption class="sr-only">"The first rows"</caption>
                <thead><tr>{heads.collect::<Vec<_>>()}</tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
}
