//! What people and workers ask of runs.

use super::{AnalysisUpdate, AsOf, RunStatus};
use crate::shared::{
    account::Person,
    analysis::{Output, Spec},
    ids::{DatasetId, RunId},
    session::{Needs, Rejection, Rule, Stamp, StreamState},
    stream::{Fact, StreamKind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Runs of one session that may wait or run at the same time.
const MAX_OPEN_RUNS: usize = 20;

/// Asks for an analysis of a data set. What comes of it arrives as `analysis_update`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunAnalysis {
    pub dataset_id: DatasetId,
    pub spec: Spec,
}

/// Any member may stop any run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelAnalysis {
    pub run_id: RunId,
}

/// A worker tells what became of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportRun {
    pub run_id: RunId,
    pub report: RunReport,
}

#[derive(Clone, Debug, PartialEq)]
pub enum RunReport {
    Started,
    /// `output` when small enough to travel in an event; the url always.
    Done {
        output: Option<Box<Output>>,
        output_url: String,
        /// Where the data set is live.
        as_of: Option<AsOf>,
    },
    Failed {
        error: String,
    },
}

impl Rule for RunAnalysis {
    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        if state.kind != StreamKind::Session {
            return Err(Rejection::NotHere);
        }
        let dataset = state.dataset_here(self.dataset_id)?;
        let fits = self.spec.fits(dataset);
        fits.map_err(Rejection::SpecDoesNotFit)?;
        let open = state.runs.iter().filter(|run| run.status.is_open()).count();
        match open >= MAX_OPEN_RUNS {
            true => Err(Rejection::TooManyRuns { max: MAX_OPEN_RUNS }),
            false => Ok(()),
        }
    }

    fn decide(self, _: &StreamState, _: &Person, stamp: Stamp) -> Result<Fact, Rejection> {
        let queued = AnalysisUpdate {
            run_id: RunId(stamp.id),
            dataset_id: self.dataset_id,
            spec: self.spec,
            status: RunStatus::Queued,
            output: None,
            output_url: None,
            error: None,
            elapsed_ms: 0,
            as_of: None,
        };
        Ok(queued.into())
    }
}

impl Rule for CancelAnalysis {
    fn needs(&self) -> Needs {
        Needs::Membership
    }

    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        check_open(state, self.run_id)
    }

    fn decide(self, state: &StreamState, _: &Person, stamp: Stamp) -> Result<Fact, Rejection> {
        Ok(update(state, self.run_id, RunStatus::Cancelled, stamp)?.into())
    }
}

impl Rule for ReportRun {
    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        check_open(state, self.run_id)
    }

    fn decide(self, state: &StreamState, _: &Person, stamp: Stamp) -> Result<Fact, Rejection> {
        let update = |status| update(state, self.run_id, status, stamp);
        let reported = match self.report {
            RunReport::Started => update(RunStatus::Running)?,
            RunReport::Done {
                output,
                output_url,
                as_of,
            } => AnalysisUpdate {
                output,
                output_url: Some(output_url),
                as_of,
                ..update(RunStatus::Done)?
            },
            RunReport::Failed { error } => AnalysisUpdate {
                error: Some(error),
                ..update(RunStatus::Failed)?
            },
        };
        Ok(reported.into())
    }
}

fn check_open(state: &StreamState, run_id: RunId) -> Result<(), Rejection> {
    let run = state.run(run_id).ok_or(Rejection::UnknownRun)?;
    match run.status.is_open() {
        true => Ok(()),
        false => Err(Rejection::RunHasEnded),
    }
}

/// The next update of a run, with nothing yet but its status and its age.
fn update(
    state: &StreamState,
    run_id: RunId,
    status: RunStatus,
    stamp: Stamp,
) -> Result<AnalysisUpdate, Rejection> {
    let run = state.run(run_id).ok_or(Rejection::UnknownRun)?;
    Ok(AnalysisUpdate {
        run_id,
        dataset_id: run.dataset_id,
        spec: run.spec.clone(),
        status,
        output: None,
        output_url: None,
        error: None,
        elapsed_ms: (stamp.at - run.asked_at).max(0),
        as_of: None,
    })
}
