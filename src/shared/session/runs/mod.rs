//! Analyses that people asked for, and what has come of them.

mod commands;
mod effects;
mod following;
#[cfg(test)]
mod tests;

pub use commands::{CancelAnalysis, ReportRun, RunAnalysis, RunReport};
pub use effects::{Effect, effects, effects_after_restart};
pub use following::{AsOf, CheckpointRun, Pause, PauseRun, RunCheckpoint, RunPaused, redact};

use super::StreamState;
use crate::shared::{
    account::Person,
    analysis::{Output, Spec},
    ids::{DatasetId, RunId},
    stream::{Event, Kind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One execution of a spec and what has come of it so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    pub run_id: RunId,
    pub dataset_id: DatasetId,
    pub spec: Spec,
    pub status: RunStatus,
    /// Who asked.
    pub by: Person,
    pub asked_at: i64,
    /// When the status last changed.
    pub changed_at: i64,
    /// Who stopped it, when it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Person>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Box<Output>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(default)]
    pub elapsed_ms: i64,
    /// Of which rows of a live data set the output is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<AsOf>,
    /// Who had it stay as it is; none while it follows, and where there is nothing to follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Box<Pause>>,
}

/// A run was asked for, started, or ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnalysisUpdate {
    pub run_id: RunId,
    pub dataset_id: DatasetId,
    pub spec: Spec,
    pub status: RunStatus,
    /// With `done`, when small.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Box<Output>>,
    /// With `done`, when too large to travel in an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_url: Option<String>,
    /// With `failed`: a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Time from asking to this event.
    #[serde(default)]
    pub elapsed_ms: i64,
    /// With `done`, of a live data set: of which of its rows the output is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<AsOf>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl RunStatus {
    /// Queued or running: an answer is still to come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl Kind for AnalysisUpdate {
    const NAME: &'static str = "analysis_update";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let known = state.runs.iter_mut().find(|run| run.run_id == self.run_id);
        let Some(run) = known else {
            state.runs.push(Run {
                run_id: self.run_id,
                dataset_id: self.dataset_id,
                spec: self.spec.clone(),
                status: self.status,
                by: event.by.clone(),
                asked_at: event.at,
                changed_at: event.at,
                stopped_by: None,
                output: self.output.clone(),
                output_url: self.output_url.clone(),
                error: self.error.clone(),
                elapsed_ms: self.elapsed_ms,
                as_of: self.as_of,
                pause: None,
            });
            return;
        };
        run.status = self.status;
        run.changed_at = event.at;
        run.elapsed_ms = self.elapsed_ms;
        run.as_of = self.as_of;
        run.output.clone_from(&self.output);
        run.output_url.clone_from(&self.output_url);
        run.error.clone_from(&self.error);
        run.stopped_by = (self.status == RunStatus::Cancelled).then(|| event.by.clone());
    }
}

impl StreamState {
    pub fn run(&self, run_id: RunId) -> Option<&Run> {
        self.runs.iter().find(|run| run.run_id == run_id)
    }
}
