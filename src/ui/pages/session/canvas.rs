//! The canvas of a session: data first, then the runs in the order they were asked for, then the
//! form for the next.

use super::runs::{appended, newer_dataset, run_and_dataset};
use crate::shared::{
    account::Person,
    analysis::Spec,
    anchor::CardId,
    dataset::Dataset,
    ids::DatasetId,
    session::{
        Command,
        datasets::RemoveDataset,
        runs::{PauseRun, RunAnalysis},
    },
    view::View,
};
use crate::ui::{
    components::{
        dataset_card::DatasetCard,
        hold::hold_focused,
        keyed_list::KeyedList,
        pointer_layer::PointerLayer,
        run_card::RunCard,
        run_form::RunForm,
        shown::Shown,
        start_here::StartHere,
        unsent::{Part, Unsent},
    },
    lean::memo,
    live::{Actions, RemotePointer, StreamView, Talk, Together},
    navigation::url,
};
use leptos::prelude::*;

#[component]
pub fn Canvas(
    stream: StreamView,
    actions: Actions,
    pointers: RwSignal<Vec<RemotePointer>>,
    together: Together,
    /// A comment is to begin at a place, or those there are to be shown.
    #[prop(into)]
    on_talk: Callback<Talk>,
) -> impl IntoView {
    let (datasets, run_ids) = (stream.datasets(), stream.run_ids());
    let archived = stream.is_archived();
    let has_data = memo(move || datasets.with(|datasets| !datasets.is_empty()));
    let session = stream.address.session();
    let color_of = Callback::new(move |person: Person| stream.color_of(&person));
    let ask = Callback::new(move |(dataset_id, spec): (DatasetId, Spec)| {
        actions.ask(dataset_id, spec);
    });
    let refusal = move |(dataset_id, spec): (DatasetId, Spec)| {
        let command = RunAnalysis { dataset_id, spec };
        stream
            .check(&command.into())
            .err()
            .map(|rejection| rejection.to_string())
    };
    let list = NodeRef::new();
    hold_focused(list);
    view! {
        <section class="canvas" id="runs" tabindex="-1" aria-label="Runs">
            // Shown by the style sheet where no script has taken the page over after a while.
            <p class="no-script">
                "This is the session as it stands. Live updates need JavaScript."
            </p>
            <Shown when=move || archived.get()>
                <p class="note archived">"This session is archived: it can be read, not changed. Its creator can restore it."</p>
            </Shown>
            <div class="canvas-grid" node_ref=list>
                <Shown when=move || !has_data.get() && !archived.get()>
                    <StartHere
                        on_choose=move |()| actions.choose_file()
                        on_sample=move |()| actions.add_sample(false)
                        live=url(&format!("/api/sessions/{session}/live/sample"))
                        on_live=move |()| actions.add_sample(true)
                    />
                </Shown>
                <KeyedList each=move || datasets.get() key=|one| (one.dataset_id, one.by.name.clone()) let:dataset>
                    {
                        let color = stream.color_of(&dataset.by);
                        let removal: Command = RemoveDataset { dataset_id: dataset.dataset_id }.into();
                        let removable = memo(move || stream.check(&removal).is_ok());
                        let id = dataset.dataset_id;
                        let shown = memo(move || shown_view(&datasets.read(), id));
                        let [name, about] = [
                            |one: &Dataset| one.name.clone(),
                            |one: &Dataset| one.about.clone(),
                        ].map(|of| memo(move || {
                            find(&datasets.read(), id).map(of).unwrap_or_default()
                        }));
                        let sample = memo(move || {
                            find(&datasets.read(), id).and_then(|one| one.sample.as_deref().cloned())
                        });
                        view! {
                            <DatasetCard
                                page=url(&format!("/session/{session}/data/{}", dataset.dataset_id))
                                dataset
                                name
                                about
                                color
                                removable
                                shown
                                looked_at=stream.looked_at
                                appended=stream.appends.of(id)
                                sample
                                comments=stream.comments(CardId::Dataset(id))
                                on_talk
                                on_sample=move |address| actions.set_sample(address)
                                can_show=move || !archived.get()
                                on_show=move |view| _ = actions.show_view(id, view)
                                together
                                on_remove=move |dataset_id| _ = actions.remove_dataset(dataset_id)
                            />
                        }
                    }
                </KeyedList>
                <KeyedList each=move || run_ids.get() key=|run_id| *run_id let:run_id>
                    {
                        let (run, dataset) = run_and_dataset(stream, run_id);
                        let pause: Command = PauseRun { run_id, paused: true }.into();
                        view! {
                            <RunCard
                                run_id
                                run
                                dataset
                                newer=newer_dataset(stream, run)
                                appended=appended(stream, run)
                                can_pause=memo(move || stream.check(&pause).is_ok())
                                picture=url(&format!("/api/sessions/{session}/runs/{run_id}/picture"))
                                color_of
                                on_stop=move |run_id| _ = actions.stop(run_id)
                                on_again=ask
                                on_pause=move |paused| _ = actions.pause(run_id, paused)
                                comments=stream.comments(CardId::Run(run_id))
                                on_talk
                            />
                        }
                    }
                </KeyedList>
                <Unsent
                    part=Part::Canvas
                    unsent=stream.unsent()
                    datasets
                    on_again=move |cid| actions.send_again(cid)
                    on_discard=move |cid| actions.discard(cid)
                />
                <Shown when=move || has_data.get() && !archived.get()>
                    <RunForm datasets refusal on_run=ask/>
                </Shown>
                <PointerLayer pointers/>
            </div>
        </section>
    }
}

fn find(datasets: &[Dataset], dataset_id: DatasetId) -> Option<&Dataset> {
    datasets.iter().find(|one| one.dataset_id == dataset_id)
}

/// What somebody shows everyone of a data set.
fn shown_view(datasets: &[Dataset], dataset_id: DatasetId) -> View {
    let dataset = find(datasets, dataset_id);
    let shown = dataset.and_then(|dataset| dataset.shown.as_ref());
    shown.map(|shown| shown.view.clone()).unwrap_or_default()
}
