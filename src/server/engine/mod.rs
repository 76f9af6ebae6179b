//! The parent's side of analysis: jobs go to worker processes, outputs come back.
//!
//! The server process itself runs no query and parses no upload.

mod child;
mod leftovers;
mod limits;
mod pool;
mod refusal;
pub mod sample;
mod worker_slot;

pub use super::worker::{
    ingest::{FirstRows, Trial},
    live::{Append, Appended, Form, Gap, Keep, Refusal},
    view::{Came, Numbers},
    wire::{After, ExportFormat, LiveState, Look, Reads, Side, Taken, Unwritten},
};
pub use limits::Limits;
pub use pool::WorkerPool;

use super::worker::wire::{self, Request};
use crate::shared::{
    analysis::{AnalysisError, Output, Spec},
    comparison::Comparison,
    dataset::{Column, ColumnProfile, Dataset, RowPage},
    reading::{Decisions, ReadingReport},
};
use futures_util::future::BoxFuture;
use std::path::PathBuf;

/// Runs jobs somewhere else. Dropping a returned future cancels its job.
pub trait Engine: Send + Sync + 'static {
    /// Calls `started` when a worker takes the job up.
    fn run(
        &self,
        job: RunJob,
        started: Box<dyn FnOnce() + Send>,
    ) -> BoxFuture<'static, Result<Output, AnalysisError>>;

    /// The same where no worker is wanted otherwise; none where the one for runs is taken, or a run waits for it.
    fn frame(
        &self,
        job: RunJob,
    ) -> BoxFuture<'static, Result<Option<(Output, Reads)>, AnalysisError>>;

    /// Reads an uploaded file and writes it as Parquet; on error nothing is left behind.
    fn ingest(&self, job: IngestJob) -> BoxFuture<'static, Result<Ingested, AnalysisError>>;

    /// Reads the beginning of a file, to show what comes of it; leaves nothing behind.
    fn attempt(&self, job: TrialJob) -> BoxFuture<'static, Result<Trial, AnalysisError>>;

    /// Reads the first rows of a file that is on its way; leaves nothing behind.
    fn first_rows(&self, job: FirstRowsJob)
    -> BoxFuture<'static, Result<FirstRows, AnalysisError>>;

    /// Reads one page of what a view shows; computes the view where that was not done yet.
    fn rows(&self, job: RowsJob) -> BoxFuture<'static, Result<RowPage, AnalysisError>>;

    /// What the columns hold that somebody looks at, in short.
    fn profile(&self, look: Look) -> BoxFuture<'static, Result<Vec<ColumnProfile>, AnalysisError>>;

    /// What is different in `now` from `before`.
    fn compare(
        &self,
        before: Side,
        now: Side,
    ) -> BoxFuture<'static, Result<Comparison, AnalysisError>>;

    /// Writes what somebody looks at to a file; on error nothing is left behind.
    fn export(&self, job: ExportJob) -> BoxFuture<'static, Result<(), AnalysisError>>;

    /// What came with the rows from a number on.
    fn came(&self, job: CameJob) -> BoxFuture<'static, Result<Came, AnalysisError>>;

    /// Begins a live data set in a folder that is not there yet; on error it is not there after that either.
    fn create_live(&self, job: LiveJob) -> BoxFuture<'static, Result<LiveState, AnalysisError>>;

    /// Appends batches to the live data set in a folder. All that is taken is on disk.
    fn append(
        &self,
        folder: PathBuf,
        batches: Vec<Append>,
        now_ms: i64,
    ) -> BoxFuture<'static, Result<Taken, AnalysisError>>;

    /// A folder of Parquet files with the rows that a live data set has now. It stays as it is.
    fn version(
        &self,
        folder: PathBuf,
    ) -> BoxFuture<'static, Result<(PathBuf, LiveState), AnalysisError>>;

    /// Keeps another part of a live data set from now on.
    fn keep_live(
        &self,
        folder: PathBuf,
        keep: Keep,
    ) -> BoxFuture<'static, Result<LiveState, AnalysisError>>;

    /// Nothing is left of a live data set.
    fn remove_live(&self, folder: PathBuf) -> BoxFuture<'static, Result<(), AnalysisError>>;

    /// Worker processes that are there now.
    fn workers(&self) -> usize {
        0
    }
}

#[derive(Clone, Debug)]
pub struct RunJob {
    pub parquet: PathBuf,
    pub dataset: Dataset,
    pub spec: Spec,
    /// In Unix milliseconds, where rows still come; none where the data set is what it will be.
    pub now_ms: Option<i64>,
}

impl From<RunJob> for Request {
    fn from(job: RunJob) -> Self {
        Self::Run {
            parquet: job.parquet,
            dataset: job.dataset,
            spec: job.spec,
            now_ms: job.now_ms,
        }
    }
}

#[derive(Clone, Debug)]
pub struct IngestJob {
    /// The file as it was sent.
    pub source: PathBuf,
    /// Its name, for sentences.
    pub file_name: String,
    /// What people said of how it is to be read.
    pub decisions: Decisions,
    /// Whose rows come before the file's.
    pub after: Option<After>,
    /// Where the Parquet file goes.
    pub parquet: PathBuf,
}

#[derive(Clone, Debug)]
pub struct TrialJob {
    pub source: PathBuf,
    pub file_name: String,
    pub decisions: Decisions,
    /// Where there is room for files that are removed again.
    pub scratch: PathBuf,
}

#[derive(Clone, Debug)]
pub struct FirstRowsJob {
    /// The file as far as it has come.
    pub source: PathBuf,
    /// Its name, for sentences.
    pub file_name: String,
    /// Whether there is more to come.
    pub goes_on: bool,
    /// A folder that is made and removed again.
    pub scratch: PathBuf,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ingested {
    pub rows: i64,
    pub columns: Vec<Column>,
    /// SHA-256 of the original file, in hex; part of the output key.
    pub content_hash: String,
    /// What the reader should know: "Read as Windows-1252.", "3 values of “wind” are not numbers …".
    pub notes: Vec<String>,
    /// How it was read.
    pub report: ReadingReport,
}

impl Ingested {
    /// What a worker made, as people said that it is read.
    fn of(table: wire::Table, decisions: Decisions) -> Self {
        Self {
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
}

#[derive(Clone, Debug)]
pub struct RowsJob {
    pub look: Look,
    pub offset: i64,
    /// 1 to 500.
    pub limit: i64,
}

#[derive(Clone, Debug)]
pub struct ExportJob {
    pub look: Look,
    pub format: ExportFormat,
    /// Where the file goes.
    pub to: PathBuf,
}

#[derive(Clone, Debug)]
pub struct CameJob {
    pub parquet: PathBuf,
    /// The first row that is looked at.
    pub from: u64,
    /// Places of columns of numbers.
    pub numbers: Vec<usize>,
    /// Places of columns whose different values are asked for.
    pub texts: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct LiveJob {
    pub folder: PathBuf,
    pub columns: Vec<Column>,
    pub keep: Keep,
    /// A table with these columns, whose rows come first.
    pub from: Option<PathBuf>,
}

impl From<CameJob> for Request {
    fn from(job: CameJob) -> Self {
        Self::Came {
            parquet: job.parquet,
            from: job.from,
            numbers: job.numbers,
            texts: job.texts,
        }
    }
}
