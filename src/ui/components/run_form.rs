//! The form "New analysis": a kind, a data set, and the parameters that the kind needs.

use super::{
    choice::{Choice, Offer},
    icon::{Glyph, Icon},
};
use crate::shared::{
    analysis::{Aggregate, Spec},
    dataset::Dataset,
    ids::DatasetId,
    text::{clean, isolated},
};
use crate::ui::live::{Draft, Kind, chosen, groups, numbers};
use leptos::prelude::*;

#[component]
pub fn RunForm(
    #[prop(into)] datasets: Signal<Vec<Dataset>>,
    /// Why the recipe may not run now; a sentence.
    #[prop(into)]
    refusal: Callback<(DatasetId, Spec), Option<String>>,
    #[prop(into)] on_run: Callback<(DatasetId, Spec)>,
) -> impl IntoView {
    let draft = RwSignal::new(Draft::default());
    let dataset = Memo::new(move |_| {
        datasets.with(|datasets| draft.with(|draft| draft.dataset(datasets).cloned()))
    });
    let recipe = Memo::new(move |_| {
        let dataset = dataset.get()?;
        Some((dataset.dataset_id, draft.with(|draft| draft.spec(&dataset))))
    });
    let problem = Memo::new(move |_| match recipe.get() {
        None => Some("Add some data first.".to_owned()),
        Some(recipe) => {
            let lacks_numbers = draft.with(|draft| dataset.with(|d| lacks_numbers(draft, d)));
            refusal
                .run(recipe)
                .map(|sentence| lacks_numbers.unwrap_or(sentence))
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let (Some(recipe), None) = (recipe.get_untracked(), problem.get_untracked()) {
            on_run.run(recipe);
        }
    };
    view! {
        <form class="card run-form span-2" id="new-analysis" aria-label="New analysis" on:submit=submit>
            <div class="run-fields">
                <KindAndData draft datasets dataset/>
                {move || match draft.with(|draft| draft.kind) {
                    Kind::Profile => ().into_any(),
                    Kind::GroupBy => view! { <GroupByFields draft dataset/> }.into_any(),
                    Kind::Histogram => view! { <HistogramFields draft dataset/> }.into_any(),
                    Kind::Scatter => view! { <ScatterFields draft dataset/> }.into_any(),
                }}
            </div>
            <div class="run-row">
                <button
                    class="btn primary"
                    type="submit"
                    disabled=move || problem.with(Option::is_some)
                    aria-describedby="run-hint"
                >
                    <Icon glyph=Glyph::Play/>
                    "Run"
                </button>
                <p class="hint" id="run-hint">{move || problem.get()}</p>
            </div>
        </form>
    }
}

type ChosenDataset = Memo<Option<Dataset>>;

#[component]
fn KindAndData(
    draft: RwSignal<Draft>,
    datasets: Signal<Vec<Dataset>>,
    dataset: ChosenDataset,
) -> impl IntoView {
    let kinds: Vec<Offer> = Kind::ALL
        .map(|kind| (kind.name().to_owned(), kind.label().to_owned()))
        .to_vec();
    let offered = move || {
        datasets.with(|datasets| datasets.iter().map(dataset_offer).collect::<Vec<Offer>>())
    };
    let chosen_id = move || dataset.with(|d| d.as_ref().map(|d| d.dataset_id.to_string()));
    view! {
        <Choice
            label="Analysis"
            id="run-kind"
            offers=kinds
            value=Signal::derive(move || draft.with(|draft| draft.kind.name().to_owned()))
            on_choose=move |name: String| draft.update(|draft| draft.kind = Kind::from_name(&name))
        />
        <Choice
            label="Data set"
            id="run-dataset"
            offers=Memo::new(move |_| offered())
            value=Memo::new(move |_| chosen_id().unwrap_or_default())
            on_choose=move |id: String| draft.update(|draft| draft.dataset_id = id.parse().ok())
        />
    }
}

#[component]
fn GroupByFields(draft: RwSignal<Draft>, dataset: ChosenDataset) -> impl IntoView {
    let aggregates: Vec<Offer> = Aggregate::ALL
        .map(|aggregate| (aggregate.word().to_owned(), aggregate.word().to_owned()))
        .to_vec();
    let takes_measure =
        Memo::new(move |_| draft.with(|draft| draft.aggregate() != Aggregate::Count));
    view! {
        <ColumnChoice
            label="Group by" id="run-by" dataset offers=groups place=0
            value=Signal::derive(move || draft.with(|draft| draft.by.clone()))
            on_choose=move |name| draft.update(|draft| draft.by = name)
        />
        <Choice
            label="Aggregate"
            id="run-aggregate"
            offers=aggregates
            value=Signal::derive(move || draft.with(|draft| draft.aggregate().word().to_owned()))
            on_choose=move |word: String| draft.update(|draft| {
                draft.aggregate = Aggregate::ALL.into_iter().find(|a| a.word() == word);
            })
        />
        <Show when=move || takes_measure.get()>
            <ColumnChoice
                label="Of" id="run-measure" dataset offers=numbers place=0
                value=Signal::derive(move || draft.with(|draft| draft.measure.clone()))
                on_choose=move |name| draft.update(|draft| draft.measure = name)
            />
        </Show>
    }
}

#[component]
fn HistogramFields(draft: RwSignal<Draft>, dataset: ChosenDataset) -> impl IntoView {
    view! {
        <ColumnChoice
            label="Column" id="run-column" dataset offers=numbers place=0
            value=Signal::derive(move || draft.with(|draft| draft.column.clone()))
            on_choose=move |name| draft.update(|draft| draft.column = name)
        />
        <div class="field">
            <label for="run-bins">"Bins"</label>
            <input
                class="input"
                id="run-bins"
                type="number"
                min="1"
                max="200"
                inputmode="numeric"
                placeholder="automatic"
                prop:value=move || draft.with(|draft| draft.bins.clone())
                on:input=move |event| draft.update(|draft| draft.bins = event_target_value(&event))
            />
        </div>
    }
}

#[component]
fn ScatterFields(draft: RwSignal<Draft>, dataset: ChosenDataset) -> impl IntoView {
    view! {
        <ColumnChoice
            label="X" id="run-x" dataset offers=numbers place=0
            value=Signal::derive(move || draft.with(|draft| draft.x.clone()))
            on_choose=move |name| draft.update(|draft| draft.x = name)
        />
        <ColumnChoice
            label="Y" id="run-y" dataset offers=numbers place=1
            value=Signal::derive(move || draft.with(|draft| draft.y.clone()))
            on_choose=move |name| draft.update(|draft| draft.y = name)
        />
    }
}

#[component]
fn ColumnChoice(
    label: &'static str,
    id: &'static str,
    dataset: ChosenDataset,
    /// The columns that suit.
    offers: fn(&Dataset) -> Vec<String>,
    /// Which of them is taken while nothing is chosen.
    place: usize,
    value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    let names = Memo::new(move |_| dataset.with(|d| d.as_ref().map(offers).unwrap_or_default()));
    let offered = move || {
        names.with(|names| {
            names
                .iter()
                .map(|name| (name.clone(), clean(name)))
                .collect::<Vec<_>>()
        })
    };
    let value = Memo::new(move |_| names.with(|names| chosen(&value.get(), names, place)));
    view! { <Choice label id offers=Memo::new(move |_| offered()) value on_choose/> }
}

fn dataset_offer(dataset: &Dataset) -> Offer {
    let name = isolated(&dataset.name);
    let words = match dataset.version {
        1 => name,
        version => format!("{name} v{version}"),
    };
    (dataset.dataset_id.to_string(), words)
}

/// Says it plainly when a data set has no column for this kind at all.
fn lacks_numbers(draft: &Draft, dataset: &Option<Dataset>) -> Option<String> {
    let dataset = dataset.as_ref()?;
    let needs = match draft.kind {
        Kind::Profile => false,
        Kind::GroupBy => draft.aggregate() != Aggregate::Count,
        Kind::Histogram | Kind::Scatter => true,
    };
    let lacks = needs && numbers(dataset).is_empty();
    lacks.then(|| format!("{} has no column of numbers.", isolated(&dataset.name)))
}
