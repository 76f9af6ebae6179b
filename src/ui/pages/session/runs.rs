//! Runs with the data sets they read, as memos for cards and rail.

use crate::shared::{dataset::Dataset, ids::RunId, session::Run};
use crate::ui::{
    components::run_card::run_title,
    live::{AppendsTo, StreamView},
};
use leptos::prelude::*;

pub type RunMemo = Memo<Option<Run>>;
pub type DatasetMemo = Memo<Option<Dataset>>;

/// A run, and the data set it reads, each changing only when it does.
pub fn run_and_dataset(view: StreamView, run_id: RunId) -> (RunMemo, DatasetMemo) {
    let run = view.run(run_id);
    let dataset_id = run.with_untracked(|run| run.as_ref().map(|run| run.dataset_id));
    let dataset = match dataset_id {
        Some(dataset_id) => view.dataset(dataset_id),
        None => Memo::new(|_| None),
    };
    (run, dataset)
}

/// The newest version of a run's data set, unless it is of that.
pub fn newer_dataset(view: StreamView, run: RunMemo) -> DatasetMemo {
    match run.with_untracked(|run| run.as_ref().map(|run| run.dataset_id)) {
        Some(dataset_id) => view.newer_than(dataset_id),
        None => Memo::new(|_| None),
    }
}

/// How many rows a run's data set has by now, where that is live.
pub fn appended(view: StreamView, run: RunMemo) -> AppendsTo {
    let dataset_id = run.with_untracked(|run| run.as_ref().map(|run| run.dataset_id));
    view.appends.of(dataset_id)
}

/// A run and its recipe in words.
pub fn titled_run(view: StreamView, run_id: RunId) -> (RunMemo, Signal<String>) {
    let (run, dataset) = run_and_dataset(view, run_id);
    (run, run_title(run, dataset))
}
