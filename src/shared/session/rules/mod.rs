//! Rules of live data sets, which speak when something is so: a mean above a bound, rows that stop coming, a value
//! never seen. The server finds out whether it is so; the log says when a rule fired and when it cleared.

mod commands;
mod facts;
mod words;

#[cfg(test)]
mod tests;

pub use commands::{MakeRule, RemoveRule, SpeakRule};
pub use facts::{RuleCleared, RuleFired, RuleMade, RuleRemoved, redact};
pub use words::{condition, span};

use super::StreamState;
use crate::shared::{
    account::Person,
    ids::{DatasetId, RuleId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Not;

/// Of those of one session.
pub const MAX_RULES: usize = 20;
/// The longest time that a rule speaks of, in seconds.
pub const LONGEST_S: i64 = 24 * 60 * 60;
/// What has fired must not be so for this long before it clears, so that what wavers does not speak all the time.
pub const CALM_MS: i64 = 1_000;
/// New values that a rule remembers to have told.
const MOST_TOLD: usize = 1_000;

/// A rule of a live data set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LiveRule {
    pub rule_id: RuleId,
    pub dataset_id: DatasetId,
    pub condition: Condition,
    /// Who made it.
    pub by: Person,
    pub at: i64,
    /// Whether it fired and has not cleared.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub firing: bool,
    /// New values that it told of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<String>,
}

/// When a rule speaks. Rows count from the moment in which they came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub of: RuleOf,
    /// Its column; none where rows are counted, or awaited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The last so many seconds are looked at.
    #[serde(default)]
    pub over_s: i64,
    /// Whether it speaks below the bound; above it otherwise.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub below: bool,
    #[serde(default)]
    pub bound: f64,
    /// It has to be so for this many seconds; of silence, how long no row came.
    #[serde(default)]
    pub for_s: i64,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleOf {
    /// How many rows came.
    #[default]
    Count,
    Mean,
    Sum,
    Min,
    Max,
    /// No row came.
    Silence,
    /// A value that the column never had.
    NewValue,
}

impl RuleOf {
    pub const ALL: [Self; 7] = [
        Self::Mean,
        Self::Sum,
        Self::Min,
        Self::Max,
        Self::Count,
        Self::Silence,
        Self::NewValue,
    ];

    /// Whether it holds a number against a bound.
    pub fn is_measured(self) -> bool {
        !matches!(self, Self::Silence | Self::NewValue)
    }

    pub fn needs_column(self) -> bool {
        !matches!(self, Self::Count | Self::Silence)
    }
}

impl StreamState {
    pub fn rule(&self, rule_id: RuleId) -> Option<&LiveRule> {
        self.rules.iter().find(|rule| rule.rule_id == rule_id)
    }

    /// Those of one data set, the first first.
    pub fn rules_of(&self, dataset_id: DatasetId) -> Vec<LiveRule> {
        let of = |rule: &&LiveRule| rule.dataset_id == dataset_id;
        self.rules.iter().filter(of).cloned().collect()
    }
}
