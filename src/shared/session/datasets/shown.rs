//! A view of a data set that somebody shows to everyone.

use crate::shared::{
    account::Person,
    dataset::{Dataset, Shown},
    ids::DatasetId,
    session::{EntryBody, Rejection, Rule, Stamp, StreamState},
    stream::{Event, Fact, Kind},
    text::isolated,
    view::{View, words},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Filters, keys of an order, and values of one filter: what a person can make, and some.
const MOST_PARTS: usize = 100;
/// Of a value or a text that is looked for.
const LONGEST_BYTES: usize = 2_000;

/// Shows everyone the rows that the author sees, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowView {
    pub dataset_id: DatasetId,
    pub view: View,
}

/// Everyone's grid of the data set has this view, until they choose one of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ViewShown {
    pub dataset_id: DatasetId,
    /// All rows, where the data set was removed since.
    #[serde(default)]
    pub view: View,
}

impl Rule for ShowView {
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        let dataset = state.dataset_here(self.dataset_id)?;
        let shown = dataset.shown.as_ref().map(|shown| &shown.view);
        let unknown = self
            .view
            .columns()
            .any(|column| dataset.column(column).is_none());
        if unknown || !self.view.is_within(MOST_PARTS, LONGEST_BYTES) {
            return Err(Rejection::ViewDoesNotFit);
        }
        match shown.unwrap_or(&View::default()) == &self.view {
            true => Err(Rejection::ViewIsShown),
            false => Ok(()),
        }
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let Self { dataset_id, view } = self;
        Ok(ViewShown { dataset_id, view }.into())
    }
}

impl Kind for ViewShown {
    const NAME: &'static str = "view_shown";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let dataset_id = self.dataset_id;
        let mut all = state.datasets.iter_mut();
        let Some(dataset) = all.find(|one| one.dataset_id == dataset_id) else {
            return;
        };
        if dataset.removal.is_none() {
            let (n, view) = (event.n, self.view.clone());
            dataset.shown = Some(Box::new(Shown { n, view }));
        }
        let text = shows(&event.by, dataset, &self.view);
        let body = EntryBody::Dataset {
            dataset_id,
            text,
            shown: Some(self.view.clone()),
            named: None,
        };
        state.chat.push(event, body);
    }
}

/// "Ada shows weather: wind 3 to 8, by date"
pub fn shows(by: &Person, dataset: &Dataset, view: &View) -> String {
    let (by, title) = (isolated(&by.name), dataset.title());
    match (&dataset.removal, words::whole(view)) {
        (Some(_), _) => format!("{by} showed {title}"),
        (None, words) if words.is_empty() => format!("{by} shows all of {title}"),
        (None, words) => format!("{by} shows {title}: {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        session::testing::{Story, ada, grace},
        view::{Filter, SortKey, Test},
    };

    fn windy() -> View {
        View {
            sort: vec![SortKey {
                column: "wind".into(),
                descending: true,
            }],
            filters: vec![Filter {
                column: "wind".into(),
                test: Test::Between {
                    from: Some("3".into()),
                    to: None,
                },
            }],
            find: String::new(),
        }
    }

    fn last_line(story: &Story) -> String {
        match &story.state.chat.timeline.last().unwrap().body {
            EntryBody::Dataset { text, .. } => text.replace(['\u{2068}', '\u{2069}'], ""),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn everyone_sees_what_one_shows() {
        let (mut story, dataset_id) = Story::with_weather();
        let show = |view| ShowView { dataset_id, view };
        story.when(&grace(), show(windy())).unwrap();
        let shown = story.state.dataset(dataset_id).unwrap().shown.clone();
        assert_eq!(shown.unwrap().view, windy());
        assert_eq!(
            last_line(&story),
            "Grace shows weather: wind from 3, by wind, descending"
        );
        let again = story.when(&ada(), show(windy()));
        assert_eq!(again, Err(Rejection::ViewIsShown));
        story.when(&ada(), show(View::default())).unwrap();
        assert_eq!(last_line(&story), "Ada shows all of weather");
    }

    #[test]
    fn a_view_that_does_not_fit_is_refused() {
        let (mut story, dataset_id) = Story::with_weather();
        let mut view = windy();
        view.sort[0].column = "gusts".into();
        let show = |view| ShowView { dataset_id, view };
        assert_eq!(
            story.when(&ada(), show(view)),
            Err(Rejection::ViewDoesNotFit)
        );
        let long = View {
            find: "x".repeat(LONGEST_BYTES + 1),
            ..View::default()
        };
        assert_eq!(
            story.when(&ada(), show(long)),
            Err(Rejection::ViewDoesNotFit)
        );
    }

    #[test]
    fn nothing_of_a_view_outlives_its_data_set() {
        use crate::shared::session::datasets::RemoveDataset;
        let (mut story, dataset_id) = Story::with_weather();
        let view = windy();
        story.when(&ada(), ShowView { dataset_id, view }).unwrap();
        story.when(&ada(), RemoveDataset { dataset_id }).unwrap();
        let told = serde_json::to_string(&story.state).unwrap();
        assert!(
            !told.contains("from 3") && !told.contains("between"),
            "{told}"
        );
        assert!(told.contains("showed"), "{told}");
    }
}
