//! `/session/<uuid>/data/<id>/about`: what a data set is called, what is said of it, and its versions. Printed by
//! the server alone.

mod comparison;

pub use comparison::document as comparison_document;

use super::plain::{PlainDocument, print};
use crate::{
    charts::number,
    shared::{
        dataset::{Dataset, MAX_NAME_CHARS},
        dataset_page::DatasetPage,
        ids::SessionId,
        served::Served,
        session::datasets::MAX_ABOUT_CHARS,
    },
    ui::{
        components::{kept_fields::KeptFields, name::name as set_apart, stale_note, time::TimeAgo},
        navigation::url,
    },
};
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: DatasetPage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: DatasetPage) -> impl IntoView {
    let DatasetPage {
        me,
        look,
        session,
        dataset,
        versions,
        kept,
        may_describe,
        name,
        about,
        problem,
    } = page;
    let (id, is_live) = (dataset.dataset_id, dataset.live);
    let of_data = move |page: &str| url(&format!("/session/{session}/data/{id}/{page}"));
    let address = of_data("about");
    let live = url(&format!("/session/{session}/live?from={id}"));
    let of_all = (versions.len() > 1).then_some("All versions have the same name. ");
    let rows = format!("/api/datasets/{}/rows", dataset.dataset_id);
    view! {
        <PlainDocument options title="Name and versions" skip="Skip to the data set" me look>
            <main class="reading" id="main" tabindex="-1">
                <div class="page-head">
                    <h1><bdi>{dataset.title()}</bdi></h1>
                    <a class="linkish" href=url(&format!("/session/{session}"))>"Back to the session"</a>
                </div>
                {problem.map(|problem| view! { <p class="error" role="alert">{problem}</p> })}
                {match may_describe {
                    true => view! {
                        <form class="card about-form" method="post" action=address>
                            <div class="field">
                                <label for="name">"Name"</label>
                                <input
                                    class="input" id="name" name="name" type="text" dir="auto" autocomplete="off"
                                    required maxlength=MAX_NAME_CHARS.to_string() value=name
                                />
                            </div>
                            <div class="field">
                                <label for="about">"What it is"</label>
                                <textarea
                                    class="input" id="about" name="about" dir="auto" rows="4"
                                    maxlength=MAX_ABOUT_CHARS.to_string() aria-describedby="about-hint"
                                >{about}</textarea>
                            </div>
                            <p class="hint" id="about-hint">{of_all}"Everyone in the session sees both."</p>
                            <div class="row"><button class="btn primary" type="submit">"Save for everyone"</button></div>
                        </form>
                    }.into_any(),
                    false => view! {
                        {(!dataset.about.is_empty()).then(|| view! { <p class="card-about" dir="auto">{dataset.about.clone()}</p> })}
                        <p class="hint">"Only whoever added it can rename and describe it, and the creator of the session."</p>
                    }.into_any(),
                }}
                {dataset.live.then(|| view! {
                    <h2>"Rows"</h2>
                    <p>
                        "Programs append them: POST JSON, NDJSON or CSV to "<code>{url(&rows)}</code>" with a "
                        <a class="linkish" href=url("/account/tokens")>"personal access token"</a>"."
                    </p>
                    <p><a class="linkish" href=of_data("rules")>"Rules that speak"</a>" when something is so in them."</p>
                })}
                {kept.filter(|_| may_describe).map(|kept| view! {
                    <form class="card about-form" method="post" action=of_data("keep")>
                        <KeptFields kept/>
                        <div class="row"><button class="btn" type="submit">"Keep so much"</button></div>
                    </form>
                })}
                {(!is_live).then(|| view! {
                    <h2>"Rows that come in"</h2>
                    <p>
                        <a class="linkish" href=live>"Begin a live data set"</a>
                        " with the columns and the rows of this one: programs send more, and everyone sees them come."
                    </p>
                })}
                <h2>"Versions"</h2>
                <Versions session versions/>
            </main>
        </PlainDocument>
    }
}

#[component]
fn Versions(session: SessionId, versions: Vec<Dataset>) -> impl IntoView {
    let mut before: Option<&Dataset> = None;
    let mut rows = Vec::new();
    for version in &versions {
        rows.push(row(session, version, before));
        if version.removal.is_none() {
            before = Some(version);
        }
    }
    // The newest first.
    rows.reverse();
    view! { <ol class="versions" reversed>{rows}</ol> }
}

fn row(session: SessionId, version: &Dataset, before: Option<&Dataset>) -> AnyView {
    let number = version.version;
    if let Some(removal) = &version.removal {
        return view! {
            <li class="version">
                <strong>"v"{number}</strong>
                <span class="hint">"Removed by "{set_apart(&removal.by.name)}", "<TimeAgo at_ms=removal.at/></span>
            </li>
        }
        .into_any();
    }
    let size = format!(
        "{}, {}",
        number::count(version.rows, "row", "rows"),
        number::count(version.columns.len() as i64, "column", "columns")
    );
    let changed = before.map(|before| {
        let change = match before.has_content_of(version) {
            true => format!("v{number} has the same content"),
            false => stale_note::change(&before.change_to(version), number),
        };
        let address = format!(
            "/session/{session}/data/{}/compare/{}",
            version.dataset_id, before.dataset_id
        );
        let words = format!("Compare with v{}", before.version);
        view! {
            <span>{change}"."</span>
            <a class="linkish" href=url(&address)>{words}</a>
        }
    });
    view! {
        <li class="version">
            <strong>"v"{number}</strong>
            <span>{size}</span>
            <span class="hint">{set_apart(&version.by.name)}", "<TimeAgo at_ms=version.at/></span>
            {changed}
        </li>
    }
    .into_any()
}
