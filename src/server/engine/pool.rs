//! The engine of this machine: four worker processes, for analyses, files, pages of rows and the computing of
//! views, so that none of these waits behind another.

use super::{
    Engine, ExportJob, FirstRows, FirstRowsJob, IngestJob, Ingested, Look, RowsJob, RunJob, Side,
    Trial, TrialJob,
    leftovers::{self, Leftovers, ScratchFolder, TrialLeftovers},
    worker_slot::{Stopped, WorkerSlot},
};
use crate::server::{
    metrics,
    worker::wire::{self, Reply, Request},
};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind, Output},
    comparison::Comparison,
    dataset::{ColumnProfile, RowPage},
    reading::{Decisions, ReadingReport},
};
use futures_util::future::BoxFuture;
use std::{path::PathBuf, time::Duration};

/// What helps where a view takes too long.
const NARROWER: &str = "Sort by fewer columns, or filter first.";

/// How long jobs may take once a worker has them, and how long workers live.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub run: Duration,
    /// And a second more for each MB of the file.
    pub ingest: Duration,
    pub rows: Duration,
    /// To compute a view, or what columns hold.
    pub view: Duration,
    pub export: Duration,
    /// A worker is replaced after this many jobs.
    pub jobs_per_worker: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            run: Duration::from_secs(30),
            ingest: Duration::from_secs(120),
            rows: Duration::from_secs(10),
            view: Duration::from_secs(60),
            export: Duration::from_secs(300),
            jobs_per_worker: 500,
        }
    }
}

/// Worker processes behind [`Engine`]. They end with the pool, or when this process dies.
pub struct WorkerPool {
    runs: WorkerSlot,
    /// Brought and taken away.
    files: WorkerSlot,
    previews: WorkerSlot,
    views: WorkerSlot,
    limits: Limits,
}

impl WorkerPool {
    /// Starts workers of `executable`, this program's own binary. Must be called within a tokio
    /// runtime.
    pub fn new(executable: PathBuf, limits: Limits) -> Self {
        let slot = || WorkerSlot::open(executable.clone(), limits.jobs_per_worker);
        Self {
            runs: slot(),
            files: slot(),
            previews: slot(),
            views: slot(),
            limits,
        }
    }

    /// The workers that are there now: for analyses, files, previews, views.
    pub fn process_ids(&self) -> [Option<u32>; 4] {
        self.slots().map(WorkerSlot::process_id)
    }

    fn slots(&self) -> [&WorkerSlot; 4] {
        [&self.runs, &self.files, &self.previews, &self.views]
    }
}

