//! The data that people added.

mod described;
mod removal;
mod sample;
mod shown;

pub use described::{DatasetDescribed, DescribeDataset, MAX_ABOUT_CHARS, Named};
pub use removal::{DatasetRemoved, RemoveDataset, redact};
pub use sample::{FIRST_RATE, RATES, RunSample, SampleSet};
pub use shown::{ShowView, ViewShown};

use super::{EntryBody, Rejection, Rule, Stamp, StreamState};
use crate::shared::{
    account::Person,
    dataset::{Column, Dataset, Sample},
    ids::DatasetId,
    stream::{Event, Fact, Kind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Not;

/// The author's file has been read and stored.
#[derive(Clone, Debug, PartialEq)]
pub struct AddDataset {
    pub dataset_id: DatasetId,
    pub name: String,
    pub rows: i64,
    pub columns: Vec<Column>,
    pub bytes: i64,
    pub notes: Vec<String>,
    /// See [`Dataset::content`].
    pub content: String,
    pub place: Place,
    /// See [`Dataset::live`].
    pub live: bool,
    /// Rows a second of the built-in source that it begins with.
    pub sample: Option<i64>,
}

/// What becomes of a file whose name is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The next version of the data set of its name.
    #[default]
    Next,
    /// A data set of its own, with a name of its own.
    Own,
    /// The next version of this one, with its rows before the file's; only while that is the newest.
    After(DatasetId),
}

/// A data set is there for everyone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DatasetUpdate {
    pub dataset_id: DatasetId,
    pub name: String,
    pub status: DatasetStatus,
    /// How many.
    pub rows: i64,
    /// In the file's order.
    pub columns: Vec<Column>,
    /// Counts up when the same name is uploaded again.
    pub version: i64,
    /// Size of the original file.
    #[serde(default)]
    pub bytes: i64,
    /// What the reader should know of how it was read, a sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The beginning of the SHA-256 of the original file, in hex.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content: String,
    /// What is said of it, which it has from the version before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Whether rows are appended to it, by `append_rows` or over HTTP. Signals tell how many there are by then.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub live: bool,
    /// How many rows a second the built-in source appends to it from now on; none where programs send them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<i64>,
}

/// How far a data set has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatasetStatus {
    Ready,
}

impl Rule for AddDataset {
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        match self.place {
            Place::After(before) => {
                state.dataset_here(before)?;
                match state.newer_than(before) {
                    Some(_) => Err(Rejection::DatasetHasNewer),
                    None => Ok(()),
                }
            }
            Place::Next | Place::Own => match state.running_sample() {
                Some(_) if self.sample.is_some() => Err(Rejection::SampleRuns),
                _ => Ok(()),
            },
        }
    }

    fn decide(self, state: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let named = |name: &str| state.datasets.iter().filter(|one| one.name == name).count();
        let newest = state.datasets.iter().rfind(|one| one.name == self.name);
        // A file is no version of what rows are appended to.
        let is_of_live = newest.is_some_and(|newest| newest.live);
        let name = match self.place {
            Place::Next if is_of_live => free_name(self.name, |name| named(name) == 0),
            Place::Own => free_name(self.name, |name| named(name) == 0),
            Place::After(before) => state.dataset_here(before)?.name.clone(),
            Place::Next => self.name,
        };
        let version = 1 + named(&name);
        let before = state.datasets.iter().rfind(|one| one.name == name);
        let about = before.map(|one| one.about.clone()).unwrap_or_default();
        let added = DatasetUpdate {
            dataset_id: self.dataset_id,
            name,
            status: DatasetStatus::Ready,
            rows: self.rows,
            columns: self.columns,
            version: version as i64,
            bytes: self.bytes,
            notes: self.notes,
            content: self.content,
            about,
            live: self.live,
            sample: self.sample,
        };
        Ok(added.into())
    }
}

impl Kind for DatasetUpdate {
    const NAME: &'static str = "dataset_update";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        state.datasets.push(Dataset {
            dataset_id: self.dataset_id,
            name: self.name.clone(),
            rows: self.rows,
            columns: self.columns.clone(),
            bytes: self.bytes,
            version: self.version,
            notes: self.notes.clone(),
            content: self.content.clone(),
            about: self.about.clone(),
            by: event.by.clone(),
            at: event.at,
            removal: None,
            shown: None,
            live: self.live,
            sample: self
                .sample
                .map(|rate| Box::new(Sample::started(&event.by, event.at, rate))),
        });
        let added = state.datasets.last().map(Dataset::added);
        let body = EntryBody::Dataset {
            dataset_id: self.dataset_id,
            text: added.unwrap_or_default(),
            shown: None,
            named: None,
        };
        state.chat.push(event, body);
    }
}

/// "weather", or "weather (2)" where that is taken.
fn free_name(name: String, is_free: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|n| format!("{name} ({n})"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| is_free(name)).unwrap_or(name)
}

fn find(datasets: &[Dataset], dataset_id: DatasetId) -> Option<&Dataset> {
    datasets
        .iter()
        .find(|dataset| dataset.dataset_id == dataset_id)
}

impl StreamState {
    /// Those that rows are appended to.
    pub fn live_datasets(&self) -> Vec<DatasetId> {
        let live = self
            .datasets
            .iter()
            .filter(|one| one.live && one.removal.is_none());
        live.map(|one| one.dataset_id).collect()
    }

