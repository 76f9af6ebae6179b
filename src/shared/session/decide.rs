//! From a command to the fact it becomes, or to the reason why not.

use super::{Command, EntryBody, Rejection, RunReport, SessionState, Stamp};
use crate::shared::{
    account::Person,
    ids::{EventId, RunId},
    protocol::MAX_MESSAGE_CHARS,
    stream::{DatasetStatus, Fact, RunStatus, StatusKind},
};

/// Runs of one session that may wait or run at the same time.
const MAX_OPEN_RUNS: usize = 20;

/// Whether `by` may do this now. A button is disabled exactly when this refuses.
pub fn check(state: &SessionState, by: &Person, command: &Command) -> Result<(), Rejection> {
    if !matches!(command, Command::TakeSeat { .. }) && !state.is_member(by.id) {
        return Err(Rejection::NotAMember);
    }
    match command {
        Command::SendMessage { text, .. } => check_text(text),
        Command::EditMessage { message_id, text } => {
            check_text(text)?;
            check_authorship(state, by, *message_id)
        }
        Command::DeleteMessage { message_id } => check_authorship(state, by, *message_id),
        Command::RunAnalysis { dataset_id, spec } => {
            let dataset = state
                .dataset(*dataset_id)
                .ok_or(Rejection::UnknownDataset)?;
            spec.fits(dataset).map_err(Rejection::SpecDoesNotFit)?;
            let open = state.runs.iter().filter(|run| run.status.is_open()).count();
            if open >= MAX_OPEN_RUNS {
                return Err(Rejection::TooManyRuns { max: MAX_OPEN_RUNS });
            }
            Ok(())
        }
        Command::CancelAnalysis { run_id } | Command::ReportRun { run_id, .. } => {
            let run = state.run(*run_id).ok_or(Rejection::UnknownRun)?;
            if run.status.is_open() {
                Ok(())
            } else {
                Err(Rejection::RunHasEnded)
            }
        }
        Command::TakeSeat { .. } | Command::AddDataset { .. } => Ok(()),
    }
}

/// The fact that a command becomes at the moment of `stamp`.
pub fn decide(
    state: &SessionState,
    by: &Person,
    command: Command,
    stamp: Stamp,
) -> Result<Fact, Rejection> {
    check(state, by, &command)?;
    Ok(match command {
        Command::SendMessage { text, reply_to } => {
            let reply_to = reply_to.filter(|id| state.entry(*id).is_some());
            Fact::ReceiveMessage {
                text: text.trim().to_owned(),
                reply_to,
            }
        }
        Command::EditMessage { message_id, text } => Fact::MessageEdited {
            message_id,
            text: text.trim().to_owned(),
        },
        Command::DeleteMessage { message_id } => Fact::MessageDeleted { message_id },
        Command::RunAnalysis { dataset_id, spec } => Fact::AnalysisUpdate {
            run_id: RunId(stamp.id),
            dataset_id,
            spec,
            status: RunStatus::Queued,
            output: None,
            output_url: None,
            error: None,
            elapsed_ms: 0,
        },
        Command::CancelAnalysis { run_id } => {
            run_update(state, run_id, RunStatus::Cancelled, stamp)?
        }
        Command::ReportRun { run_id, report } => reported(state, run_id, report, stamp)?,
        Command::TakeSeat { seat } => Fact::Status {
            kind: StatusKind::Joined,
            text: format!("{} joined", by.name),
            person: by.clone(),
            seat: Some(seat),
            title: None,
        },
        Command::AddDataset {
            dataset_id,
            name,
            rows,
            columns,
            bytes,
            notes,
        } => {
            let version = 1 + state
                .datasets
                .iter()
                .filter(|known| known.name == name)
                .count();
            Fact::DatasetUpdate {
                dataset_id,
                name,
                status: DatasetStatus::Ready,
                rows,
                columns,
                version: version as i64,
                bytes,
                notes,
            }
        }
    })
}

fn check_text(text: &str) -> Result<(), Rejection> {
    let length = text.trim().chars().count();
    match length {
        0 => Err(Rejection::EmptyMessage),
        _ if length > MAX_MESSAGE_CHARS => Err(Rejection::MessageTooLong {
            length,
            max: MAX_MESSAGE_CHARS,
        }),
        _ => Ok(()),
    }
}

fn check_authorship(
    state: &SessionState,
    by: &Person,
    message_id: EventId,
) -> Result<(), Rejection> {
    let entry = state.entry(message_id).ok_or(Rejection::UnknownMessage)?;
    match entry.body {
        EntryBody::Message { .. } if entry.by.id == by.id => Ok(()),
        EntryBody::Message { .. } => Err(Rejection::NotTheAuthor),
        _ => Err(Rejection::UnknownMessage),
    }
}

/// The next update of a run, with nothing yet but its status and its age.
fn run_update(
    state: &SessionState,
    run_id: RunId,
    status: RunStatus,
    stamp: Stamp,
) -> Result<Fact, Rejection> {
    let run = state.run(run_id).ok_or(Rejection::UnknownRun)?;
    Ok(Fact::AnalysisUpdate {
        run_id,
        dataset_id: run.dataset_id,
        spec: run.spec.clone(),
        status,
        output: None,
        output_url: None,
        error: None,
        elapsed_ms: (stamp.at - run.asked_at).max(0),
    })
}

fn reported(
    state: &SessionState,
    run_id: RunId,
    report: RunReport,
    stamp: Stamp,
) -> Result<Fact, Rejection> {
    let reported_status = match report {
        RunReport::Started => RunStatus::Running,
        RunReport::Done { .. } => RunStatus::Done,
        RunReport::Failed { .. } => RunStatus::Failed,
    };
    let mut fact = run_update(state, run_id, reported_status, stamp)?;
    if let Fact::AnalysisUpdate {
        output,
        output_url,
        error,
        ..
    } = &mut fact
    {
        match report {
            RunReport::Started => {}
            RunReport::Done {
                output: result,
                output_url: url,
            } => {
                *output = result;
                *output_url = Some(url);
            }
            RunReport::Failed { error: sentence } => *error = Some(sentence),
        }
    }
    Ok(fact)
}
