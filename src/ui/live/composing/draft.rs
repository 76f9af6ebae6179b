//! The form "New analysis" as a value: what is chosen, and the spec it comes to.

use crate::analyses::{FieldValues, Form, Kind, Spec};
use crate::shared::{dataset::Dataset, ids::DatasetId};

/// What has been chosen so far; a value that is not there means "the first that fits".
#[derive(Clone, Debug)]
pub struct Draft {
    pub kind: Kind,
    pub dataset_id: Option<DatasetId>,
    pub values: FieldValues,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            kind: Kind::ALL[0],
            dataset_id: None,
            values: FieldValues::default(),
        }
    }
}

impl Draft {
    /// The chosen data set, or else the newest.
    pub fn dataset<'a>(&self, datasets: &'a [Dataset]) -> Option<&'a Dataset> {
        let chosen = datasets
            .iter()
            .find(|dataset| Some(dataset.dataset_id) == self.dataset_id);
        chosen.or(datasets.last())
    }

    pub fn form<'a>(&'a self, dataset: &'a Dataset) -> Form<'a> {
        Form::new(self.kind.fields(), &self.values, dataset)
    }

    /// The recipe that the form stands for, whether or not it fits the data.
    pub fn spec(&self, dataset: &Dataset) -> Spec {
        self.kind.from_form(&self.form(dataset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::{Aggregate, GroupBy, Histogram, Scatter};
    use crate::shared::session::testing::Story;

    fn weather() -> Dataset {
        Story::with_weather().0.state.datasets.remove(0)
    }

    fn draft(kind: &str, values: &[(&'static str, &str)]) -> Draft {
        let mut draft = Draft {
            kind: Kind::from_name(kind),
            ..Draft::default()
        };
        for (name, value) in values {
            draft.values.insert(name, (*value).to_owned());
        }
        draft
    }

    #[test]
    fn what_is_not_chosen_is_the_first_that_fits() {
        let scatter = Scatter {
            x: "wind".into(),
            y: "temp_max".into(),
        };
        let untouched = draft("scatter", &[]);
        assert_eq!(untouched.spec(&weather()), Spec::Scatter(scatter));
        let group = draft("group_by", &[("aggregate", "mean")]);
        let expected = GroupBy {
            by: "weather".into(),
            aggregate: Aggregate::Mean,
            measure: Some("wind".into()),
        };
        assert_eq!(group.spec(&weather()), Spec::GroupBy(expected));
    }

    #[test]
    fn columns_of_another_data_set_are_forgotten() {
        let expected = Histogram {
            column: "wind".into(),
            bins: None,
        };
        let other = draft("histogram", &[("column", "gone")]);
        assert_eq!(other.spec(&weather()), Spec::Histogram(expected));
    }

    #[test]
    fn bins_out_of_range_or_in_words_are_refused() {
        let weather = weather();
        for typed in ["0", "201", "many", "-3"] {
            let refusal = draft("histogram", &[("bins", typed)])
                .spec(&weather)
                .fits(&weather)
                .unwrap_err();
            assert_eq!(refusal.message, "A histogram has 1 to 200 bins.", "{typed}");
        }
    }

    #[test]
    fn a_data_set_without_numbers_is_refused_with_a_sentence() {
        let mut words = weather();
        words.columns.truncate(1);
        let histogram = draft("histogram", &[]);
        assert!(histogram.spec(&words).fits(&words).is_err());
        assert_eq!(histogram.form(&words).lacks(), Some("numbers"));
        assert_eq!(draft("group_by", &[]).form(&words).lacks(), None);
        let mean = draft("group_by", &[("aggregate", "mean")]);
        assert_eq!(mean.form(&words).lacks(), Some("numbers"));
        let series = draft("time_series", &[]);
        assert_eq!(series.form(&words).lacks(), Some("dates or times"));
    }

    #[test]
    fn a_measure_is_only_asked_for_what_takes_one() {
        let weather = weather();
        let asked = |values: &[(&'static str, &str)]| {
            let draft = draft("group_by", values);
            let form = draft.form(&weather);
            let asked = draft.kind.fields().iter().filter(|field| form.asks(field));
            asked.map(|field| field.name).collect::<Vec<_>>()
        };
        assert_eq!(asked(&[]), ["by", "aggregate"]);
        assert_eq!(
            asked(&[("aggregate", "sum")]),
            ["by", "aggregate", "measure"]
        );
    }
}
