//! Group by: one row and one bar for each value of a column.

#[cfg(feature = "ssr")]
pub(super) mod compute;
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

    /// The one of that word; a count where there is none.
    pub(super) fn from_word(word: &str) -> Self {
        let named = Self::ALL.into_iter().find(|one| one.word() == word);
        named.unwrap_or(Self::Count)
    }

    /// Refuses what it cannot be taken of.
    pub(super) fn fits(
        self,
        measure: Option<&str>,
        dataset: &Dataset,
    ) -> Result<(), AnalysisError> {
        match (measure, self) {
            (_, Self::Count) => Ok(()),
            (Some(measure), _) => has_number(dataset, measure),
            (None, aggregate) => Err(unsuitable(format!(
                "Choose the column to take the {} of.",
                aggregate.word()
            ))),
        }
    }

    /// "Mean of wind", "Rows".
    pub(super) fn title(self, measure: Option<&str>) -> String {
        if self == Self::Count {
            return "Rows".to_owned();
        }
        let (first, rest) = self.word().split_at(1);
        let measure = isolated(measure.unwrap_or("rows"));
        format!("{}{rest} of {measure}", first.to_ascii_uppercase())
    }
}

pub(super) const WORDS: &[&str] = &[
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
    const VERSION: u32 = 4;
    const FIELDS: &'static [Field] = &[
        Field::column("by", "Group by", Suits::Groups),
        Field::choice("aggregate", "Aggregate", WORDS),
        Field::column("measure", "Of", Suits::Numbers).unless("aggregate", Aggregate::Count.word()),
    ];

    fn from_form(form: &Form<'_>) -> Self {
        let aggregate = Aggregate::from_word(&form.text("aggregate"));
        Self {
            by: form.text("by"),
            aggregate,
            measure: (aggregate != Aggregate::Count).then(|| form.text("measure")),
        }
    }

    fn fits(&self, dataset: &Dataset) -> Result<(), AnalysisError> {
        has_column(dataset, &self.by)?;
        self.aggregate.fits(self.measure.as_deref(), dataset)
    }

    fn title(&self, _: &str) -> String {
        let what = self.aggregate.title(self.measure.as_deref());
        format!("{what} by {}", isolated(&self.by))
    }
}
