//! The rail of a session: data, runs, files on their way, and where to add more.

use super::{
    browser::{chosen, show_card},
    runs::titled_run,
};
use crate::ui::{
    components::{
        add_data::AddData,
        rail::{Rail, RailDataset, RailRun, RailSection},
        tab_bar::View,
        upload_row::UploadRow,
    },
    live::{Live, UPLOAD_INPUT, Upload, UploadKey},
};
use leptos::prelude::*;

#[component]
pub fn Contents(live: Live, view: RwSignal<View>, dropping: RwSignal<bool>) -> impl IntoView {
    let (datasets, run_ids, uploads) = (live.datasets(), live.run_ids(), live.uploads());
    let keys = Memo::new(move |_| {
        uploads.with(|uploads| uploads.iter().map(|upload| upload.key).collect::<Vec<_>>())
    });
    let go = move |card: String| {
        view.set(View::Runs);
        request_animation_frame(move || show_card(&card));
    };
    view! {
        <Rail>
            <RailSection heading="Data">
                <For each=move || datasets.get() key=|dataset| dataset.dataset_id let:dataset>
                    {
                        let card = format!("data-{}", dataset.dataset_id);
                        view! { <RailDataset dataset on_go=move |()| go(card.clone())/> }
                    }
                </For>
                <For each=move || keys.get() key=|key| *key let:key>
                    {upload_row(live, uploads, key)}
                </For>
            </RailSection>
            <RailSection heading="Runs">
                <For each=move || run_ids.get() key=|run_id| *run_id let:run_id>
                    {
                        let (run, title) = titled_run(live, run_id);
                        view! {
                            <RailRun run title on_go=move |run_id| go(format!("run-{run_id}"))/>
                        }
                    }
                </For>
            </RailSection>
            <AddData
                dropping
                on_choose=move |()| live.choose_file()
                on_sample=move |()| live.add_sample()
                input_id=UPLOAD_INPUT
                on_files=move |event| chosen(live, &event)
            />
        </Rail>
    }
}

fn upload_row(live: Live, uploads: Signal<Vec<Upload>>, key: UploadKey) -> Option<impl IntoView> {
    let find =
        move || uploads.with(|uploads| uploads.iter().find(|upload| upload.key == key).cloned());
    let first = untrack(find)?;
    let color = live.color_of(&first.by);
    let last = StoredValue::new(first);
    let upload = Memo::new(move |_| find().unwrap_or_else(|| last.get_value()));
    Some(view! {
        <UploadRow
            upload
            color
            on_cancel=move |key| live.cancel_upload(key)
            on_dismiss=move |key| live.dismiss_upload(key)
        />
    })
}
