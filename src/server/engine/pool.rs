//! The engine of this machine: three worker processes, for analyses, uploads and previews, so that
//! none of these waits behind another.

use super::{
    Engine, IngestJob, Ingested, RowsJob, RunJob, Trial, TrialJob,
    worker_slot::{Stopped, WorkerSlot},
};
use crate::server::{
    metrics,
    worker::wire::{self, Reply, Request},
};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind, Output},
    dataset::RowPage,
    reading::{Decisions, ReadingReport},
};
use futures_util::future::BoxFuture;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// How long jobs may take once a worker has them, and how long workers live.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub run: Duration,
    /// And a second more for each MB of the file.
    pub ingest: Duration,
    pub rows: Duration,
    /// A worker is replaced after this many jobs.
    pub jobs_per_worker: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            run: Duration::from_secs(30),
            ingest: Duration::from_secs(120),
            rows: Duration::from_secs(10),
            jobs_per_worker: 500,
        }
    }
}

/// Worker processes behind [`Engine`]. They end with the pool, or when this process dies.
pub struct WorkerPool {
    runs: WorkerSlot,
    uploads: WorkerSlot,
    previews: WorkerSlot,
    limits: Limits,
}

impl WorkerPool {
    /// Starts workers of `executable`, this program's own binary. Must be called within a tokio
    /// runtime.
    pub fn new(executable: PathBuf, limits: Limits) -> Self {
        let slot = || WorkerSlot::open(executable.clone(), limits.jobs_per_worker);
        Self {
            runs: slot(),
            uploads: slot(),
            previews: slot(),
            limits,
        }
    }

    /// The workers that are there now: for analyses, uploads, previews.
    pub fn process_ids(&self) -> [Option<u32>; 3] {
        [&self.runs, &self.uploads, &self.previews].map(WorkerSlot::process_id)
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
        let (slot, least) = (self.uploads.clone(), self.limits.ingest);
        Box::pin(async move {
            let IngestJob {
                source,
                file_name,
                decisions,
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

    fn rows(&self, job: RowsJob) -> BoxFuture<'static, Result<RowPage, AnalysisError>> {
        let (slot, deadline) = (self.previews.clone(), self.limits.rows);
        Box::pin(async move {
            let RowsJob {
                parquet,
                offset,
                limit,
            } = job;
            match slot
                .ask(
                    Request::Rows {
                        parquet,
                        offset,
                        limit,
                    },
                    deadline,
                    || {},
                )
                .await
            {
                Ok(Reply::Page(page)) => Ok(page),
                other => Err(refusal(other, deadline, "Try again.", "Try again.")),
            }
        })
    }

    fn workers(&self) -> usize {
        let slots = [&self.runs, &self.uploads, &self.previews];
        slots.into_iter().filter(|slot| slot.has_worker()).count()
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

/// What a killed worker may leave behind of an upload. Goes when the job did not end well.
struct Leftovers(Option<PathBuf>);

impl Drop for Leftovers {
    fn drop(&mut self) {
        if let Some(parquet) = &self.0 {
            remove(&wire::unfinished(parquet));
            (0..wire::SCRATCHES).for_each(|number| remove(&wire::scratch(parquet, number)));
            remove(parquet);
        }
    }
}

/// The same of a trial; nothing of it is ever kept.
struct TrialLeftovers(PathBuf);

impl Drop for TrialLeftovers {
    fn drop(&mut self) {
        wire::trial(&self.0).iter().for_each(|path| remove(path));
        remove(&wire::unfinished(&self.0));
        (0..wire::SCRATCHES).for_each(|number| remove(&wire::scratch(&self.0, number)));
    }
}

fn remove(path: &Path) {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "a leftover stays");
        }
        _ => {}
    }
}
