//! Top values: the most frequent values of a column, and what is beside them.

#[cfg(feature = "ssr")]
mod compute;
#[cfg(test)]
mod tests;

use super::{Analysis, Field, Form, Picture, Suits, has_column, unsuitable};
use crate::shared::{analysis::AnalysisError, dataset::Dataset, text::isolated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The `n` most frequent values of a column, with their shares of all rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopValues {
    pub column: String,
    /// 1 to 100; none means 10.
    #[serde(default)]
    pub n: Option<u32>,
}

/// How many are shown unless it is said.
const USUAL: u32 = 10;
const MOST: u32 = 100;

impl Analysis for TopValues {
    const NAME: &'static str = "top_values";
    const LABEL: &'static str = "Top values";
    const PICTURE: Picture = Picture::Bars;
    const VERSION: u32 = 2;
    const FIELDS: &'static [Field] = &[
        Field::column("column", "Column", Suits::Groups),
        Field::count("n", "Values", MOST, Some(USUAL)),
    ];

    fn from_form(form: &Form<'_>) -> Self {
        Self {
            column: form.text("column"),
            n: form.number("n"),
        }
    }

    fn fits(&self, dataset: &Dataset) -> Result<(), AnalysisError> {
        if self.n.is_some_and(|n| !(1..=MOST).contains(&n)) {
            return Err(unsuitable("Choose 1 to 100 values to be shown."));
        }
        has_column(dataset, &self.column)
    }

    fn title(&self, _: &str) -> String {
        format!("Top values of {}", isolated(&self.column))
    }
}
