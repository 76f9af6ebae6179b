//! `/session/<uuid>/report`: all runs of a session on one page, each with what it is of and whether that is the newest.
//! Printed by the server alone.

use super::plain::{PlainDocument, print};
use crate::ui::lean::memo;
use crate::{
    charts::{self, number},
    shared::{
        account::Person,
        analysis::Output,
        dataset::Dataset,
        report_page::{ReportPage, ReportedRun},
        served::Served,
        session::{Run, notes::Note, runs::RunStatus},
        text::isolated,
    },
    ui::{
        components::{name::name, result_table::ResultTable, stale_note, time::TimeAgo},
        navigation::url,
    },
};
use leptos::prelude::*;

/// As wide as paper takes.
const WIDTH: u32 = 640;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: ReportPage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: ReportPage) -> impl IntoView {
    let ReportPage {
        me,
        look,
        session,
        title,
        people,
        at,
        datasets,
        runs,
        notes,
    } = page;
    let address = url(&format!("/session/{session}"));
    let stale = runs.iter().filter(|one| is_stale(one)).count();
    let none = runs.is_empty();
    let cards: Vec<_> = runs.into_iter().map(|one| card(one, &address)).collect();
    let data: Vec<_> = datasets.into_iter().map(source).collect();
    let notes: Vec<_> = notes
        .into_iter()
        .map(|note| note_link(note, &address))
        .collect();
    view! {
        <PlainDocument options title="Report" skip="Skip to the report" me look>
            <main class="reading report" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"Report of "<bdi>{title}</bdi></h1>
                    <a class="linkish" href=address.clone()>"Back to the session"</a>
                </div>
                <p class="lede">{everyone(&people)}". Made "<TimeAgo at_ms=at/>"."</p>
                {(stale > 0).then(|| view! {
                    <p class="stale-note">
                        {number::count(stale as i64, "run is not of the newest data.", "runs are not of the newest data.")}
                        " Each says so."
                    </p>
                })}
                {none.then(|| view! { <p class="hint">"No runs yet."</p> })}
                {cards}
                {(!data.is_empty()).then(|| view! { <h2>"Data"</h2> })}
                <ul class="versions">{data}</ul>
                {(!notes.is_empty()).then(|| view! { <h2>"Notes"</h2> })}
                <ul class="versions">{notes}</ul>
            </main>
        </PlainDocument>
    }
}

fn everyone(people: &[Person]) -> String {
    let names: Vec<String> = people.iter().map(|one| isolated(&one.name)).collect();
    names.join(", ")
}

fn is_stale(one: &ReportedRun) -> bool {
    one.newer.is_some() && one.dataset.as_ref().is_some_and(|of| of.removal.is_none())
}

fn card(one: ReportedRun, address: &str) -> AnyView {
    let stale = is_stale(&one);
    let ReportedRun {
        run,
        dataset,
        newer,
        output,
    } = one;
    let of = dataset.as_ref().map_or("", |of| of.name.as_str());
    let title = run.spec.title(of);
    let href = format!("{address}#run-{}", run.run_id);
    let said = said(&run, dataset.as_ref(), output.is_some());
    let old = dataset.as_ref().zip(newer.as_ref()).filter(|_| stale);
    let old = old.map(|(of, newer)| stale_note::words(of, newer, &run.spec));
    let from = dataset.as_ref().map(|of| match run.as_of {
        Some(as_of) => format!(
            "From {}, {} of then",
            of.title(),
            number::count(as_of.rows, "row", "rows")
        ),
        None => format!(
            "From {}, {}",
            of.title(),
            number::count(of.rows, "row", "rows")
        ),
    });
    view! {
        <article class="card report-card" data-stale=stale.then_some("")>
            <header class="card-head">
                <h2 class="card-title"><a href=href>{title.clone()}</a></h2>
            </header>
            {old.map(|words| view! { <p class="stale-note"><strong>"Stale. "</strong>{words}</p> })}
            {said.map(|words| view! { <p class="hint report-said">{words}</p> })}
            {output.map(|output| result(output, title))}
            <footer class="card-foot">
                <span>{name(&run.by.name)}", "<TimeAgo at_ms=run.changed_at/></span>
                <span class="spacer"></span>
                <span>{from}</span>
            </footer>
        </article>
    }
    .into_any()
}

/// What stands in the place of a result.
fn said(run: &Run, dataset: Option<&Dataset>, has_result: bool) -> Option<String> {
    if let Some(removed) = dataset.and_then(Dataset::removed) {
        return Some(format!("{removed}. The result went with it."));
    }
    match run.status {
        RunStatus::Done if has_result => None,
        RunStatus::Done => Some("The result is not there any more.".to_owned()),
        RunStatus::Queued | RunStatus::Running => Some("This run has not ended yet.".to_owned()),
        RunStatus::Cancelled => Some("This run was stopped.".to_owned()),
        RunStatus::Failed => run.error.clone().or(Some("The run failed.".to_owned())),
    }
}

fn result(output: Output, title: String) -> AnyView {
    let svg = charts::draw(&output.chart, WIDTH).svg;
    let table = output.table;
    view! {
        <p class="card-sub">{output.summary}</p>
        <div class="card-body report-picture" inner_html=svg></div>
        <div class="table-wrap"><ResultTable table=memo(move || table.clone()) caption=title/></div>
    }
    .into_any()
}

fn source(dataset: Dataset) -> AnyView {
    let size = match dataset.removed() {
        Some(removed) => removed,
        None => format!(
            "{}, {}",
            number::count(dataset.rows, "row", "rows"),
            number::count(dataset.columns.len() as i64, "column", "columns")
        ),
    };
    view! {
        <li class="version">
            <strong>{dataset.title()}</strong>
            <span>{size}</span>
            <span class="hint">{name(&dataset.by.name)}", "<TimeAgo at_ms=dataset.at/></span>
        </li>
    }
    .into_any()
}

fn note_link(note: Note, address: &str) -> AnyView {
    let href = format!("{address}/notes/{}", note.note_id);
    view! { <li class="version"><a class="linkish" href=href><bdi>{note.title}</bdi></a></li> }
        .into_any()
}
