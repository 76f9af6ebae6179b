//! `/session/<uuid>/data/<id>`: how a file was read, and another way to read it. Printed by the server alone; what
//! one tries is seen by nobody else until it is applied.

mod columns;
mod findings;

use super::plain::{PlainDocument, print};
use crate::{
    charts::number,
    shared::{
        analysis::Cell,
        reading::{DecimalMark, Reading},
        reading_page::{ReadingPage, Shown},
        served::Served,
        text::marked,
    },
    ui::{components::dataset_preview::cell_text, navigation::url},
};
use columns::Columns;
use findings::Findings;
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: ReadingPage) -> String {
    print(served, move || view! { <Document options page/> })
}

const ENCODINGS: [&str; 14] = [
    "UTF-8",
    "UTF-16LE",
    "UTF-16BE",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "ISO-8859-2",
    "Shift_JIS",
    "EUC-JP",
    "GBK",
    "Big5",
    "EUC-KR",
];

const DELIMITERS: [(&str, &str); 5] = [
    (",", "comma"),
    (";", "semicolon"),
    ("\t", "tab"),
    ("|", "bar"),
    (" ", "blanks"),
];

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
                {problem.map(|problem| view! { <p class="error" role="alert">{problem}</p> })}
                <form id="reading" method="post" action=address>
                    <input type="hidden" name="decisions" value=decided/>
                    // The first button is the one that Enter presses.
                    <button class="sr-only" type="submit" name="then" value="try" tabindex="-1" aria-hidden="true">"Show"</button>
                    {shown.ok().map(|shown| view! { <Body shown/> })}
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
fn Body(shown: Shown) -> impl IntoView {
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
        <Findings findings=report.findings choices=report.choices/>
        <Layout reading=reading.clone()/>
        <Columns reading columns=columns.clone()/>
        <h2>"What comes of it"</h2>
        <p class="hint" role="status">{said}</p>
        <div class="reading-sides">
            <Lines lines left_out is_cut/>
            <Table names=columns.into_iter().map(|column| column.name).collect() rows/>
        </div>
    }
}

#[component]
fn Layout(reading: Reading) -> impl IntoView {
    let encodings = ENCODINGS.iter().map(|name| (*name, *name));
    let known = ENCODINGS.contains(&reading.encoding.as_str());
    let encoding = reading.encoding.clone();
    let own = (!known).then(|| view! { <option selected>{encoding}</option> });
    let delimiter = reading.delimiter.to_string();
    let decimal = match reading.decimal_mark {
        DecimalMark::Point => "point",
        DecimalMark::Comma => "comma",
    };
    view! {
        <h2>"The file"</h2>
        <div class="reading-fields">
            <div class="field">
                <label for="encoding">"Encoding"</label>
                <select class="input" id="encoding" name="encoding">{own}{options(encodings, &reading.encoding)}</select>
            </div>
            <div class="field">
                <label for="delimiter">"Between values"</label>
                <select class="input" id="delimiter" name="delimiter">{options(DELIMITERS.into_iter(), &delimiter)}</select>
            </div>
            <div class="field">
                <label for="decimal_mark">"Before decimals"</label>
                <select class="input" id="decimal_mark" name="decimal_mark">
                    {options([("point", "point: 1,234.5"), ("comma", "comma: 1.234,5")].into_iter(), decimal)}
                </select>
            </div>
            {count("skip_above", "Lines left out above", reading.skip_above)}
            {count("header_rows", "Rows of names", u64::from(reading.header_rows))}
            {count("skip_below", "Lines left out below", reading.skip_below)}
            <div class="field">
                <label for="missing_in_text">"Words for missing, among texts"</label>
                <input
                    class="input" id="missing_in_text" name="missing_in_text" type="text" autocomplete="off"
                    placeholder="n/a, none" value=reading.missing_in_text.join(", ")
                />
            </div>
        </div>
    }
}

fn count(name: &'static str, label: &'static str, value: u64) -> AnyView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input class="input" id=name name=name type="number" min="0" inputmode="numeric" value=value.to_string()/>
        </div>
    }
    .into_any()
}

/// Values with their words; one is chosen.
fn options<'a>(all: impl Iterator<Item = (&'a str, &'a str)>, chosen: &str) -> Vec<AnyView> {
    let option = |(value, words): (&str, &str)| {
        let selected = value == chosen;
        let (value, words) = (value.to_owned(), words.to_owned());
        view! { <option value=value selected=selected>{words}</option> }.into_any()
    };
    all.map(option).collect()
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
