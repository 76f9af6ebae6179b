//! `/session/<uuid>/live`: a live data set is begun, from columns alone or from a data set that is there. Printed by
//! the server alone.

use super::plain::{PlainDocument, print};
use crate::{
    shared::{
        dataset::{ColumnType, MAX_NAME_CHARS},
        live_page::LivePage,
        served::Served,
    },
    ui::{components::kept_fields::KeptFields, navigation::url},
};
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: LivePage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: LivePage) -> impl IntoView {
    let LivePage {
        me,
        look,
        session,
        from,
        name,
        columns,
        kept,
        problem,
    } = page;
    let is_new = from.is_none();
    view! {
        <PlainDocument options title="New live data set" skip="Skip to the form" me look>
            <main class="reading" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"New live data set"</h1>
                    <a class="linkish" href=url(&format!("/session/{session}"))>"Back to the session"</a>
                </div>
                <p class="lede">
                    "Rows come in while you look: programs send them, and everyone in the session sees them at once. \
                     The next page says where they are sent."
                </p>
                <form class="row" method="post" action=url(&format!("/api/sessions/{session}/live/sample"))>
                    <span>"To see how it looks first:"</span>
                    <button class="btn small" type="submit">"Watch a live sample"</button>
                </form>
                {problem.map(|problem| view! { <p class="error" role="alert">{problem}</p> })}
                <form class="card about-form" method="post" action=url(&format!("/session/{session}/live"))>
                    // The first button is the one that Enter presses.
                    <button class="sr-only" type="submit" tabindex="-1" aria-hidden="true">"Begin"</button>
                    <div class="field">
                        <label for="name">"Name"</label>
                        <input
                            class="input" id="name" name="name" type="text" dir="auto" autocomplete="off"
                            required=is_new maxlength=MAX_NAME_CHARS.to_string() value=name
                        />
                    </div>
                    {match from {
                        Some((id, title)) => view! {
                            <input type="hidden" name="from" value=id.to_string()/>
                            <p>"It has the columns of "<bdi>{title}</bdi>", and its rows come first. Without a name it is called as that."</p>
                        }.into_any(),
                        None => view! {
                            <fieldset class="live-columns">
                                <legend>"Columns"</legend>
                                {columns.into_iter().zip(1..).map(|(column, number)| field(column, number)).collect_view()}
                                <button class="btn small" type="submit" name="more" value="yes" formnovalidate>"More columns"</button>
                                <p class="hint">"Those without a name are left out."</p>
                            </fieldset>
                        }.into_any(),
                    }}
                    <KeptFields kept/>
                    <div class="row"><button class="btn primary" type="submit">"Begin for everyone"</button></div>
                </form>
            </main>
        </PlainDocument>
    }
}

fn field((name, column_type): (String, ColumnType), number: i32) -> AnyView {
    let types = ColumnType::ALL.into_iter().map(|one| {
        let selected = one == column_type;
        view! { <option value=one.name() selected=selected>{one.word()}</option> }
    });
    view! {
        <div class="live-column">
            <input
                class="input" name="column" type="text" dir="auto" autocomplete="off"
                aria-label=format!("Name of column {number}") maxlength=MAX_NAME_CHARS.to_string() value=name
            />
            <select class="input" name="type" aria-label=format!("Type of column {number}")>
                {types.collect_view()}
            </select>
        </div>
    }
    .into_any()
}
