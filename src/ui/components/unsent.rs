//! What was asked for here and is not in the log: waiting, or refused.

use super::{
    icon::{Glyph, Icon},
    keyed_list::KeyedList,
    name::quoted,
    refused::Refused,
};
use crate::client::Pending;
use crate::shared::{dataset::Dataset, ids::Cid, protocol::DurableCommand};
use crate::ui::lean::memo;
use leptos::prelude::*;

/// A part of the page lists what belongs to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Canvas,
    /// Messages that wait have their own lines in it.
    Conversation,
}

#[component]
pub fn Unsent(
    part: Part,
    unsent: RwSignal<Vec<Pending>>,
    datasets: Memo<Vec<Dataset>>,
    #[prop(into)] on_again: Callback<Cid>,
    #[prop(into)] on_discard: Callback<Cid>,
) -> impl IntoView {
    let shown = memo(move || {
        unsent.with(|all| {
            all.iter()
                .filter(|one| part.shows(one))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    view! {
        <ul class="unsent span-2" aria-label="Not sent yet">
            <KeyedList
                each=move || shown.get()
                key=|one: &Pending| (one.cid, one.refusal().map(str::to_owned))
                children=move |one: Pending| {
                    let title = datasets.with_untracked(|datasets| title(&one.command, datasets));
                    row(one, title, on_again, on_discard)
                }
            />
        </ul>
    }
}

impl Part {
    fn shows(self, one: &Pending) -> bool {
        let is_refused = one.refusal().is_some();
        match (&one.command, self) {
            (DurableCommand::SendMessage(_), _) => false,
            (DurableCommand::RunAnalysis(_), part) => part == Self::Canvas,
            (
                DurableCommand::EditMessage(_)
                | DurableCommand::DeleteMessage(_)
                | DurableCommand::React(_)
                | DurableCommand::ResolveThread(_),
                part,
            ) => is_refused && part == Self::Conversation,
            (_, part) => is_refused && part == Self::Canvas,
        }
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
        DurableCommand::EditMessage(_) => "Your edit".into(),
        DurableCommand::DeleteMessage(_) => "Your deletion".into(),
        DurableCommand::React(_) => "Your reaction".into(),
        _ => "Your last change".into(),
    }
}

fn row(one: Pending, title: String, on_again: Callback<Cid>, on_discard: Callback<Cid>) -> AnyView {
    let cid = one.cid;
    let words = one.words().map(str::to_owned);
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
                <span>
                    <strong>{title}</strong>" was not sent. "{sentence}
                    {words.clone().map(|words| view! { <span class="last">{quoted(&words)}</span> })}
                </span>
                <Refused
                    words
                    on_again=move |()| on_again.run(cid)
                    on_discard=move |()| on_discard.run(cid)
                />
            </li>
        }
        .into_any(),
    }
}
