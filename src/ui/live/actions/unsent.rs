//! What was asked for here and is not in the log yet, as the page shows it.

use crate::client::{Pending, PendingState};
use crate::shared::{
    analysis::Spec,
    ids::{Cid, DatasetId, EventId},
    json,
    protocol::{ClientEvent, RunAnalysis, SendMessage},
};

/// A command in the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsent {
    pub cid: Cid,
    pub wish: Wish,
    /// By this device's clock, unix milliseconds.
    pub queued_at: i64,
    /// Why the server refused it; a sentence.
    pub refusal: Option<String>,
}

/// The part of a command that the page shows while it waits.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    Say(String),
    Run(DatasetId, Spec),
    /// Stopping a run, or changing a message.
    Other,
}

/// A message that was acked before its event came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub cid: Cid,
    pub n: i64,
    pub id: EventId,
    pub at: i64,
    pub text: String,
}

impl From<&Pending> for Unsent {
    fn from(pending: &Pending) -> Self {
        let refusal = match &pending.state {
            PendingState::Failed(error) => Some(error.message.clone()),
            _ => None,
        };
        Self {
            cid: pending.cid,
            wish: wish(pending),
            queued_at: pending.queued_at,
            refusal,
        }
    }
}

fn wish(pending: &Pending) -> Wish {
    let payload = pending.payload.clone();
    match pending.name.as_str() {
        SendMessage::NAME => json::read::<SendMessage>(payload)
            .map_or(Wish::Other, |message| Wish::Say(message.text)),
        RunAnalysis::NAME => json::read::<RunAnalysis>(payload)
            .map_or(Wish::Other, |run| Wish::Run(run.dataset_id, run.spec)),
        _ => Wish::Other,
    }
}
