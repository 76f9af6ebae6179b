//! Making a rule and taking it away, and what the server finds out about it.

use super::{
    Condition, LONGEST_S, MAX_RULES, RuleCleared, RuleFired, RuleMade, RuleOf, RuleRemoved, words,
};
use crate::shared::{
    account::Person,
    ids::{DatasetId, RuleId},
    session::{Needs, Rejection, Rule, Stamp, StreamState},
    stream::Fact,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Makes a rule for a live data set. It speaks from now on, never of rows that came before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeRule {
    pub dataset_id: DatasetId,
    pub condition: Condition,
}

/// Takes a rule away. Any member may.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveRule {
    pub rule_id: RuleId,
}

/// The server has found out that a rule fires, or that it clears.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeakRule {
    pub rule_id: RuleId,
    pub fires: bool,
    /// The number that was held against the bound, where there is one.
    pub value: Option<f64>,
    /// Values that were never seen.
    pub values: Vec<String>,
}

impl Rule for MakeRule {
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        let dataset = state.dataset_here(self.dataset_id)?;
        if !dataset.live {
            return Err(Rejection::NotHere);
        }
        if state.rules.len() >= MAX_RULES {
            return Err(Rejection::TooManyRules { max: MAX_RULES });
        }
        let Condition {
            of,
            column,
            over_s,
            bound,
            for_s,
            ..
        } = &self.condition;
        let known = column.as_ref().map(|name| dataset.column(name));
        let fits = match known {
            None => !of.needs_column(),
            Some(Some(column)) => {
                of.needs_column() && (*of == RuleOf::NewValue || column.column_type.is_numeric())
            }
            Some(None) => false,
        };
        if !fits {
            return Err(Rejection::RuleColumn);
        }
        let times_fit = match of {
            RuleOf::NewValue => *over_s == 0 && *for_s == 0,
            RuleOf::Silence => *over_s == 0 && (1..=LONGEST_S).contains(for_s),
            _ => (1..=LONGEST_S).contains(over_s) && (0..=LONGEST_S).contains(for_s),
        };
        match times_fit && bound.is_finite() {
            true => Ok(()),
            false => Err(Rejection::RuleTimes),
        }
    }

    fn decide(self, state: &StreamState, _: &Person, stamp: Stamp) -> Result<Fact, Rejection> {
        let dataset = state.dataset_here(self.dataset_id)?;
        let made = RuleMade {
            rule_id: RuleId(stamp.id),
            dataset_id: self.dataset_id,
            text: words::made(&dataset.title(), &self.condition),
            condition: self.condition,
        };
        Ok(made.into())
    }
}

impl Rule for RemoveRule {
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        match state.rule(self.rule_id) {
            Some(_) => Ok(()),
            None => Err(Rejection::UnknownRule),
        }
    }

    fn decide(self, state: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let rule = state.rule(self.rule_id).ok_or(Rejection::UnknownRule)?;
        let dataset = state.dataset_here(rule.dataset_id)?;
        let removed = RuleRemoved {
            rule_id: self.rule_id,
            dataset_id: rule.dataset_id,
            text: words::removed(&dataset.title(), rule),
        };
        Ok(removed.into())
    }
}

impl Rule for SpeakRule {
    fn needs(&self) -> Needs {
        // Whoever made it may have left.
        Needs::Open
    }

    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        let rule = state.rule(self.rule_id).ok_or(Rejection::UnknownRule)?;
        let is_news = match rule.condition.of {
            RuleOf::NewValue => self.fires && !self.values.is_empty(),
            _ => self.fires != rule.firing,
        };
        match is_news {
            true => Ok(()),
            false => Err(Rejection::NotHere),
        }
    }

    fn decide(self, state: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let rule = state.rule(self.rule_id).ok_or(Rejection::UnknownRule)?;
        let title = state.dataset_here(rule.dataset_id)?.title();
        let (rule_id, dataset_id) = (rule.rule_id, rule.dataset_id);
        let text = words::spoke(&title, rule, self.fires, self.value, &self.values);
        Ok(match self.fires {
            true => RuleFired {
                rule_id,
                dataset_id,
                text,
                values: self.values,
            }
            .into(),
            false => RuleCleared {
                rule_id,
                dataset_id,
                text,
            }
            .into(),
        })
    }
}