impl Engine for WorkerPool {
    fn run(
        &self,
        job: RunJob,
        started: Box<dyn FnOnce() + Send>,
    ) -> BoxFuture<'static, Result<Output, AnalysisError>> {
        let (slot, deadline) = (self.runs.clone(), self.limits.run);
        Box::pin(async move {
            let RunJob {
                parquet,
                dataset,
                spec,
            } = job;
            let request = Request::Run {
                parquet,
                dataset,
                spec,
            };
            match slot.ask(request, deadline, started).await {
                Ok(Reply::Output(output)) => Ok(output),
                other => Err(refusal(
                    other,
                    deadline,
                    "Choose a smaller data set.",
                    "Run it again.",
                )),
            }
        })
    }

    fn ingest(&self, job: IngestJob) -> BoxFuture<'static, Result<Ingested, AnalysisError>> {
        let (slot, least) = (self.files.clone(), self.limits.ingest);
        Box::pin(async move {
            let IngestJob {
                source,
                file_name,
                decisions,
                after,
                parquet,
            } = job;
            let bytes = tokio::fs::metadata(&source).await;
            let megabytes = bytes.map_or(0, |file| file.len() >> 20);
            let deadline = least + Duration::from_secs(megabytes);
            let said = decisions.clone();
            let mut leftovers = Leftovers(Some(parquet.clone()));
            let request = Request::Ingest {
                source,
                file_name,
                decisions,
                after,
                parquet,
            };
            match slot.ask(request, deadline, || {}).await {
                Ok(Reply::Ingested(table)) => {
                    leftovers.0 = None;
                    Ok(ingested(table, said))
                }
                other => Err(refusal(
                    other,
                    deadline,
                    "Upload a smaller file.",
                    "Bring the file again.",
                )),
            }
        })
    }

    fn attempt(&self, job: TrialJob) -> BoxFuture<'static, Result<Trial, AnalysisError>> {
        let (slot, deadline) = (self.previews.clone(), self.limits.rows);
        Box::pin(async move {
            let TrialJob {
                source,
                file_name,
                decisions,
                scratch,
            } = job;
            let _leftovers = TrialLeftovers(scratch.clone());
            let request = Request::Try {
                source,
                file_name,
                decisions,
                scratch,
            };
            match slot.ask(request, deadline, || {}).await {
                Ok(Reply::Tried(trial)) => Ok(*trial),
                other => Err(refusal(other, deadline, "Try again.", "Try again.")),
            }
        })
    }

    fn first_rows(
        &self,
        job: FirstRowsJob,
    ) -> BoxFuture<'static, Result<FirstRows, AnalysisError>> {
        let (slot, deadline) = (self.previews.clone(), self.limits.rows);
        Box::pin(async move {
            let FirstRowsJob {
                source,
                file_name,
                goes_on,
                scratch,
            } = job;
            let _leftovers = ScratchFolder(scratch.clone());
            let request = Request::FirstRows {
                source,
                file_name,
                goes_on,
                scratch,
            };
            match slot.ask(request, deadline, || {}).await {
                Ok(Reply::FirstRows(rows)) => Ok(rows),
                other => Err(refusal(other, deadline, "Try again.", "Try again.")),
            }
        })
    }

    fn rows(&self, job: RowsJob) -> BoxFuture<'static, Result<RowPage, AnalysisError>> {
        let (previews, views, limits) = (self.previews.clone(), self.views.clone(), self.limits);
        Box::pin(async move {
            let RowsJob {
                look,
                offset,
                limit,
            } = job;
            let page = || Request::Rows {
                look: look.clone(),
                offset,
                limit,
            };
            let mut answer = previews.clone().ask(page(), limits.rows, || {}).await;
            // Others read their pages meanwhile.
            if let Ok(Reply::NotComputed) = answer {
                let look = look.clone();
                match views
                    .ask(Request::Compute { look }, limits.view, || {})
                    .await
                {
                    Ok(Reply::Computed) => {}
                    other => return Err(refusal(other, limits.view, NARROWER, "Try again.")),
                }
                answer = previews.ask(page(), limits.rows, || {}).await;
            }
            match answer {
                Ok(Reply::Page(page)) => Ok(page),
                other => Err(refusal(other, limits.rows, "Try again.", "Try again.")),
            }
        })
    }

    fn profile(&self, look: Look) -> BoxFuture<'static, Result<Vec<ColumnProfile>, AnalysisError>> {
        let (slot, deadline) = (self.views.clone(), self.limits.view);
        Box::pin(async move {
            match slot.ask(Request::Profile { look }, deadline, || {}).await {
                Ok(Reply::Profile(profiles)) => Ok(profiles),
                other => Err(refusal(
                    other,
                    deadline,
                    "Ask for fewer columns.",
                    "Try again.",
                )),
            }
        })
    }

    fn compare(
        &self,
        before: Side,
        now: Side,
    ) -> BoxFuture<'static, Result<Comparison, AnalysisError>> {
        let (slot, deadline) = (self.runs.clone(), self.limits.view);
        Box::pin(async move {
            let request = Request::Compare { before, now };
            match slot.ask(request, deadline, || {}).await {
                Ok(Reply::Compared(comparison)) => Ok(*comparison),
                other => Err(refusal(
                    other,
                    deadline,
                    "These versions are too large to be compared.",
                    "Try again.",
                )),
            }
        })
    }

    fn export(&self, job: ExportJob) -> BoxFuture<'static, Result<(), AnalysisError>> {
        let (slot, deadline) = (self.files.clone(), self.limits.export);
        Box::pin(async move {
            let ExportJob { look, format, to } = job;
            let request = Request::Export {
                look,
                format,
                to: to.clone(),
            };
            match slot.ask(request, deadline, || {}).await {
                Ok(Reply::Exported) => Ok(()),
                other => {
                    leftovers::remove(&to);
                    Err(refusal(other, deadline, NARROWER, "Try again."))
                }
            }
        })
    }

    fn workers(&self) -> usize {
        let slots = self.slots().into_iter();
        slots.filter(|slot| slot.has_worker()).count()
    }
}

fn ingested(table: wire::Table, decisions: Decisions) -> Ingested {
    Ingested {
        rows: table.rows,
        columns: table.columns,
        content_hash: table.content_hash,
        notes: table.notes,
        report: ReadingReport {
            reading: table.reading.unwrap_or_default(),
            decisions,
            format: table.format,
            inside: table.inside,
            choices: table.choices,
            findings: table.findings,
            ..ReadingReport::default()
        },
    }
}

/// Why there is no result, in words: what helps against slowness, and what after a crash.
fn refusal(
    end: Result<Reply, Stopped>,
    deadline: Duration,
    when_slow: &str,
    when_dead: &str,
) -> AnalysisError {
    let stopped = || {
        AnalysisError::new(
            AnalysisErrorKind::Unavailable,
            format!("The worker stopped unexpectedly. {when_dead}"),
        )
    };
    match end {
        Ok(Reply::Failed(error)) => error,
        Ok(Reply::Panicked(words)) => {
            tracing::error!(words, "a worker panicked");
            metrics::PANICS.inc();
            stopped()
        }
        Ok(other) => {
            tracing::error!(?other, "a worker answered another question");
            stopped()
        }
        Err(Stopped::Died(error)) => {
            tracing::warn!(%error, "a worker died");
            stopped()
        }
        Err(Stopped::AtDeadline) => AnalysisError::new(
            AnalysisErrorKind::TooSlow,
            format!("Stopped after {}. {when_slow}", seconds(deadline)),
        ),
    }
}

fn seconds(time: Duration) -> String {
    if time.as_secs() > 0 {
        format!("{} s", time.as_secs())
    } else {
        format!("{} ms", time.as_millis())
    }
}
