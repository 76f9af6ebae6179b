//! The rail of a session: data, runs, files on their way, and where to add more.

use super::{
    browser::{on_files_chosen, show_card},
    notes_panel::note_address,
    runs::titled_run,
};
use crate::shared::{anchor::CardId, dataset::Dataset, protocol::Part};
use crate::ui::{
    components::{
        add_data::AddData,
        icon::{Glyph, Icon},
        keyed_list::KeyedList,
        rail::{Rail, RailDataset, RailNote, RailRun, RailSection},
        select::SelectOption,
        shown::Shown,
        upload_row::UploadRow,
    },
    lean::memo,
    live::{Actions, StreamView, UPLOAD_INPUT, UploadKey},
    navigation::url,
};
use leptos::prelude::*;

#[component]
pub fn Contents(
    stream: StreamView,
    actions: Actions,
    view: RwSignal<Part>,
    dropping: RwSignal<bool>,
    /// The page of notes that is shown.
    note: RwSignal<String>,
) -> impl IntoView {
    let archived = stream.is_archived();
    let (datasets, run_ids, uploads) = (stream.datasets(), stream.run_ids(), actions.uploads());
    let notes = stream.notes();
    let keys = move || {
        uploads
            .read()
            .iter()
            .map(|upload| upload.key)
            .collect::<Vec<_>>()
    };
    let of_session = |page: &str| url(&format!("/session/{}/{page}", stream.address.session()));
    let (live, report) = (of_session("live"), of_session("report"));
    let go = move |card: CardId| {
        view.set(Part::Runs);
        request_animation_frame(move || show_card(&card));
    };
    view! {
        <Rail>
            <RailSection heading="Data">
                <KeyedList each=move || datasets.get() key=|one| (one.dataset_id, one.name.clone()) let:dataset>
                    {
                        let id = dataset.dataset_id;
                        let rows = memo(move || {
                            let of = |one: &&Dataset| one.dataset_id == id;
                            datasets.read().iter().find(of).map_or(0, |one| one.rows)
                        });
                        view! { <RailDataset dataset rows on_go=move |()| go(CardId::Dataset(id))/> }
                    }
                </KeyedList>
                <KeyedList each=keys key=|key| *key let:key>
                    {upload_row(stream, actions, key)}
                </KeyedList>
            </RailSection>
            <RailSection heading="Runs">
                <KeyedList each=move || run_ids.get() key=|run_id| *run_id let:run_id>
                    {
                        let (run, title) = titled_run(stream, run_id);
                        view! {
                            <RailRun run title on_go=move |run_id| go(CardId::Run(run_id))/>
                        }
                    }
                </KeyedList>
            </RailSection>
            <RailSection heading="Notes">
                <KeyedList each=move || notes.get() key=SelectOption::clone let:page>
                    {
                        let (id, title) = page;
                        let href = note_address(stream, &id);
                        let go = move |()| {
                            note.set(id.clone());
                            view.set(Part::Notes);
                        };
                        view! { <RailNote title href on_go=go/> }
                    }
                </KeyedList>
            </RailSection>
            <Shown when=move || !run_ids.read().is_empty()>
                <a class="rail-item" href=report.clone()>
                    <Icon glyph=Glyph::Profile/>
                    <span class="rail-title">"Report"</span>
                </a>
            </Shown>
            <Shown when=move || !archived.get()>
                <AddData
                    dropping
                    on_choose=move |()| actions.choose_file()
                    on_sample=move |()| actions.add_sample(false)
                    live=live.clone()
                    input_id=UPLOAD_INPUT
                    on_files=move |event| on_files_chosen(actions, &event)
                />
            </Shown>
        </Rail>
    }
}

fn upload_row(stream: StreamView, actions: Actions, key: UploadKey) -> Option<impl IntoView> {
    let uploads = actions.uploads();
    let find = move || {
        uploads
            .read()
            .iter()
            .find(|upload| upload.key == key)
            .cloned()
    };
    let first = untrack(find)?;
    let color = stream.color_of(&first.by);
    let last = StoredValue::new(first);
    let upload = memo(move || find().unwrap_or_else(|| last.get_value()));
    Some(view! {
        <UploadRow
            upload
            color
            on_act=move |(key, act)| actions.act_on_upload(key, act)
        />
    })
}
