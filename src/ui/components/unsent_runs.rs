//! Analyses that were asked for here and have not reached the log: waiting, or refused.

use super::icon::{Glyph, Icon};
use crate::shared::{dataset::Dataset, ids::Cid};
use crate::ui::live::{Unsent, Wish};
use leptos::prelude::*;

#[component]
pub fn UnsentRuns(
    #[prop(into)] unsent: Signal<Vec<Unsent>>,
    #[prop(into)] datasets: Signal<Vec<Dataset>>,
    #[prop(into)] on_retry: Callback<Cid>,
    #[prop(into)] on_discard: Callback<Cid>,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let is_shown = |one: &Unsent| {
            matches!(one.wish, Wish::Run(..)) || (one.wish == Wish::Other && one.refusal.is_some())
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
                key=|one: &Unsent| (one.cid, one.refusal.clone())
                children=move |one: Unsent| {
                    let title = datasets.with_untracked(|datasets| title(&one.wish, datasets));
                    row(one, title, on_retry, on_discard)
                }
            />
        </ul>
    }
}

fn title(wish: &Wish, datasets: &[Dataset]) -> String {
    match wish {
        Wish::Run(dataset_id, spec) => {
            let dataset = datasets
                .iter()
                .find(|dataset| dataset.dataset_id == *dataset_id);
            spec.title(dataset.map_or("", |dataset| dataset.name.as_str()))
        }
        _ => "Your last change".into(),
    }
}

fn row(
    one: Unsent,
    title: String,
    on_retry: Callback<Cid>,
    on_discard: Callback<Cid>,
) -> impl IntoView {
    let cid = one.cid;
    match one.refusal {
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
