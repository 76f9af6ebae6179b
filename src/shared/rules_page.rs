//! What the page of a live data set's rules shows: those that there are, and the form for the next.

use super::{
    account::Person, dataset::Dataset, ids::SessionId, look::Look, session::rules::LiveRule,
};

#[derive(Clone, Debug)]
pub struct RulesPage {
    pub me: Person,
    pub look: Look,
    pub session: SessionId,
    pub dataset: Dataset,
    /// The first first.
    pub rules: Vec<LiveRule>,
    /// Whether rules can be made and removed: not in a session that is archived.
    pub may_change: bool,
    pub said: RuleSaid,
    /// Why it was not taken.
    pub problem: Option<String>,
}

/// A rule as it stands in the fields of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSaid {
    /// The name of a [`crate::shared::session::rules::RuleOf`].
    pub of: String,
    pub column: String,
    pub over: String,
    /// "above" or "below"
    pub side: String,
    pub bound: String,
    pub lasts: String,
}

impl Default for RuleSaid {
    fn default() -> Self {
        Self {
            of: "mean".into(),
            column: String::new(),
            over: "60".into(),
            side: "above".into(),
            bound: String::new(),
            lasts: "30".into(),
        }
    }
}
