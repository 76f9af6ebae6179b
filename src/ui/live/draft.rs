//! The form "New analysis" as a value: what is chosen, and the spec it comes to.
//!
//! A choice that the data set cannot offer falls back to the first that it can, so switching data
//! sets or kinds never leaves the form pointing at nothing.

use crate::shared::{
    analysis::{Aggregate, GroupBy, Histogram, Profile, Scatter, Spec},
    dataset::{Column, ColumnType, Dataset},
    ids::DatasetId,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Profile,
    GroupBy,
    Histogram,
    Scatter,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Profile, Self::GroupBy, Self::Histogram, Self::Scatter];

    pub fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::GroupBy => "group_by",
            Self::Histogram => "histogram",
            Self::Scatter => "scatter",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Profile => "Column profile",
            Self::GroupBy => "Group by",
            Self::Histogram => "Histogram",
            Self::Scatter => "Scatter with regression",
        }
    }

    pub fn from_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .unwrap_or_default()
    }
}

/// What has been chosen so far; empty means "the first that fits".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    pub kind: Kind,
    pub dataset_id: Option<DatasetId>,
    pub by: String,
    pub aggregate: Option<Aggregate>,
    pub measure: String,
    pub column: String,
    /// As typed; empty lets the engine choose.
    pub bins: String,
    pub x: String,
    pub y: String,
}

impl Draft {
    /// The chosen data set, or else the newest.
    pub fn dataset<'a>(&self, datasets: &'a [Dataset]) -> Option<&'a Dataset> {
        let chosen = datasets
            .iter()
            .find(|dataset| Some(dataset.dataset_id) == self.dataset_id);
        chosen.or(datasets.last())
    }

    pub fn aggregate(&self) -> Aggregate {
        self.aggregate.unwrap_or(Aggregate::Count)
    }

    /// The recipe that the form stands for, whether or not it fits the data.
    pub fn spec(&self, dataset: &Dataset) -> Spec {
        let numbers = numbers(dataset);
        match self.kind {
            Kind::Profile => Spec::Profile(Profile {}),
            Kind::GroupBy => Spec::GroupBy(GroupBy {
                by: chosen(&self.by, &groups(dataset), 0),
                aggregate: self.aggregate(),
                measure: (self.aggregate() != Aggregate::Count)
                    .then(|| chosen(&self.measure, &numbers, 0)),
            }),
            Kind::Histogram => Spec::Histogram(Histogram {
                column: chosen(&self.column, &numbers, 0),
                bins: bins(&self.bins),
            }),
            Kind::Scatter => Spec::Scatter(Scatter {
                x: chosen(&self.x, &numbers, 0),
                y: chosen(&self.y, &numbers, 1),
            }),
        }
    }
}

/// Names of the columns that hold numbers.
pub fn numbers(dataset: &Dataset) -> Vec<String> {
    let numeric = dataset
        .columns
        .iter()
        .filter(|column| column.column_type.is_numeric());
    numeric.map(|column| column.name.clone()).collect()
}

/// All columns, those that group well (words, yes or no, dates) first.
pub fn groups(dataset: &Dataset) -> Vec<String> {
    let rank = |column: &Column| match column.column_type {
        ColumnType::Text | ColumnType::Boolean => 0,
        ColumnType::Date | ColumnType::DateTime => 1,
        ColumnType::Integer => 2,
        ColumnType::Number => 3,
    };
    let mut columns: Vec<&Column> = dataset.columns.iter().collect();
    columns.sort_by_key(|column| rank(column));
    columns
        .into_iter()
        .map(|column| column.name.clone())
        .collect()
}

/// `choice` where it is offered, else the offer at `place`, else the first, else the empty name.
pub fn chosen(choice: &str, offers: &[String], place: usize) -> String {
    let offered = offers.iter().find(|offer| *offer == choice);
    offered
        .or(offers.get(place))
        .or(offers.first())
        .cloned()
        .unwrap_or_default()
}

fn bins(typed: &str) -> Option<u32> {
    match typed.trim() {
        "" => None,
        // What is no number is refused by the same rule as a number out of range.
        text => Some(text.parse().unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::Story;

    fn weather() -> Dataset {
        Story::with_weather().0.state.datasets.remove(0)
    }

    #[test]
    fn an_untouched_form_is_a_recipe_that_fits() {
        let weather = weather();
        for kind in Kind::ALL {
            for aggregate in Aggregate::ALL {
                let draft = Draft {
                    kind,
                    aggregate: Some(aggregate),
                    ..Draft::default()
                };
                assert_eq!(draft.spec(&weather).fits(&weather), Ok(()), "{draft:?}");
            }
        }
        let draft = Draft {
            kind: Kind::Scatter,
            ..Draft::default()
        };
        let expected = Scatter {
            x: "wind".into(),
            y: "temp_max".into(),
        };
        assert_eq!(draft.spec(&weather), Spec::Scatter(expected));
    }

    #[test]
    fn columns_of_another_data_set_are_forgotten() {
        let draft = Draft {
            kind: Kind::Histogram,
            column: "gone".into(),
            ..Draft::default()
        };
        let expected = Histogram {
            column: "wind".into(),
            bins: None,
        };
        assert_eq!(draft.spec(&weather()), Spec::Histogram(expected));
    }

    #[test]
    fn bins_out_of_range_or_in_words_are_refused() {
        let weather = weather();
        for typed in ["0", "201", "many", "-3"] {
            let draft = Draft {
                kind: Kind::Histogram,
                bins: typed.into(),
                ..Draft::default()
            };
            let refusal = draft.spec(&weather).fits(&weather).unwrap_err();
            assert_eq!(refusal.message, "A histogram has 1 to 200 bins.", "{typed}");
        }
    }

    #[test]
    fn a_data_set_without_numbers_is_refused_with_a_sentence() {
        let mut words = weather();
        words.columns.truncate(1);
        let draft = Draft {
            kind: Kind::Histogram,
            ..Draft::default()
        };
        assert!(draft.spec(&words).fits(&words).is_err());
    }
}
