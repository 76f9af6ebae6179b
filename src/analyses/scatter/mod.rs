//! Scatter: two numeric columns against each other, with the least-squares line.

#[cfg(feature = "ssr")]
mod compute;
#[cfg(test)]
mod tests;

use super::{Analysis, Field, Form, Picture, Suits, has_number};
use crate::shared::{analysis::AnalysisError, dataset::Dataset, text::isolated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Two numeric columns against each other, with the least-squares line and R².
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scatter {
    pub x: String,
    pub y: String,
}

impl Analysis for Scatter {
    const NAME: &'static str = "scatter";
    const LABEL: &'static str = "Scatter with regression";
    const PICTURE: Picture = Picture::Points;
    const VERSION: u32 = 2;
    const FIELDS: &'static [Field] = &[
        Field::column("x", "X", Suits::Numbers),
        Field::nth_column("y", "Y", Suits::Numbers, 1),
    ];

    fn from_form(form: &Form<'_>) -> Self {
        Self {
            x: form.text("x"),
            y: form.text("y"),
        }
    }

    fn fits(&self, dataset: &Dataset) -> Result<(), AnalysisError> {
        has_number(dataset, &self.x)?;
        has_number(dataset, &self.y)
    }

    fn title(&self, _: &str) -> String {
        format!("{} against {}", isolated(&self.y), isolated(&self.x))
    }
}
