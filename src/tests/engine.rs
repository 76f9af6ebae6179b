//! The pool with real worker processes: deadlines, crashes, cancelling, and who waits for whom.
//!
//! A named pipe that nobody writes to stands for a job without end.

mod deadlines;
mod frames;

use std::{
    fs::Permissions,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};
use tandem::{
    server::{
        engine::{
            Engine, IngestJob, Limits, Look, RowsJob, RunJob, WorkerPool,
            sample::{SAMPLE, SAMPLE_NAME},
        },
        metrics::PANICS,
        worker::wire::{self, Reads, Reply, Request},
    },
    shared::{
        account::Person,
        analysis::{Aggregate, AnalysisError, AnalysisErrorKind, Cell, GroupBy, Num, Output, Spec},
        dataset::Dataset,
        ids::{DatasetId, PersonId},
        reading::Decisions,
    },
};
use tempfile::TempDir;
use tokio::sync::oneshot;
use uuid::Uuid;

struct Fixture {
    pool: WorkerPool,
    folder: TempDir,
    dataset: Dataset,
}

impl Fixture {
    /// A pool, and the penguins brought in through it.
    async fn new(limits: Limits) -> Self {
        let pool = WorkerPool::new(env!("CARGO_BIN_EXE_tandem").into(), limits);
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("source");
        std::fs::write(&source, SAMPLE).unwrap();
        let dataset = bring(&pool, &source, &folder.path().join("penguins.parquet")).await;
        Self {
            pool,
            folder,
            dataset,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn endless(&self) -> PathBuf {
        let path = self.path(&Uuid::new_v4().to_string());
        assert!(
            Command::new("mkfifo")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
        path
    }

    /// A run over a file, and the news that a worker has it.
    fn run(
        &self,
        parquet: PathBuf,
    ) -> (
        impl Future<Output = Result<Output, AnalysisError>> + Send + use<>,
        oneshot::Receiver<()>,
    ) {
        let (tell, started) = oneshot::channel();
        let job = RunJob {
            parquet,
            dataset: self.dataset.clone(),
            spec: mean_mass(),
            now_ms: None,
        };
        let tell = move || tell.send(()).unwrap_or_default();
        (self.pool.run(job, Box::new(tell)), started)
    }

    async fn assert_runs_work(&self) {
        let output = self.run(self.path("penguins.parquet")).0.await.unwrap();
        assert_eq!(output.table.rows.len(), 3);
    }

    /// The first rows of the penguins.
    async fn preview(&self) -> Vec<Vec<Cell>> {
        let job = RowsJob {
            look: Look::at(self.path("penguins.parquet")),
            offset: 0,
            limit: 2,
        };
        self.pool.rows(job).await.unwrap().rows
    }

    fn runner(&self) -> Option<u32> {
        self.pool.process_ids()[0]
    }
}

async fn bring(pool: &WorkerPool, source: &Path, parquet: &Path) -> Dataset {
    let job = IngestJob {
        source: source.to_owned(),
        file_name: SAMPLE_NAME.into(),
        decisions: Decisions::default(),
        after: None,
        parquet: parquet.to_owned(),
    };
    let found = pool.ingest(job).await.unwrap();
    Dataset {
        dataset_id: DatasetId(Uuid::nil()),
        name: "penguins".into(),
        rows: found.rows,
        columns: found.columns,
        bytes: 0,
        version: 1,
        notes: found.notes,
        content: String::new(),
        about: String::new(),
        by: Person {
            id: PersonId(1),
            name: "Ada".into(),
        },
        at: 0,
        removal: None,
        shown: None,
        live: false,
        sample: None,
    }
}

fn mean_mass() -> Spec {
    Spec::GroupBy(GroupBy {
        by: "species".into(),
        aggregate: Aggregate::Mean,
        measure: Some("body_mass_g".into()),
    })
}

fn kill(process_id: u32) {
    let killed = Command::new("kill")
        .args(["-9", &process_id.to_string()])
        .status();
    assert!(killed.unwrap().success());
}

/// Whether a process of that number still does something; one that only waits to be reaped, with
/// all its threads gone, does not.
fn works(process_id: u32) -> bool {
    let folder = PathBuf::from(format!("/proc/{process_id}"));
    let threads = std::fs::read_dir(folder.join("task")).map_or(0, Iterator::count);
    let stat = std::fs::read_to_string(folder.join("stat"));
    threads > 1 || stat.is_ok_and(|stat| !stat.contains(") Z "))
}

async fn end_of(process_id: u32) {
    let gone = async {
        while works(process_id) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone)
        .await
        .expect("a killed worker ends");
}

#[tokio::test]
async fn sample_goes_in_and_answers_come_out() {
    let fixture = Fixture::new(Limits::default()).await;
    assert_eq!(
        (fixture.dataset.rows, fixture.dataset.columns.len()),
        (344, 8)
    );
    let output = fixture
        .run(fixture.path("penguins.parquet"))
        .0
        .await
        .unwrap();
    let row = &output.table.rows[0];
    assert_eq!(
        (&row[0], &row[1]),
        (&Cell::Text("Gentoo".into()), &Cell::Int(124))
    );
    let rows = fixture.preview().await;
    assert_eq!((rows.len(), &rows[0][2]), (2, &Cell::Num(Num(39.1))));
}

#[tokio::test]
async fn crash_fails_only_its_own_job() {
    let fixture = Fixture::new(Limits::default()).await;
    let (endless, started) = fixture.run(fixture.endless());
    let endless = tokio::spawn(endless);
    started.await.unwrap();
    let (next, _) = fixture.run(fixture.path("penguins.parquet"));
    let next = tokio::spawn(next);
    kill(fixture.runner().unwrap());
    let error = endless.await.unwrap().unwrap_err();
    assert_eq!(error.kind, AnalysisErrorKind::Unavailable);
    assert_eq!(
        error.message,
        "The worker stopped unexpectedly. Run it again."
    );
    assert!(
        next.await.unwrap().is_ok(),
        "the job that waited runs on a new worker"
    );
}

#[tokio::test]
async fn panic_in_a_worker_is_counted_and_the_worker_replaced() {
    let folder = tempfile::tempdir().unwrap();
    // What a worker says that panics in its first job.
    let replies = folder.path().join("replies");
    let panicked = Reply::Panicked("on purpose".into());
    let said = [&Reply::Ready, &panicked].map(|reply| wire::frame(reply).unwrap());
    std::fs::write(&replies, said.concat()).unwrap();
    let worker = folder.path().join("worker");
    let script = format!(
        "#!/bin/sh\ncat '{}'\nexec cat >/dev/null\n",
        replies.display()
    );
    std::fs::write(&worker, script).unwrap();
    std::fs::set_permissions(&worker, Permissions::from_mode(0o755)).unwrap();
    let pool = WorkerPool::new(worker, Limits::default());
    let page = || {
        pool.rows(RowsJob {
            look: Look::at("nowhere"),
            offset: 0,
            limit: 1,
        })
    };
    let before = PANICS.get();
    for _ in 0..2 {
        assert_eq!(
            page().await.unwrap_err().kind,
            AnalysisErrorKind::Unavailable
        );
    }
    assert_eq!(PANICS.get(), before + 2);
}

#[tokio::test]
async fn worker_that_died_idle_costs_nobody_a_job() {
    let fixture = Fixture::new(Limits::default()).await;
    fixture.assert_runs_work().await;
    let idle = fixture.runner().unwrap();
    kill(idle);
    end_of(idle).await;
    fixture.assert_runs_work().await;
    assert_ne!(fixture.runner(), Some(idle));
}

#[tokio::test]
async fn dropping_a_run_kills_it_and_frees_the_lane() {
    let fixture = Fixture::new(Limits::default()).await;
    let (endless, started) = fixture.run(fixture.endless());
    let endless = tokio::spawn(endless);
    started.await.unwrap();
    let worker = fixture.runner().unwrap();
    endless.abort();
    assert!(endless.await.unwrap_err().is_cancelled());
    fixture.assert_runs_work().await;
    assert_ne!(fixture.runner(), Some(worker));
    end_of(worker).await;
}

#[tokio::test]
async fn dropping_a_waiting_run_leaves_the_running_one_alone() {
    let fixture = Fixture::new(Limits::default()).await;
    let (endless, started) = fixture.run(fixture.endless());
    let endless = tokio::spawn(endless);
    started.await.unwrap();
    let worker = fixture.runner();
    let (waiting, mut waiting_started) = fixture.run(fixture.path("penguins.parquet"));
    let waiting = tokio::spawn(waiting);
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert!(waiting_started.try_recv().is_err());
    assert_eq!(fixture.runner(), worker);
    endless.abort();
}

#[tokio::test]
async fn previews_and_uploads_do_not_wait_for_a_heavy_run() {
    let fixture = Fixture::new(Limits::default()).await;
    let (endless, started) = fixture.run(fixture.endless());
    let endless = tokio::spawn(endless);
    started.await.unwrap();
    assert_eq!(fixture.preview().await.len(), 2);
    let again = bring(
        &fixture.pool,
        &fixture.path("source"),
        &fixture.path("again.parquet"),
    )
    .await;
    assert_eq!(again.rows, 344);
    assert!(!endless.is_finished());
    endless.abort();
}

#[tokio::test]
async fn workers_are_replaced_after_their_share_of_jobs() {
    let fixture = Fixture::new(Limits {
        jobs_per_worker: 2,
        ..Limits::default()
    })
    .await;
    fixture.assert_runs_work().await;
    let first = fixture.runner();
    fixture.assert_runs_work().await;
    assert_ne!(fixture.runner(), first);
}

#[tokio::test]
async fn missing_program_is_a_sentence() {
    let mut fixture = Fixture::new(Limits::default()).await;
    fixture.pool = WorkerPool::new("/nowhere/tandem".into(), Limits::default());
    let error = fixture
        .run(fixture.path("penguins.parquet"))
        .0
        .await
        .unwrap_err();
    assert_eq!(error.kind, AnalysisErrorKind::Unavailable);
}

#[tokio::test]
async fn worker_ends_when_its_stdin_closes_even_in_a_job() {
    let fixture = Fixture::new(Limits::default()).await;
    let endless = fixture.endless();
    let mut worker = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .arg("worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = worker.stdin.take().unwrap();
    let request = Request::Rows {
        look: Look::at(endless.clone()),
        offset: 0,
        limit: 1,
    };
    wire::write(&mut stdin, &request).unwrap();
    // A pipe opens for writing when it is open for reading: now the worker is in the job.
    let _writing = std::fs::OpenOptions::new()
        .write(true)
        .open(endless)
        .unwrap();
    drop(stdin);
    assert!(worker.wait().unwrap().success());
}
