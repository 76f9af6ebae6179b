//! The work that the server must start because of an event.

use super::SessionState;
use crate::shared::{
    ids::RunId,
    stream::{Event, Fact, RunStatus},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Hand the run to a worker; its reports come back as commands.
    StartRun(RunId),
    /// Whatever still works on the run must end.
    StopRun(RunId),
}

/// What to start after `event` has been committed.
pub fn effects(event: &Event) -> Option<Effect> {
    match &event.fact {
        Fact::AnalysisUpdate {
            run_id,
            status: RunStatus::Queued,
            ..
        } => Some(Effect::StartRun(*run_id)),
        Fact::AnalysisUpdate {
            run_id,
            status: RunStatus::Cancelled,
            ..
        } => Some(Effect::StopRun(*run_id)),
        _ => None,
    }
}

/// What to start for a session that was just loaded: runs that a stopped server left open.
pub fn effects_after_restart(state: &SessionState) -> Vec<Effect> {
    let open = state.runs.iter().filter(|run| run.status.is_open());
    open.map(|run| Effect::StartRun(run.run_id)).collect()
}
