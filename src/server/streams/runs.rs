//! Runs under way: from an effect to a worker, and from its answer back into the log.

use super::{
    Sources, Streams,
    frame::{inline, output_url},
    request::StreamRequest,
};
use crate::server::{db, engine::RunJob, error::ServerError, live::Version, metrics};
use crate::shared::{
    account::Person,
    analysis::{AnalysisError, AnalysisErrorKind, Output, Spec},
    api_error::ApiError,
    dataset::Dataset,
    ids::{Cid, RunId, SessionId},
    reading::ReadingReport,
    session::{
        Effect, Run, RunReport, StreamState,
        runs::{AsOf, ReportRun},
    },
    stream::{Event, Fact},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::sleep,
};
use uuid::Uuid;

/// How soon what could not be stored is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// The runs that this node works on for one session.
pub struct Runs {
    /// Back into the session's own mailbox; weak, so that it does not keep the task alive.
    mailbox: mpsc::WeakSender<StreamRequest>,
    open: HashMap<RunId, JoinHandle<()>>,
}

impl Runs {
    pub fn new(mailbox: mpsc::WeakSender<StreamRequest>) -> Self {
        Self {
            mailbox,
            open: HashMap::new(),
        }
    }

    pub fn any_open(&mut self) -> bool {
        self.open.retain(|_, task| !task.is_finished());
        !self.open.is_empty()
    }

    /// Nobody waits for them any more.
    pub fn stop_all(&mut self) {
        for (_, task) in self.open.drain() {
            task.abort();
        }
    }

    fn stop(&mut self, run_id: RunId) {
        // Dropping the engine's future is what stops the worker.
        if let Some(task) = self.open.remove(&run_id) {
            task.abort();
            metrics::RUNS.inc(metrics::CANCELLED);
        }
    }

    pub fn carry_out(&mut self, effect: Effect, streams: &Streams, state: &StreamState) {
        match effect {
            Effect::StopRun(run_id) => self.stop(run_id),
            Effect::ClearDataset(dataset_id) => {
                let its = state.runs.iter().filter(|run| run.dataset_id == dataset_id);
                its.for_each(|run| self.stop(run.run_id));
                streams.0.removed.notify_one();
            }
            Effect::ClearNote => streams.0.removed.notify_one(),
            Effect::StartRun(run_id) => {
                self.open.retain(|_, task| !task.is_finished());
                let Some(run) = state.run(run_id).cloned() else {
                    return;
                };
                let dataset = state.dataset(run.dataset_id).cloned();
                let report = Reporter {
                    mailbox: self.mailbox.clone(),
                    by: run.by.clone(),
                    run_id,
                };
                let streams = streams.clone();
                let session = SessionId(state.stream.0);
                let task = tokio::spawn(async move {
                    let result = answer(&streams, session, &run, dataset, &report).await;
                    report.send(result.unwrap_or_else(failed)).await;
                });
                self.open.insert(run_id, task);
            }
        }
    }
}

fn failed(error: AnalysisError) -> RunReport {
    metrics::RUNS.inc(metrics::FAILED);
    RunReport::Failed {
        error: error.message,
    }
}

/// Tells the session's task what became of a run.
struct Reporter {
    mailbox: mpsc::WeakSender<StreamRequest>,
    by: Person,
    run_id: RunId,
}

impl Reporter {
    /// Until the log has it, or has a reason not to take it.
    async fn send(&self, report: RunReport) {
        let cid = Cid(Uuid::new_v4());
        // A task that has ended takes the run up again when it is next loaded.
        while let Some(mailbox) = self.mailbox.upgrade() {
            let (reply, answer) = oneshot::channel();
            let ask = StreamRequest::Submit {
                by: self.by.clone(),
                cid: Some(cid),
                command: ReportRun {
                    run_id: self.run_id,
                    report: report.clone(),
                }
                .into(),
                reply: Some(reply),
            };
            let sent = mailbox.send(ask).await;
            drop(mailbox);
            match (sent, answer.await) {
                (Ok(()), Ok(Err(error))) if error.retry_ms.is_some() => sleep(TRY_AGAIN).await,
                // Asked and not answered: the task was not sure of its log.
                (Ok(()), Err(_)) => sleep(TRY_AGAIN).await,
                _ => return,
            }
        }
    }
}

/// Looks the answer up, or has a worker compute it.
async fn answer(
    streams: &Streams,
    session: SessionId,
    run: &Run,
    dataset: Option<Dataset>,
    report: &Reporter,
) -> Result<RunReport, AnalysisError> {
    let dataset = dataset.ok_or_else(|| {
        AnalysisError::new(
            AnalysisErrorKind::Unsuitable,
            "That data set is not here any more.",
        )
    })?;
    let (key, content) = place_of_output(streams, &dataset, run).await?;
    let output_url = output_url(session, run.run_id);
    let known = db::outputs::get(&streams.0.db, &key)
        .await
        .map_err(unavailable)?;
    if let Some(json) = known
        && let Ok(output) = serde_json::from_str::<Output>(&json)
    {
        metrics::RUNS.inc(metrics::STORED);
        return Ok(RunReport::Done {
            output: inline(output, json.len()),
            output_url,
            as_of: None,
        });
    }
    let (output, as_of) = compute(streams, session, run, dataset, report).await?;
    let json = serde_json::to_string(&output).map_err(unavailable)?;
    let bytes = json.len();
    keep(streams, &key, &content, &json)
        .await
        .map_err(unavailable)?;
    metrics::RUNS.inc(metrics::DONE);
    Ok(RunReport::Done {
        output: inline(output, bytes),
        output_url,
        as_of,
    })
}

