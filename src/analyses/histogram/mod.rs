//! Histogram: how often values fall between equal steps.

#[cfg(feature = "ssr")]
mod compute;
#[cfg(test)]
mod tests;

use super::{Analysis, Field, Form, Picture, Suits, has_number, unsuitable};
use crate::shared::{analysis::AnalysisError, dataset::Dataset, text::isolated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often values fall between equal steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Histogram {
    pub column: String,
    /// 1 to 200, as nearly as bins with round edges come to it; none lets the Freedman-Diaconis rule
    /// choose.
    #[serde(default)]
    pub bins: Option<u32>,
}

const MOST_BINS: u32 = 200;

impl Analysis for Histogram {
    const NAME: &'static str = "histogram";
    const LABEL: &'static str = "Histogram";
    const PICTURE: Picture = Picture::Bars;
    const VERSION: u32 = 2;
    const FIELDS: &'static [Field] = &[
        Field::column("column", "Column", Suits::Numbers),
        Field::count("bins", "Bins", MOST_BINS, None),
    ];

    fn from_form(form: &Form<'_>) -> Self {
        Self {
            column: form.text("column"),
            bins: form.number("bins"),
        }
    }

    fn fits(&self, dataset: &Dataset) -> Result<(), AnalysisError> {
        if self
            .bins
            .is_some_and(|bins| !(1..=MOST_BINS).contains(&bins))
        {
            return Err(unsuitable("A histogram has 1 to 200 bins."));
        }
        has_number(dataset, &self.column)
    }

    fn title(&self, _: &str) -> String {
        format!("Distribution of {}", isolated(&self.column))
    }
}
