//! What a command became, and what its ack says of that.

use crate::shared::{
    ids::{RuleId, RunId},
    protocol::{MakeRuleOk, RunAnalysisOk, SendMessageOk, Stored},
    stream::Event,
};

/// A committed command; `dup` when its `cid` had been stored before.
#[derive(Clone, Debug)]
pub struct Submitted {
    pub event: Event,
    pub dup: bool,
}

impl From<Submitted> for Stored {
    fn from(Submitted { event, dup }: Submitted) -> Self {
        Self { n: event.n, dup }
    }
}

impl From<Submitted> for SendMessageOk {
    fn from(Submitted { event, dup }: Submitted) -> Self {
        Self {
            n: event.n,
            id: event.id,
            at: event.at,
            dup,
        }
    }
}

impl From<Submitted> for MakeRuleOk {
    fn from(Submitted { event, dup }: Submitted) -> Self {
        Self {
            n: event.n,
            rule_id: RuleId(event.id.0),
            dup,
        }
    }
}

impl From<Submitted> for RunAnalysisOk {
    fn from(Submitted { event, dup }: Submitted) -> Self {
        Self {
            n: event.n,
            run_id: RunId(event.id.0),
            dup,
        }
    }
}
