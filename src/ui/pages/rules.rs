//! `/session/<uuid>/data/<id>/rules`: the rules of a live data set, and the form for the next. Printed by the server
//! alone.

use super::plain::{PlainDocument, print};
use crate::{
    shared::{
        rules_page::{RuleSaid, RulesPage},
        served::Served,
        session::rules::{LiveRule, condition},
        text::isolated,
    },
    ui::{
        components::{name::name as set_apart, time::TimeAgo},
        navigation::url,
    },
};
use leptos::prelude::*;

/// What a rule can look at, as the form names it.
const KINDS: [(&str, &str); 7] = [
    ("mean", "Mean of a column"),
    ("sum", "Sum of a column"),
    ("min", "Lowest value of a column"),
    ("max", "Highest value of a column"),
    ("count", "Count of rows"),
    ("silence", "No rows come"),
    ("new_value", "A value never seen in a column"),
];

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: RulesPage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: RulesPage) -> impl IntoView {
    let RulesPage {
        me,
        look,
        session,
        dataset,
        rules,
        may_change,
        said,
        problem,
    } = page;
    let id = dataset.dataset_id;
    let address = url(&format!("/session/{session}/data/{id}/rules"));
    let columns: Vec<String> = dataset.columns.iter().map(|one| one.name.clone()).collect();
    view! {
        <PlainDocument options title="Rules" skip="Skip to the rules" me look>
            <main class="reading" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"Rules for "<bdi>{dataset.title()}</bdi></h1>
                    <a class="linkish" href=url(&format!("/session/{session}"))>"Back to the session"</a>
                </div>
                <p class="lede">
                    "A rule speaks in the conversation when it fires and when it clears, and tells everyone here who is \
                     elsewhere. It looks at rows that come from now on."
                </p>
                {problem.map(|problem| view! { <p class="error" role="alert">{problem}</p> })}
                {rules.is_empty().then(|| view! { <p class="muted">"No rules yet."</p> })}
                <ul class="versions">
                    {rules.into_iter().map(|rule| row(rule, &address, may_change)).collect_view()}
                </ul>
                {may_change.then(|| view! { <NewRule address=address.clone() columns said/> })}
            </main>
        </PlainDocument>
    }
}

fn row(rule: LiveRule, address: &str, may_change: bool) -> AnyView {
    let words = condition(&rule.condition);
    let label = format!("Remove the rule {}", isolated(&words));
    let address = address.to_owned();
    view! {
        <li class="version">
            <strong>{words}</strong>
            <span>{if rule.firing { "It fires now." } else { "" }}</span>
            <span class="hint">{set_apart(&rule.by.name)}", "<TimeAgo at_ms=rule.at/></span>
            {may_change.then(|| view! {
                <form method="post" action=address>
                    <button class="btn small" type="submit" name="remove" value=rule.rule_id.to_string() aria-label=label>
                        "Remove"
                    </button>
                </form>
            })}
        </li>
    }
    .into_any()
}

#[component]
fn NewRule(address: String, columns: Vec<String>, said: RuleSaid) -> impl IntoView {
    let option = |value: &str, word: &str, chosen: &str| {
        let selected = value == chosen;
        let (value, word) = (value.to_owned(), word.to_owned());
        view! { <option value=value selected=selected>{word}</option> }.into_any()
    };
    let kinds: Vec<_> = KINDS
        .map(|(value, word)| option(value, word, &said.of))
        .into();
    let columns: Vec<_> = columns
        .iter()
        .map(|name| option(name, name, &said.column))
        .collect();
    let sides: Vec<_> = ["above", "below"]
        .map(|side| option(side, side, &said.side))
        .into();
    view! {
        <h2>"New rule"</h2>
        <form class="card about-form" method="post" action=address>
            <div class="field">
                <label for="of">"It looks at"</label>
                <select class="input tall" id="of" name="of">{kinds}</select>
            </div>
            <div class="field">
                <label for="column">"Column"</label>
                <select class="input tall" id="column" name="column">{columns}</select>
                <p class="hint">"A mean, a sum or an extreme needs a column of numbers. A count and rows that stop need none."</p>
            </div>
            <div class="row">
                {number("over", "Over the last seconds", said.over, "numeric")}
                <div class="field">
                    <label for="side">"It fires"</label>
                    <select class="input" id="side" name="side">{sides}</select>
                </div>
                {number("bound", "This number", said.bound, "text")}
                {number("lasts", "For seconds", said.lasts, "numeric")}
            </div>
            <p class="hint">
                "It fires once it was so for that long, and clears once it was not so for 1 second. Rows that stop are \
                 told after that many seconds. A value never seen is told at once."
            </p>
            <div class="row"><button class="btn primary" type="submit">"Make the rule for everyone"</button></div>
        </form>
    }
}

fn number(
    name: &'static str,
    label: &'static str,
    value: String,
    inputmode: &'static str,
) -> AnyView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input class="input" id=name name=name type="text" inputmode=inputmode autocomplete="off" value=value/>
        </div>
    }
    .into_any()
}
