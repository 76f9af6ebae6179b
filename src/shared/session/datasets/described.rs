//! What a data set is called, and what is said of it.

use crate::shared::{
    account::Person,
    dataset::{Dataset, MAX_NAME_CHARS},
    ids::DatasetId,
    session::{EntryBody, Rejection, Rule, Stamp, StreamState},
    stream::{Event, Fact, Kind},
    text::{clean, isolated, prose},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub const MAX_ABOUT_CHARS: usize = 500;

/// Renames a data set with all its versions, and says what this version is. Whoever added it may, and the
/// session's creator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeDataset {
    pub dataset_id: DatasetId,
    /// 1 to 80 characters; no other data set has it.
    pub name: String,
    /// At most 500 characters; none when empty.
    #[serde(default)]
    pub about: String,
}

/// A data set is called so from now on, and so are its other versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DatasetDescribed {
    pub dataset_id: DatasetId,
    pub name: String,
    /// Empty, too, where the data set was removed since.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// The other versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<DatasetId>,
}

/// What a line of the conversation says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    pub before: String,
    pub now: String,
}

impl Named {
    /// "Ada renamed weather to wind", "Ada described weather"
    pub fn words(&self, by: &Person) -> String {
        let (by, before, now) = (
            isolated(&by.name),
            isolated(&self.before),
            isolated(&self.now),
        );
        match before == now {
            true => format!("{by} described {now}"),
            false => format!("{by} renamed {before} to {now}"),
        }
    }
}

impl Rule for DescribeDataset {
    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        let dataset = state.dataset_here(self.dataset_id)?;
        if dataset.by.id != by.id && !state.is_creator(by.id) {
            return Err(Rejection::NotYourDataset);
        }
        let (name, about) = (clean(&self.name), prose(&self.about));
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
            return Err(Rejection::BadDatasetName {
                max: MAX_NAME_CHARS,
            });
        }
        let length = about.chars().count();
        if length > MAX_ABOUT_CHARS {
            let max = MAX_ABOUT_CHARS;
            return Err(Rejection::AboutTooLong { length, max });
        }
        if name != dataset.name && state.datasets.iter().any(|one| one.name == name) {
            return Err(Rejection::DatasetNameTaken);
        }
        match name == dataset.name && about == dataset.about {
            true => Err(Rejection::DatasetUnchanged),
            false => Ok(()),
        }
    }

    fn decide(self, state: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let dataset = state.dataset_here(self.dataset_id)?;
        let other = |one: &&Dataset| one.name == dataset.name && one.dataset_id != self.dataset_id;
        let described = DatasetDescribed {
            dataset_id: self.dataset_id,
            name: clean(&self.name),
            about: prose(&self.about),
            versions: state
                .datasets
                .iter()
                .filter(other)
                .map(|one| one.dataset_id)
                .collect(),
        };
        Ok(described.into())
    }
}

impl Kind for DatasetDescribed {
    const NAME: &'static str = "dataset_described";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let mut before = None;
        for dataset in &mut state.datasets {
            let is_it = dataset.dataset_id == self.dataset_id;
            if !is_it && !self.versions.contains(&dataset.dataset_id) {
                continue;
            }
            let old = std::mem::replace(&mut dataset.name, self.name.clone());
            if is_it {
                before = Some(old);
                if dataset.removal.is_none() {
                    dataset.about.clone_from(&self.about);
                }
            }
        }
        let Some(before) = before else { return };
        let named = Named {
            before,
            now: self.name.clone(),
        };
        let body = EntryBody::Dataset {
            dataset_id: self.dataset_id,
            text: named.words(&event.by),
            shown: None,
            named: Some(named),
        };
        state.chat.push(event, body);
        state.retell_datasets();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::{
        datasets::{AddDataset, RemoveDataset, redact},
        testing::{Story, ada, grace},
    };
    use uuid::Uuid;

    fn called(dataset_id: DatasetId, name: &str, about: &str) -> DescribeDataset {
        DescribeDataset {
            dataset_id,
            name: name.into(),
            about: about.into(),
        }
    }

    fn again(name: &str, id: u128) -> AddDataset {
        AddDataset {
            dataset_id: DatasetId(Uuid::from_u128(id)),
            name: name.into(),
            rows: 2,
            columns: vec![],
            bytes: 1,
            notes: vec![],
            content: String::new(),
            place: Default::default(),
            live: false,
            sample: None,
        }
    }

    fn last_line(story: &Story) -> String {
        match &story.state.chat.timeline.last().unwrap().body {
            EntryBody::Dataset { text, .. } => text.replace(['\u{2068}', '\u{2069}'], ""),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_new_name_is_that_of_all_versions() {
        let (mut story, first) = Story::with_weather();
        story.when(&grace(), again("weather", 78)).unwrap();
        let second = DatasetId(Uuid::from_u128(78));
        let renamed = called(second, "  wind ", "Bergen,\nhourly ");
        story.when(&grace(), renamed.clone()).unwrap();
        assert_eq!(last_line(&story), "Grace renamed weather to wind");
        let names: Vec<_> = story.state.datasets.iter().map(|one| &*one.name).collect();
        assert_eq!(names, ["wind", "wind"]);
        let about = |id| story.state.dataset(id).unwrap().about.clone();
        assert_eq!(
            (about(first), about(second)),
            (String::new(), "Bergen,\nhourly".into())
        );
        assert_eq!(story.state.newer_than(first).unwrap().dataset_id, second);
        let same = story.when(&grace(), renamed);
        assert_eq!(same, Err(Rejection::DatasetUnchanged));
        // What comes under the new name is its next version, and is described as the last one was.
        story.when(&ada(), again("wind", 79)).unwrap();
        let third = story.state.datasets.last().unwrap();
        assert_eq!((third.version, &*third.about), (3, "Bergen,\nhourly"));
        story.when(&ada(), called(first, "wind", "2012")).unwrap();
        assert_eq!(last_line(&story), "Ada described wind");
    }

    #[test]
    fn a_name_that_cannot_be_is_refused() {
        let (mut story, id) = Story::with_weather();
        story.when(&grace(), again("tides", 78)).unwrap();
        for (name, about, why) in [
            (" \u{200b}", "", Rejection::BadDatasetName { max: 80 }),
            (&*"x".repeat(81), "", Rejection::BadDatasetName { max: 80 }),
            ("tides", "", Rejection::DatasetNameTaken),
            ("weather", "", Rejection::DatasetUnchanged),
            (
                "weather",
                &*"x".repeat(501),
                Rejection::AboutTooLong {
                    length: 501,
                    max: 500,
                },
            ),
        ] {
            assert_eq!(
                story.when(&ada(), called(id, name, about)),
                Err(why),
                "{name}"
            );
        }
        let not_hers = story.when(&grace(), called(id, "wind", ""));
        assert_eq!(not_hers, Err(Rejection::NotYourDataset));
    }

    #[test]
    fn nothing_that_was_said_of_it_outlives_it() {
        let (mut story, dataset_id) = Story::with_weather();
        story
            .when(&ada(), called(dataset_id, "wind", "secret"))
            .unwrap();
        let mut described = story.events.last().unwrap().clone();
        story.when(&ada(), RemoveDataset { dataset_id }).unwrap();
        assert_eq!(last_line(&story), "Ada removed wind");
        redact(&mut described, story.events.last().unwrap());
        for told in [
            serde_json::to_string(&story.state).unwrap(),
            serde_json::to_string(&described).unwrap(),
        ] {
            assert!(!told.contains("secret") && told.contains("wind"), "{told}");
        }
    }
}
