//! The engine of this machine: five worker processes, for analyses, files, pages of rows, the computing of views
//! and live data sets, so that none of these waits behind another.

use super::{
    Append, Came, CameJob, Engine, ExportJob, FirstRows, FirstRowsJob, IngestJob, Ingested, Keep,
    LiveJob, LiveState, Look, RowsJob, RunJob, Side, Taken, Trial, TrialJob,
    leftovers::{self, Leftovers, ScratchFolder, TrialLeftovers},
    limits::Limits,
    refusal::refusal,
    worker_slot::WorkerSlot,
};
use crate::server::worker::wire::{Reads, Reply, Request};
use crate::shared::{
    analysis::{AnalysisError, Output},
    comparison::Comparison,
    dataset::{ColumnProfile, RowPage},
};
use futures_util::future::BoxFuture;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::{sync::Notify, time::sleep};

/// How long a frame goes on once somebody's run waits behind it: a worker that is stopped takes as long to come back.
const FRAME_GOES_ON: Duration = Duration::from_secs(1);

/// What helps where a run takes too long.
const SMALLER: &str = "Choose a smaller data set.";
/// And where a view does.
const NARROWER: &str = "Sort by fewer columns, or filter first.";

/// Worker processes behind [`Engine`]. They end with the pool, or when this process dies.
pub struct WorkerPool {
    runs: WorkerSlot,
    /// Brought and taken away.
    files: WorkerSlot,
    previews: WorkerSlot,
    views: WorkerSlot,
    /// The only one that writes live data sets.
    live: WorkerSlot,
    limits: Limits,
    /// Somebody wants the worker for runs.
    run_waits: Arc<Notify>,
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
            // It holds what was appended last, and so it stays.
            live: WorkerSlot::open(executable, u32::MAX),
            limits,
            run_waits: Arc::default(),
        }
    }

    /// The workers that are there now: for analyses, files, previews, views, live data sets.
    pub fn process_ids(&self) -> [Option<u32>; 5] {
        self.slots().map(WorkerSlot::process_id)
    }

    fn slots(&self) -> [&WorkerSlot; 5] {
        let Self {
            runs,
            files,
            previews,
            views,
            live,
            ..
        } = self;
        [runs, files, previews, views, live]
    }
}

impl Engine for WorkerPool {
    fn run(
        &self,
        job: RunJob,
        started: Box<dyn FnOnce() + Send>,
    ) -> BoxFuture<'static, Result<Output, AnalysisError>> {
        let (slot, deadline) = (self.runs.clone(), self.limits.run);
        self.run_waits.notify_waiters();
        Box::pin(async move {
            match slot.ask(job.into(), deadline, started).await {
                Ok(Reply::Output(output, _)) => Ok(output),
                other => Err(refusal(other, deadline, SMALLER, "Run it again.")),
            }
        })
    }

    fn frame(
        &self,
        job: RunJob,
    ) -> BoxFuture<'static, Result<Option<(Output, Reads)>, AnalysisError>> {
        let (slot, deadline) = (self.runs.clone(), self.limits.frame);
        let run_waits = self.run_waits.clone();
        Box::pin(async move {
            let run_waits = run_waits.notified();
            let too_long = async {
                run_waits.await;
                sleep(FRAME_GOES_ON).await;
            };
            let answer = tokio::select! {
                answer = slot.ask_if_free(job.into(), deadline) => answer,
                () = too_long => None,
            };
            match answer {
                None => Ok(None),
                Some(Ok(Reply::Output(output, reads))) => Ok(Some((output, reads))),
                Some(other) => Err(refusal(other, deadline, SMALLER, "It is tried again.")),
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
                    Ok(Ingested::of(table, said))
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

    fn came(&self, job: CameJob) -> BoxFuture<'static, Result<Came, AnalysisError>> {
        let (slot, deadline) = (self.previews.clone(), self.limits.rows);
        Box::pin(async move {
            match slot.ask(job.into(), deadline, || {}).await {
                Ok(Reply::Came(came)) => Ok(came),
                other => Err(refusal(other, deadline, "Try again.", "Try again.")),
            }
        })
    }

    fn create_live(&self, job: LiveJob) -> BoxFuture<'static, Result<LiveState, AnalysisError>> {
        let (slot, deadline) = (self.live.clone(), self.limits.ingest);
        Box::pin(async move {
            let LiveJob {
                folder,
                columns,
                keep,
                from,
            } = job;
            let request = Request::CreateLive {
                folder,
                columns,
                keep,
                from,
            };
            match slot.ask(request, deadline, || {}).await {
                Ok(Reply::Live(state)) => Ok(state),
                other => Err(refusal(other, deadline, "Try again.", "Try again.")),
            }
        })
    }

    fn append(
        &self,
        folder: PathBuf,
        batches: Vec<Append>,
        now_ms: i64,
    ) -> BoxFuture<'static, Result<Taken, AnalysisError>> {
        let (slot, deadline) = (self.live.clone(), self.limits.rows);
        Box::pin(async move {
            let request = Request::Append {
                folder,
                batches,
                now_ms,
            };
            match slot.ask(request, deadline, || {}).await {
                Ok(Reply::Appended(taken)) => Ok(taken),
                other => Err(refusal(
                    other,
                    deadline,
                    "Send fewer rows at once.",
                    "Send them again.",
                )),
            }
        })
    }

    fn version(
        &self,
        folder: PathBuf,
    ) -> BoxFuture<'static, Result<(PathBuf, LiveState), AnalysisError>> {
        let (slot, deadline) = (self.live.clone(), self.limits.rows);
        Box::pin(async move {
            let request = Request::Version { folder };
            match slot.ask(request, deadline, || {}).await {
                Ok(Reply::Version(path, state)) => Ok((path, state)),
                other => Err(refusal(other, deadline, "Try again.", "Try again.")),
            }
        })
    }

    fn keep_live(
        &self,
        folder: PathBuf,
        keep: Keep,
    ) -> BoxFuture<'static, Result<LiveState, AnalysisError>> {
        let (slot, deadline) = (self.live.clone(), self.limits.rows);
        Box::pin(async move {
            let request = Request::KeepLive { folder, keep };
            match slot.ask(request, deadline, || {}).await {
                Ok(Reply::Live(state)) => Ok(state),
                other => Err(refusal(other, deadline, "Try again.", "Try again.")),
            }
        })
    }

    fn remove_live(&self, folder: PathBuf) -> BoxFuture<'static, Result<(), AnalysisError>> {
        let (slot, deadline) = (self.live.clone(), self.limits.rows);
        Box::pin(async move {
            let removed = slot.ask(Request::RemoveLive { folder }, deadline, || {});
            match removed.await {
                Ok(Reply::Removed) => Ok(()),
                other => Err(refusal(other, deadline, "Try again.", "Try again.")),
            }
        })
    }

    fn workers(&self) -> usize {
        let slots = self.slots().into_iter();
        slots.filter(|slot| slot.has_worker()).count()
    }
}
