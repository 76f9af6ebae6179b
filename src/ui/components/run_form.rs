//! The form "New analysis": a kind, a data set, and the parameters that the kind needs.

use super::{
    icon::{Glyph, Icon},
    ready::WhenReady,
    select::{Select, SelectOption},
    shown::Shown,
};
use crate::analyses::{Field, Input, Kind, Spec};
use crate::shared::{
    dataset::Dataset,
    ids::DatasetId,
    text::{clean, isolated},
};
use crate::ui::lean::memo;
use crate::ui::live::Draft;
use leptos::prelude::*;

#[component]
pub fn RunForm(
    datasets: Memo<Vec<Dataset>>,
    /// Why the recipe may not run now; a sentence.
    #[prop(into)]
    refusal: Callback<(DatasetId, Spec), Option<String>>,
    #[prop(into)] on_run: Callback<(DatasetId, Spec)>,
) -> impl IntoView {
    let draft = RwSignal::new(Draft::default());
    let dataset = memo(move || datasets.with(|datasets| draft.read().dataset(datasets).cloned()));
    let kind = memo(move || draft.read().kind);
    let recipe = move || {
        let dataset = dataset.get()?;
        Some((dataset.dataset_id, draft.read().spec(&dataset)))
    };
    let problem = memo(move || match recipe() {
        None => Some("Add some data first.".to_owned()),
        Some(recipe) => {
            let lacks = draft.with(|draft| dataset.with(|d| lacks(draft, d)));
            refusal
                .run(recipe)
                .map(|sentence| lacks.unwrap_or(sentence))
        }
    });
    // Whoever is at the form goes on with the data that stands in it, whatever is added meanwhile.
    let settle = move |_| {
        let shown = dataset.read_untracked().as_ref().map(|one| one.dataset_id);
        if draft.read_untracked().dataset_id.is_none() {
            draft.update(|draft| draft.dataset_id = shown);
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let (Some(recipe), None) = (untrack(recipe), problem.get_untracked()) {
            on_run.run(recipe);
        }
    };
    view! {
        <form class="card run-form span-2" id="new-analysis" aria-label="New analysis" on:submit=submit on:focusin=settle>
        <WhenReady>
            <div class="run-fields">
                <KindAndData draft datasets dataset/>
                {move || {
                    let fields = kind.get().fields().iter();
                    fields.map(|field| view! { <Question field draft dataset/> }).collect_view()
                }}
            </div>
            <div class="run-row">
                <button
                    class="btn primary"
                    type="submit"
                    disabled=move || problem.read().is_some()
                    aria-describedby="run-hint"
                >
                    <Icon glyph=Glyph::Play/>
                    "Run"
                </button>
                <p class="hint" id="run-hint">{move || problem.get()}</p>
            </div>
        </WhenReady>
        </form>
    }
}

type ChosenDataset = Memo<Option<Dataset>>;

#[component]
fn KindAndData(
    draft: RwSignal<Draft>,
    datasets: Memo<Vec<Dataset>>,
    dataset: ChosenDataset,
) -> impl IntoView {
    let kinds: Vec<SelectOption> = Kind::ALL
        .iter()
        .map(|kind| (kind.name().to_owned(), kind.label().to_owned()))
        .collect();
    let offered = move || {
        datasets.with(|datasets| {
            datasets
                .iter()
                .map(dataset_option)
                .collect::<Vec<SelectOption>>()
        })
    };
    let chosen_id = move || dataset.with(|d| d.as_ref().map(|d| d.dataset_id.to_string()));
    view! {
        <Select
            label="Analysis"
            id="run-kind"
            options=memo(move || kinds.clone())
            value=Signal::derive(move || draft.read().kind.name().to_owned())
            on_choose=move |name: String| draft.update(|draft| draft.kind = Kind::from_name(&name))
        />
        <Select
            label="Data set"
            id="run-dataset"
            options=memo(offered)
            value=memo(move || chosen_id().unwrap_or_default())
            on_choose=move |id: String| draft.update(|draft| draft.dataset_id = id.parse().ok())
        />
    }
}

/// One of the kind's fields, as long as it is asked for.
#[component]
fn Question(
    field: &'static Field,
    draft: RwSignal<Draft>,
    dataset: ChosenDataset,
) -> impl IntoView {
    // The form is shown with data; without, nothing is chosen.
    let value = memo(move || {
        let of = |dataset: &Dataset| draft.read().form(dataset).text(field.name);
        dataset.read().as_ref().map(of).unwrap_or_default()
    });
    let asked = memo(move || {
        let by = |dataset: &Dataset| draft.read().form(dataset).asks(field);
        dataset.read().as_ref().is_none_or(by)
    });
    let on_choose = Callback::new(move |value: String| {
        draft.update(|draft| draft.values.insert(field.name, value));
    });
    view! {
        <Shown when=move || asked.get()>{answer(field, dataset, value, on_choose)}</Shown>
    }
}

fn answer(
    field: &'static Field,
    dataset: ChosenDataset,
    value: Memo<String>,
    on_choose: Callback<String>,
) -> AnyView {
    let (id, label) = (format!("run-{}", field.name), field.label);
    match field.input {
        Input::Column { suits, place } => {
            let options = memo(move || {
                let offer = |name: &String| (name.clone(), clean(name));
                let names = dataset.with(|d| d.as_ref().map(|d| suits.of(d)).unwrap_or_default());
                let none = place.is_none().then(|| (String::new(), "None".to_owned()));
                none.into_iter().chain(names.iter().map(offer)).collect()
            });
            view! { <Select label id options value on_choose/> }.into_any()
        }
        Input::Choice(words) => {
            let offer = |word: &&str| ((*word).to_owned(), (*word).to_owned());
            let options = memo(move || words.iter().map(offer).collect());
            view! { <Select label id options value on_choose/> }.into_any()
        }
        Input::Text { usual } => view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input
                    class="input"
                    id=id
                    placeholder=usual
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || value.get()
                    on:input=move |event| on_choose.run(event_target_value(&event))
                />
            </div>
        }
        .into_any(),
        Input::Number {
            least,
            most,
            usual,
        } => view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input
                    class="input"
                    id=id
                    type="number"
                    min=least.to_string()
                    max=most.to_string()
                    inputmode="numeric"
                    placeholder=usual.map_or_else(|| "automatic".to_owned(), |usual| usual.to_string())
                    prop:value=move || value.get()
                    on:input=move |event| on_choose.run(event_target_value(&event))
                />
            </div>
        }
        .into_any(),
    }
}

fn dataset_option(dataset: &Dataset) -> SelectOption {
    (dataset.dataset_id.to_string(), dataset.title())
}

/// Says it plainly when a data set has no column for this kind at all.
fn lacks(draft: &Draft, dataset: &Option<Dataset>) -> Option<String> {
    let dataset = dataset.as_ref()?;
    let what = draft.form(dataset).lacks()?;
    Some(format!(
        "{} has no column of {what}.",
        isolated(&dataset.name)
    ))
}