/// Stores an output. While the disk or the database is in trouble the run is not lost: it waits.
async fn keep(streams: &Streams, key: &str, content: &str, json: &str) -> Result<(), ServerError> {
    loop {
        match db::outputs::put(&streams.0.db, key, content, json.to_owned()).await {
            Err(error) if error.trouble().is_some() => sleep(TRY_AGAIN).await,
            stored => return stored,
        }
    }
}

async fn compute(
    streams: &Streams,
    session: SessionId,
    run: &Run,
    mut dataset: Dataset,
    report: &Reporter,
) -> Result<(Output, Option<AsOf>), AnalysisError> {
    let Sources { parquet, live } = &streams.0.sources;
    let version = match dataset.live {
        true => Some(
            live.version(session, dataset.dataset_id)
                .await
                .map_err(away)?,
        ),
        false => None,
    };
    let parquet = match &version {
        Some(version) => {
            dataset.rows = version.rows();
            version.path().to_owned()
        }
        None => parquet(dataset.dataset_id),
    };
    let as_of = version.as_ref().map(Version::as_of);
    let job = RunJob {
        parquet,
        dataset,
        spec: run.spec.clone(),
        now_ms: as_of.map(|as_of| as_of.at),
    };
    let (started, has_started) = oneshot::channel::<()>();
    let result = streams.0.engine.run(
        job,
        Box::new(move || {
            let _ = started.send(());
        }),
    );
    let watch_start = async {
        if has_started.await.is_ok() {
            report.send(RunReport::Started).await;
        }
    };
    let (result, ()) = tokio::join!(result, watch_start);
    Ok((result?, as_of))
}

/// The hash of everything the answer depends on (the data, the question, and who computes), and the one of the file
/// alone.
pub async fn place_of_output(
    streams: &Streams,
    dataset: &Dataset,
    run: &Run,
) -> Result<(String, String), AnalysisError> {
    let content = content_of(streams, dataset, run).await?;
    let version = run.spec.kind().version();
    let key = key_of(&content.read, &dataset.name, &run.spec, version);
    Ok((key, content.file))
}

/// The keys of all that this program and older ones made of a file, of the runs that `events` tell of, under
/// every name that it had.
pub fn output_keys(events: &[Event], content: &str, name: &str) -> Vec<String> {
    let names = events.iter().filter_map(|event| match &event.fact {
        Fact::DatasetUpdate(added) => Some(&*added.name),
        Fact::DatasetDescribed(described) => Some(&*described.name),
        _ => None,
    });
    let names: BTreeSet<&str> = names.chain([name]).collect();
    let specs = events.iter().filter_map(|event| match &event.fact {
        Fact::AnalysisUpdate(update) => Some(&update.spec),
        _ => None,
    });
    specs
        .flat_map(|spec| {
            let versions = 1..=spec.kind().version();
            let named = versions.flat_map(|version| names.iter().map(move |name| (version, *name)));
            named.map(|(version, name)| key_of(content, name, spec, version))
        })
        .collect()
}

struct Content {
    /// The hash of the file.
    file: String,
    /// The hash of the file and of how it was read: the same bytes can be read in more than one way.
    read: String,
}

async fn content_of(
    streams: &Streams,
    dataset: &Dataset,
    run: &Run,
) -> Result<Content, AnalysisError> {
    let (db, id) = (&streams.0.db, dataset.dataset_id);
    let row = db::datasets::get(db, id).await.map_err(unavailable)?;
    let file = row.map_or_else(|| id.to_string(), |row| row.content_hash);
    if dataset.live {
        // Each run has the rows of its own moment: those that it has come to.
        let read = format!("{file} {}", run.run_id);
        return Ok(Content { file, read });
    }
    let report = db::readings::get(db, id).await.map_err(unavailable)?;
    let read = match report {
        Some(ReadingReport {
            reading,
            after: Some(after),
            ..
        }) => hex(&json!([file, reading, dataset.columns, after])),
        Some(report) => hex(&json!([file, report.reading, dataset.columns])),
        None => file.clone(),
    };
    Ok(Content { file, read })
}

/// What [`Dataset::content`](crate::shared::dataset::Dataset::content) says of a file: the same word for the same
/// bytes, read in the same way and put after the same rows.
pub fn content_word(file: &str, report: Option<&ReadingReport>) -> String {
    const CHARS: usize = 16;
    let word = match report {
        Some(ReadingReport {
            decisions,
            after: Some(after),
            ..
        }) => hex(&json!([file, decisions, after])),
        Some(report) if !report.decisions.is_empty() => hex(&json!([file, report.decisions])),
        _ => file.to_owned(),
    };
    word.chars().take(CHARS).collect()
}

fn key_of(content: &str, name: &str, spec: &Spec, version: u32) -> String {
    hex(&json!([version.to_string(), content, name, spec]))
}

fn hex(value: &Value) -> String {
    let digest = Sha256::digest(value.to_string());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn away(error: ApiError) -> AnalysisError {
    AnalysisError::new(AnalysisErrorKind::Unavailable, error.message)
}

fn unavailable(error: impl std::fmt::Display) -> AnalysisError {
    tracing::error!(%error, "run not answered");
    AnalysisError::new(
        AnalysisErrorKind::Unavailable,
        "The server could not answer. Run it again in a moment.",
    )
}
