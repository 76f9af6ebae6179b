//! The built-in source of a live sample: started at a rate, or stopped, by either person or by the server.

use crate::shared::{
    account::Person,
    dataset::Sample,
    ids::DatasetId,
    session::{Needs, Rejection, Rule, Stamp, StreamState},
    stream::{Event, Fact, Kind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rows a second that there can be.
pub const RATES: [i64; 4] = [1, 10, 100, 1_000];
/// The rate with which it begins.
pub const FIRST_RATE: i64 = 10;

/// Starts or stops the source of a sample, or sets how fast its rows come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSample {
    pub dataset_id: DatasetId,
    /// One of [`RATES`]; the one of now where none is asked for.
    pub rate: Option<i64>,
    /// Whether it runs; as it does now where nothing is asked for.
    pub on: Option<bool>,
    /// Why the server stops it, a sentence; none where a person asks.
    pub why: Option<String>,
}

/// The source of a sample goes on in this way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleSet {
    pub dataset_id: DatasetId,
    /// Rows a second.
    pub rate: i64,
    /// Whether they come at all.
    pub on: bool,
    /// Why it stopped by itself, a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Rule for RunSample {
    fn needs(&self) -> Needs {
        match self.why {
            // Whoever started it may have left.
            Some(_) => Needs::Nothing,
            None => Needs::MembershipOfOpen,
        }
    }

    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        let dataset = state.dataset_here(self.dataset_id)?;
        let sample = dataset.sample.as_ref().ok_or(Rejection::NotHere)?;
        let is_known = self.rate.is_none_or(|rate| RATES.contains(&rate));
        if !is_known || (self.why.is_some() && !sample.on) {
            return Err(Rejection::NotHere);
        }
        match state.running_sample() {
            Some(other) if self.on == Some(true) && other != self.dataset_id => {
                Err(Rejection::SampleRuns)
            }
            _ => Ok(()),
        }
    }

    fn decide(self, state: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let dataset = state.dataset_here(self.dataset_id)?;
        let sample = dataset.sample.as_ref().ok_or(Rejection::NotHere)?;
        let set = SampleSet {
            dataset_id: self.dataset_id,
            rate: self.rate.unwrap_or(sample.rate),
            on: self.on.unwrap_or(sample.on),
            why: self.why,
        };
        Ok(set.into())
    }
}

impl Kind for SampleSet {
    const NAME: &'static str = "sample_set";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let mut all = state.datasets.iter_mut();
        let dataset = all.find(|one| one.dataset_id == self.dataset_id);
        if let Some(sample) = dataset.and_then(|dataset| dataset.sample.as_mut()) {
            if sample.on != self.on {
                (sample.by, sample.at) = (event.by.clone(), event.at);
            }
            (sample.rate, sample.on) = (self.rate, self.on);
            sample.why.clone_from(&self.why);
        }
    }
}

impl Sample {
    pub fn started(by: &Person, at: i64, rate: i64) -> Self {
        Self {
            rate,
            on: true,
            by: by.clone(),
            at,
            why: None,
        }
    }
}

impl StreamState {
    /// The data set whose source runs; a session has one at a time.
    pub fn running_sample(&self) -> Option<DatasetId> {
        let runs = |sample: &Sample| sample.on;
        let mut all = self.datasets.iter();
        let found = all.find(|one| one.sample.as_deref().is_some_and(runs));
        found.map(|one| one.dataset_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::{
        datasets::{AddDataset, Place, RemoveDataset},
        testing::{Story, ada, grace, noor},
    };
    use uuid::Uuid;

    fn add(id: u128) -> AddDataset {
        AddDataset {
            dataset_id: DatasetId(Uuid::from_u128(id)),
            name: "weather stations".into(),
            rows: 0,
            columns: vec![],
            bytes: 0,
            notes: vec![],
            content: String::new(),
            place: Place::Own,
            live: true,
            sample: Some(FIRST_RATE),
        }
    }

    fn run(id: u128, rate: i64, on: bool) -> RunSample {
        RunSample {
            dataset_id: DatasetId(Uuid::from_u128(id)),
            rate: Some(rate),
            on: Some(on),
            why: None,
        }
    }

    fn sample(story: &Story, id: u128) -> Sample {
        let dataset = story.state.dataset(DatasetId(Uuid::from_u128(id)));
        *dataset.unwrap().sample.clone().unwrap()
    }

    #[test]
    fn either_person_stops_it_and_starts_it_and_it_is_known_who() {
        let mut story = Story::with_two_people();
        story.when(&ada(), add(1)).unwrap();
        assert_eq!(sample(&story, 1).by, ada());
        let refused = story.when(&noor(), run(1, 10, false)).unwrap_err();
        assert_eq!(refused, Rejection::NotAMember);
        let refused = story.when(&grace(), run(1, 7, true)).unwrap_err();
        assert_eq!(refused, Rejection::NotHere);
        let since = sample(&story, 1).at;
        story.when(&grace(), run(1, 100, true)).unwrap();
        let faster = sample(&story, 1);
        // Another rate is no other start.
        assert_eq!((faster.rate, faster.at), (100, since));
        assert_eq!(faster.by, ada());
        story.when(&grace(), run(1, 100, false)).unwrap();
        let stopped = sample(&story, 1);
        assert_eq!((stopped.on, stopped.by), (false, grace()));
        assert_eq!(story.state.running_sample(), None);
    }

    #[test]
    fn the_server_stops_what_runs_and_says_why() {
        let mut story = Story::with_two_people();
        story.when(&ada(), add(1)).unwrap();
        let stop = RunSample {
            why: Some("It ran for 30 minutes.".into()),
            ..run(1, 10, false)
        };
        // By whoever started it, who may have left.
        story.when(&noor(), stop.clone()).unwrap();
        assert_eq!(sample(&story, 1).why, stop.why);
        assert_eq!(story.when(&noor(), stop), Err(Rejection::NotHere));
        story.when(&ada(), run(1, 10, true)).unwrap();
        assert_eq!(sample(&story, 1).why, None);
    }

    #[test]
    fn one_runs_at_a_time_and_none_without_its_data_set() {
        let mut story = Story::with_two_people();
        story.when(&ada(), add(1)).unwrap();
        let second = story.when(&grace(), add(2)).unwrap_err();
        assert_eq!(second, Rejection::SampleRuns);
        story.when(&ada(), run(1, 10, false)).unwrap();
        story.when(&grace(), add(2)).unwrap();
        let both = story.when(&ada(), run(1, 10, true)).unwrap_err();
        assert_eq!(both, Rejection::SampleRuns);
        let dataset_id = DatasetId(Uuid::from_u128(2));
        story.when(&grace(), RemoveDataset { dataset_id }).unwrap();
        assert_eq!(story.state.running_sample(), None);
        let gone = story.when(&ada(), run(2, 10, true)).unwrap_err();
        assert_eq!(gone, Rejection::DatasetRemoved);
    }
}