    /// Says how many rows a live data set has by now. No event of the log: it is told by a signal.
    pub fn count_rows(&mut self, dataset_id: DatasetId, rows: i64) {
        let mut live = self.datasets.iter_mut().filter(|one| one.live);
        if let Some(dataset) = live.find(|one| one.dataset_id == dataset_id) {
            dataset.rows = rows;
        }
    }

    pub fn dataset(&self, dataset_id: DatasetId) -> Option<&Dataset> {
        find(&self.datasets, dataset_id)
    }

    /// The data set, unless it was removed.
    pub fn dataset_here(&self, dataset_id: DatasetId) -> Result<&Dataset, Rejection> {
        let dataset = self.dataset(dataset_id).ok_or(Rejection::UnknownDataset)?;
        match dataset.removal {
            None => Ok(dataset),
            Some(_) => Err(Rejection::DatasetRemoved),
        }
    }

    /// The newest version of a data set; none when that is itself, or when it is there no more.
    pub fn newer_than(&self, dataset_id: DatasetId) -> Option<&Dataset> {
        let known = self.dataset(dataset_id)?;
        let newer = |one: &&Dataset| {
            one.name == known.name && one.version > known.version && one.removal.is_none()
        };
        self.datasets
            .iter()
            .filter(newer)
            .max_by_key(|one| one.version)
    }

    /// Gives the lines about data sets the words of today: names change, and so does what an older
    /// program wrote into a snapshot.
    pub fn retell_datasets(&mut self) {
        for entry in &mut self.chat.timeline {
            if let EntryBody::Dataset {
                dataset_id,
                text,
                shown,
                named,
            } = &mut entry.body
                && let Some(dataset) = find(&self.datasets, *dataset_id)
            {
                let removal = dataset.removal.as_ref();
                *text = match (shown, named) {
                    (Some(view), _) => shown::shows(&entry.by, dataset, view),
                    (None, Some(named)) => named.words(&entry.by),
                    (None, None) if removal.is_some_and(|removal| removal.n == entry.n) => {
                        dataset.removed().unwrap_or_default()
                    }
                    (None, None) => dataset.added(),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::{
        runs::{ReportRun, RunAnalysis, RunReport, RunStatus},
        testing::{Story, ada, grace, mean_wind},
    };
    use uuid::Uuid;

    #[test]
    fn the_same_name_again_is_the_next_version() {
        let (mut story, _) = Story::with_weather();
        let again = AddDataset {
            dataset_id: DatasetId(Uuid::from_u128(78)),
            name: "weather".into(),
            rows: 2_000,
            columns: vec![],
            bytes: 1,
            notes: vec![],
            content: String::new(),
            place: Place::Next,
            live: false,
            sample: None,
        };
        story.when(&grace(), again.clone()).unwrap();
        assert_eq!(story.state.datasets[1].version, 2);
        let live = AddDataset {
            name: "sensors".into(),
            live: true,
            ..again.clone()
        };
        story.when(&grace(), live.clone()).unwrap();
        story
            .when(
                &grace(),
                AddDataset {
                    live: false,
                    ..live
                },
            )
            .unwrap();
        let last = story.state.datasets.last().unwrap();
        assert_eq!((last.name.as_str(), last.version), ("sensors (2)", 1));
        for expected in ["weather (2)", "weather (3)"] {
            let own = AddDataset {
                place: Place::Own,
                ..again.clone()
            };
            story.when(&grace(), own).unwrap();
            let last = story.state.datasets.last().unwrap();
            assert_eq!((last.name.as_str(), last.version), (expected, 1));
        }
    }

    #[test]
    fn nothing_is_left_of_what_was_taken_away_but_who_did_it() {
        let (mut story, dataset_id) = Story::with_weather();
        let run_id = story.asks(&grace(), dataset_id, mean_wind());
        let removal = RemoveDataset { dataset_id };
        let refused = story.when(&grace(), removal.clone()).unwrap_err();
        assert_eq!(refused, Rejection::NotYourDataset);
        story.when(&ada(), removal.clone()).unwrap();
        let dataset = story.state.dataset(dataset_id).unwrap();
        assert_eq!(dataset.removed().as_deref(), Some("Ada removed weather"));
        assert!(dataset.columns.is_empty() && dataset.notes.is_empty());
        let run = story.state.run(run_id).unwrap();
        assert_eq!(run.status, RunStatus::Cancelled);
        assert_eq!(run.stopped_by, Some(ada()));
        let ended = ReportRun {
            run_id,
            report: RunReport::Started,
        };
        assert_eq!(story.when(&ada(), ended), Err(Rejection::RunHasEnded));
        let again = RunAnalysis {
            dataset_id,
            spec: mean_wind(),
        };
        assert_eq!(story.when(&grace(), again), Err(Rejection::DatasetRemoved));
        assert_eq!(story.when(&ada(), removal), Err(Rejection::DatasetRemoved));
        let last = story.state.chat.timeline.last().cloned().unwrap().body;
        let text = "Ada removed weather".to_owned();
        assert_eq!(
            last,
            EntryBody::Dataset {
                dataset_id,
                text,
                shown: None,
                named: None,
            }
        );
    }
}
