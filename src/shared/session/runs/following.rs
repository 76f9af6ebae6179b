//! Runs of live data sets: each follows its data set until somebody pauses it.
//!
//! What comes of new rows is told by signals, as `run_frame`. The log has a checkpoint of it now and then, so that
//! whoever reads the log alone is not far behind.

use super::{Run, RunStatus};
use crate::shared::{
    account::Person,
    analysis::Output,
    ids::{DatasetId, RunId},
    session::{Needs, Rejection, Rule, Stamp, StreamState},
    stream::{Event, Fact, Kind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a live data set was when an output was made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AsOf {
    /// Unix milliseconds.
    pub at: i64,
    /// Those that were kept.
    pub rows: i64,
    /// All that had ever come.
    pub head: i64,
}

impl AsOf {
    /// Of rows before those of `other`, or of the same ones at an earlier time.
    pub fn is_before(&self, other: &Self) -> bool {
        (self.head, self.at) < (other.head, other.at)
    }
}

/// Who paused a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pause {
    pub by: Person,
    /// Unix milliseconds.
    pub at: i64,
}

/// Has a run of a live data set stay as it is, for everyone, or follow again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseRun {
    pub run_id: RunId,
    /// Whether it stays as it is from now on.
    pub paused: bool,
}

/// The server keeps what a run has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckpointRun {
    pub run_id: RunId,
    pub as_of: AsOf,
    /// When small enough to travel in an event.
    pub output: Option<Box<Output>>,
    pub output_url: String,
}

/// What a run of a live data set had come to: when rows ceased, when nobody looked any more, when it was paused, and
/// otherwise at most once in ten minutes. `run_frame` tells what it comes to in between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunCheckpoint {
    pub run_id: RunId,
    pub dataset_id: DatasetId,
    pub as_of: AsOf,
    /// When small, and none where a later checkpoint has taken its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Box<Output>>,
    /// Where the newest one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_url: Option<String>,
}

/// A run stays as it is, or follows its live data set again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunPaused {
    pub run_id: RunId,
    /// Whether it stays as it is from now on.
    pub paused: bool,
}

impl Rule for PauseRun {
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        following(state, self.run_id)?;
        Ok(())
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let Self { run_id, paused } = self;
        Ok(RunPaused { run_id, paused }.into())
    }
}

impl Rule for CheckpointRun {
    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        let known = following(state, self.run_id)?.as_of;
        match known.is_none_or(|known| known.is_before(&self.as_of)) {
            true => Ok(()),
            false => Err(Rejection::RunHasEnded),
        }
    }

    fn decide(self, state: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let checkpoint = RunCheckpoint {
            run_id: self.run_id,
            dataset_id: following(state, self.run_id)?.dataset_id,
            as_of: self.as_of,
            output: self.output,
            output_url: Some(self.output_url),
        };
        Ok(checkpoint.into())
    }
}

impl Kind for RunCheckpoint {
    const NAME: &'static str = "run_checkpoint";

    fn apply(&self, state: &mut StreamState, _: &Event) {
        let known = state.runs.iter_mut().find(|run| run.run_id == self.run_id);
        if let Some(run) = known {
            let (output, url) = (self.output.clone(), self.output_url.clone());
            run.show(self.as_of, output, url);
        }
    }
}

impl Kind for RunPaused {
    const NAME: &'static str = "run_paused";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let known = state.runs.iter_mut().find(|run| run.run_id == self.run_id);
        let Some(run) = known else { return };
        let pause = || {
            Box::new(Pause {
                by: event.by.clone(),
                at: event.at,
            })
        };
        // Whoever paused it first did.
        run.pause = match (self.paused, run.pause.take()) {
            (true, paused) => Some(paused.unwrap_or_else(pause)),
            (false, _) => None,
        };
    }
}

impl Run {
    /// Has what is newer take the place of what is here; a page may have heard more than the log has.
    fn show(&mut self, as_of: AsOf, output: Option<Box<Output>>, output_url: Option<String>) {
        if self.as_of.is_none_or(|known| known.is_before(&as_of)) {
            self.as_of = Some(as_of);
            (self.output, self.output_url, self.error) = (output, output_url, None);
        }
    }
}

impl StreamState {
    /// Whether the run is of a live data set and has an answer, which changes with its rows unless it is paused.
    pub fn follows(&self, run_id: RunId) -> bool {
        following(self, run_id).is_ok()
    }

    /// Shows what a run has come to. No event of the log: it is told by a signal.
    pub fn show_frame(
        &mut self,
        run_id: RunId,
        as_of: AsOf,
        output: Option<Box<Output>>,
        output_url: Option<String>,
        error: Option<String>,
    ) {
        let mut following = self.runs.iter_mut().filter(|run| run.pause.is_none());
        let Some(run) = following.find(|run| run.run_id == run_id) else {
            return;
        };
        match error {
            None => run.show(as_of, output, output_url),
            // The last answer stays.
            some => run.error = some,
        }
    }
}

/// The run, if it follows a live data set or is paused.
fn following(state: &StreamState, run_id: RunId) -> Result<&Run, Rejection> {
    let run = state.run(run_id).ok_or(Rejection::UnknownRun)?;
    let dataset = state.dataset_here(run.dataset_id)?;
    match dataset.live && run.status == RunStatus::Done {
        true => Ok(run),
        false => Err(Rejection::NotHere),
    }
}

/// Leaves in `earlier` no output of a run that has a later one.
pub fn redact(earlier: &mut Event, later: &Event) {
    let Fact::RunCheckpoint(newest) = &later.fact else {
        return;
    };
    match &mut earlier.fact {
        Fact::RunCheckpoint(older) if older.run_id == newest.run_id => older.output = None,
        Fact::AnalysisUpdate(first) if first.run_id == newest.run_id => first.output = None,
        _ => {}
    }
}
