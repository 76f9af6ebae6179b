//! What happened to a rule. The words of its line go along, without the name at their beginning: people change theirs.
//! A page shows them, and knows no rules.

use super::{Condition, LiveRule, MOST_TOLD};
use crate::shared::{
    ids::{DatasetId, RuleId},
    json::IN_A_PAGE,
    session::{EntryBody, StreamState},
    stream::{Event, Fact, Kind},
    text::isolated,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is left of the words where the data set was removed.
const GONE: &str = "’s rule was of a data set that was removed";

/// There is a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleMade {
    pub rule_id: RuleId,
    pub dataset_id: DatasetId,
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub condition: Condition,
    /// Follows its author's name: "’s rule for wind: no rows for 1 minute".
    pub text: String,
}

/// A rule is no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleRemoved {
    pub rule_id: RuleId,
    pub dataset_id: DatasetId,
    /// Follows the name of whoever removed it.
    pub text: String,
}

/// What a rule speaks of is so. The event's author is who made the rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleFired {
    pub rule_id: RuleId,
    pub dataset_id: DatasetId,
    /// Follows its author's name.
    pub text: String,
    /// Values that were never seen before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub values: Vec<String>,
}

/// It is so no longer. The event's author is who made the rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleCleared {
    pub rule_id: RuleId,
    pub dataset_id: DatasetId,
    /// Follows its author's name.
    pub text: String,
}

impl Kind for RuleMade {
    const NAME: &'static str = "rule_made";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        if !IN_A_PAGE {
            state.rules.push(LiveRule {
                rule_id: self.rule_id,
                dataset_id: self.dataset_id,
                condition: self.condition.clone(),
                by: event.by.clone(),
                at: event.at,
                firing: false,
                told: Vec::new(),
            });
        }
        say(state, event, self.dataset_id, &self.text);
    }
}

impl Kind for RuleRemoved {
    const NAME: &'static str = "rule_removed";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        if !IN_A_PAGE {
            state.rules.retain(|rule| rule.rule_id != self.rule_id);
        }
        say(state, event, self.dataset_id, &self.text);
    }
}

impl Kind for RuleFired {
    const NAME: &'static str = "rule_fired";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        if let Some(rule) = find(state, self.rule_id) {
            rule.firing = self.values.is_empty();
            rule.told.extend_from_slice(&self.values);
            let more = rule.told.len().saturating_sub(MOST_TOLD);
            rule.told.drain(..more);
        }
        say(state, event, self.dataset_id, &self.text);
    }
}

impl Kind for RuleCleared {
    const NAME: &'static str = "rule_cleared";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        if let Some(rule) = find(state, self.rule_id) {
            rule.firing = false;
        }
        say(state, event, self.dataset_id, &self.text);
    }
}

fn find(state: &mut StreamState, rule_id: RuleId) -> Option<&mut LiveRule> {
    let mut rules = state.rules.iter_mut();
    rules.find(|rule| !IN_A_PAGE && rule.rule_id == rule_id)
}

fn say(state: &mut StreamState, event: &Event, dataset_id: DatasetId, text: &str) {
    let text = format!("{}{text}", isolated(&event.by.name));
    state.chat.push(event, EntryBody::Rule { dataset_id, text });
}

impl StreamState {
    /// Leaves nothing of the rules of a data set that was removed.
    pub(in crate::shared::session) fn forget_rules(&mut self, gone: DatasetId) {
        if !IN_A_PAGE {
            self.rules.retain(|rule| rule.dataset_id != gone);
        }
        for entry in &mut self.chat.timeline {
            if let EntryBody::Rule { dataset_id, text } = &mut entry.body
                && *dataset_id == gone
            {
                *text = format!("{}{GONE}", isolated(&entry.by.name));
            }
        }
    }
}

/// Leaves nothing in `earlier` of a rule whose data set `later` took away.
pub fn redact(earlier: &mut Event, later: &Event) {
    let Fact::DatasetRemoved(removed) = &later.fact else {
        return;
    };
    let (of, text) = match &mut earlier.fact {
        Fact::RuleMade(made) => {
            if made.dataset_id == removed.dataset_id {
                made.condition = Condition::default();
            }
            (made.dataset_id, &mut made.text)
        }
        Fact::RuleRemoved(gone) => (gone.dataset_id, &mut gone.text),
        Fact::RuleFired(fired) => {
            if fired.dataset_id == removed.dataset_id {
                fired.values.clear();
            }
            (fired.dataset_id, &mut fired.text)
        }
        Fact::RuleCleared(cleared) => (cleared.dataset_id, &mut cleared.text),
        _ => return,
    };
    if of == removed.dataset_id {
        GONE.clone_into(text);
    }
}
