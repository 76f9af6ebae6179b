//! The work that the server must start because of an event.

use super::RunStatus;
use crate::shared::{
    ids::{DatasetId, RunId},
    session::StreamState,
    stream::{Event, Fact},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Hand the run to a worker; its reports come back as commands.
    StartRun(RunId),
    /// Whatever still works on the run must end.
    StopRun(RunId),
    /// What is kept of a data set must go, and whatever works on it must end.
    ClearDataset(DatasetId),
    /// What is kept of a page of notes must go.
    ClearNote,
}

/// What to start after `event` has been committed.
pub fn effects(event: &Event) -> Option<Effect> {
    let update = match &event.fact {
        Fact::AnalysisUpdate(update) => update,
        Fact::DatasetRemoved(removed) => return Some(Effect::ClearDataset(removed.dataset_id)),
        Fact::NoteRemoved(_) => return Some(Effect::ClearNote),
        _ => return None,
    };
    match update.status {
        RunStatus::Queued => Some(Effect::StartRun(update.run_id)),
        RunStatus::Cancelled => Some(Effect::StopRun(update.run_id)),
        RunStatus::Running | RunStatus::Done | RunStatus::Failed => None,
    }
}

/// What to start for a session that was just loaded: runs that a stopped server left open.
pub fn effects_after_restart(state: &StreamState) -> Vec<Effect> {
    let open = state.runs.iter().filter(|run| run.status.is_open());
    open.map(|run| Effect::StartRun(run.run_id)).collect()
}
