//! Analyses that were asked for here and have not reached the log: waiting, or refused.

use super::icon::{Glyph, Icon};
use crate::client::Pending;
use crate::shared::{dataset::Dataset, ids::Cid, protocol::DurableCommand};
use leptos::prelude::*;

#[component]
pub fn UnsentRuns(
    #[prop(into)] unsent: Signal<Vec<Pending>>,
    #[prop(into)] datasets: Signal<Vec<Dataset>>,
    #[prop(into)] on_retry: Callback<Cid>,
    #[prop(into)] on_discard: Callback<Cid>,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        // Messages wait in the conversation; other things are of interest when they were refused.
        let is_shown = |one: &Pending| match one.command {
            DurableCommand::SendMessage(_) => false,
            DurableCommand::RunAnalysis(_) => true,
            _ => one.refusal().is_some(),
        };
        unsent.with(|all| {
            all.iter()
                .filter(|one| is_shown(one))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    view! {
        <ul class="unsent span-2" aria-label="Not sent yet">
            <For
                each=move || shown.get()
                key=|one: &Pending| (one.cid, one.refusal().map(str::to_owned))
                children=move |one: Pending| {
                    let title = datasets.with_untracked(|datasets| title(&one.command, datasets));
                    row(one, title, on_retry, on_discard)
                }
            />
        </ul>
    }
}

fn title(command: &DurableCommand, datasets: &[Dataset]) -> String {
    match command {
        DurableCommand::RunAnalysis(run) => {
            let dataset = datasets
                .iter()
                .find(|dataset| dataset.dataset_id == run.dataset_id);
            run.spec
                .title(dataset.map_or("", |dataset| dataset.name.as_str()))
        }
        _ => "Your last change".into(),
    }
}

fn row(
    one: Pending,
    title: String,
    on_retry: Callback<Cid>,
    on_discard: Callback<Cid>,
) -> impl IntoView {
    let cid = one.cid;
    match one.refusal().map(str::to_owned) {
        None => view! {
            <li class="unsent-row">
                <Icon glyph=Glyph::Clock/>
                <span>{title}", on its way"</span>
            </li>
        }
        .into_any(),
        Some(sentence) => view! {
            <li class="unsent-row fail-note">
                <span><strong>{title}</strong>" was not sent. "{sentence}</span>
                <button class="btn small" type="button" on:click=move |_| on_retry.run(cid)>
                    "Try again"
                </button>
                <button class="btn small quiet" type="button" on:click=move |_| on_discard.run(cid)>
                    "Discard"
                </button>
            </li>
        }
        .into_any(),
    }
}
