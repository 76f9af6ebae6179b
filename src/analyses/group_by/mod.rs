//! Group by: one row and one bar for each value of a column.

#[cfg(feature = "ssr")]
mod compute;
#[cfg(test)]
mod tests;

use super::{Analysis, Field, Form, Picture, Suits, has_column, has_number, unsuitable};
use crate::shared::{analysis::AnalysisError, dataset::Dataset, text::isolated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One row and one bar for each value of `by`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupBy {
    pub by: String,
    pub aggregate: Aggregate,
    /// The numeric column to aggregate; none for a count.
    #[serde(default)]
    pub measure: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    Count,
    Sum,
    Mean,
    Median,
    Min,
    Max,
}

impl Aggregate {
    pub const ALL: [Self; 6] = [
        Self::Count,
        Self::Sum,
        Self::Mean,
        Self::Median,
        Self::Min,
        Self::Max,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Min => "lowest",
            Self::Max => "highest",
        }
    }
}

const WORDS: &[&str] = &[
    Aggregate::Count.word(),
    Aggregate::Sum.word(),
    Aggregate::Mean.word(),
    Aggregate::Median.word(),
    Aggregate::Min.word(),
    Aggregate::Max.word(),
];

impl Analysis for GroupBy {
    const NAME: &'static str = "group_by";
    const LABEL: &'static str = "Group by";
    const PICTURE: Picture = Picture::Bars;
    const VERSION: u32 = 3;
    const FIELDS: &'static [Field] = &[
        Field::column("by", "Group by", Suits::Groups),
        Field::choice("aggregate", "Aggregate", WORDS),
        Field::column("measure", "Of", Suits::Numbers).unless("aggregate", Aggregate::Count.word()),
    ];

    fn from_form(form: &Form<'_>) -> Self {
        let word = form.text("aggregate");
        let chosen = Aggregate::ALL.into_iter().find(|one| one.word() == word);
        let aggregate = chosen.unwrap_or(Aggregate::Count);
        Self {
            by: form.text("by"),
            aggregate,
            measure: (aggregate != Aggregate::Count).then(|| form.text("measure")),
        }
    }

    fn fits(&self, dataset: &Dataset) -> Result<(), AnalysisError> {
        has_column(dataset, &self.by)?;
        match (&self.measure, self.aggregate) {
            (_, Aggregate::Count) => Ok(()),
            (Some(measure), _) => has_number(dataset, measure),
            (None, aggregate) => Err(unsuitable(format!(
                "Choose the column to take the {} of.",
                aggregate.word()
            ))),
        }
    }

    fn title(&self, _: &str) -> String {
        let by = isolated(&self.by);
        if self.aggregate == Aggregate::Count {
            return format!("Rows by {by}");
        }
        let (first, rest) = self.aggregate.word().split_at(1);
        let measure = isolated(self.measure.as_deref().unwrap_or("rows"));
        format!("{}{rest} of {measure} by {by}", first.to_ascii_uppercase())
    }
}
