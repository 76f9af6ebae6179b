//! A data set is taken away, with all that was made of it.

use crate::shared::{
    account::Person,
    dataset::Removal,
    ids::DatasetId,
    session::{EntryBody, Rejection, Rule, Stamp, StreamState, chat::Seen, runs::RunStatus},
    stream::{Event, Fact, Kind},
    view::View,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Takes a data set away for everyone and for good: its file, its rows and the results of its runs. Whoever added
/// it may, and the session's creator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveDataset {
    pub dataset_id: DatasetId,
}

/// A data set is gone. Its runs stay, without their results; those under way are stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DatasetRemoved {
    pub dataset_id: DatasetId,
}

impl Rule for RemoveDataset {
    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        let dataset = state.dataset_here(self.dataset_id)?;
        match dataset.by.id == by.id || state.is_creator(by.id) {
            true => Ok(()),
            false => Err(Rejection::NotYourDataset),
        }
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let dataset_id = self.dataset_id;
        Ok(DatasetRemoved { dataset_id }.into())
    }
}

impl Kind for DatasetRemoved {
    const NAME: &'static str = "dataset_removed";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let dataset_id = self.dataset_id;
        let all = &mut state.datasets;
        let Some(dataset) = all.iter_mut().find(|one| one.dataset_id == dataset_id) else {
            return;
        };
        dataset.removal = Some(Box::new(Removal {
            n: event.n,
            by: event.by.clone(),
            at: event.at,
        }));
        dataset.columns.clear();
        dataset.notes.clear();
        dataset.content.clear();
        dataset.about.clear();
        dataset.shown = None;
        dataset.sample = None;
        let text = dataset.removed().unwrap_or_default();
        let runs = state.runs.iter_mut();
        for run in runs.filter(|run| run.dataset_id == dataset_id) {
            run.output = None;
            run.output_url = None;
            run.error = None;
            if run.status.is_open() {
                run.status = RunStatus::Cancelled;
                run.stopped_by = Some(event.by.clone());
                run.changed_at = event.at;
            }
        }
        let body = EntryBody::Dataset {
            dataset_id,
            text,
            shown: None,
            named: None,
        };
        state.chat.push(event, body);
        for entry in &mut state.chat.timeline {
            match &mut entry.body {
                EntryBody::Dataset {
                    dataset_id: of,
                    shown: Some(view),
                    ..
                } if *of == dataset_id => *view = View::default(),
                _ => {}
            }
        }
        state.chat.forget_seen(dataset_id);
        state.forget_rules(dataset_id);
        state.retell_datasets();
    }
}

/// Leaves in `earlier` nothing of a data set that `later` took away but its name and its size.
pub fn redact(earlier: &mut Event, later: &Event) {
    let Fact::DatasetRemoved(removed) = &later.fact else {
        return;
    };
    match &mut earlier.fact {
        Fact::DatasetUpdate(added) if added.dataset_id == removed.dataset_id => {
            added.columns.clear();
            added.notes.clear();
            added.content.clear();
            added.about.clear();
        }
        Fact::DatasetDescribed(described) if described.dataset_id == removed.dataset_id => {
            described.about.clear();
        }
        Fact::ReceiveMessage(said) => {
            let of = |seen: &&mut Box<Seen>| seen.dataset_id == Some(removed.dataset_id);
            let seen = said.seen.as_mut().filter(of);
            seen.into_iter().for_each(|seen| seen.forget());
        }
        Fact::ViewShown(shown) if shown.dataset_id == removed.dataset_id => {
            shown.view = View::default();
        }
        Fact::AnalysisUpdate(update) if update.dataset_id == removed.dataset_id => {
            update.output = None;
            update.output_url = None;
            update.error = None;
        }
        Fact::RunCheckpoint(kept) if kept.dataset_id == removed.dataset_id => {
            kept.output = None;
            kept.output_url = None;
        }
        _ => {}
    }
}
