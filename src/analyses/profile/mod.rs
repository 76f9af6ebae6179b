//! Profile: every column at a glance.

#[cfg(feature = "ssr")]
mod compute;
#[cfg(test)]
mod tests;

use super::{Analysis, Field, Form, Picture};
use crate::shared::{analysis::AnalysisError, dataset::Dataset, text::isolated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Every column at a glance: values, missing, distinct, lowest, highest, mean, spread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {}

impl Analysis for Profile {
    const NAME: &'static str = "profile";
    const LABEL: &'static str = "Column profile";
    const PICTURE: Picture = Picture::Table;
    const VERSION: u32 = 1;
    const FIELDS: &'static [Field] = &[];

    fn from_form(_: &Form<'_>) -> Self {
        Self {}
    }

    fn fits(&self, _: &Dataset) -> Result<(), AnalysisError> {
        Ok(())
    }

    fn title(&self, dataset_name: &str) -> String {
        format!("Profile of {}", isolated(dataset_name))
    }
}
