//! From a command to the fact it becomes, or to the reason why not.

use super::naming::SOMEONE;
use super::{Command, EntryBody, Rejection, RunReport, Seat, SessionState, Stamp};
use crate::shared::{
    account::Person,
    ids::{EventId, PersonId, RunId},
    markdown,
    mentions::{is_named, mentions},
    protocol::{MAX_MESSAGE_CHARS, MAX_TITLE_CHARS},
    stream::{DatasetStatus, Fact, RunStatus, StatusKind, StreamKind},
    text::{self, isolated},
};

/// Runs of one session that may wait or run at the same time.
const MAX_OPEN_RUNS: usize = 20;

/// Whether `by` may do this now. A button is disabled exactly when this refuses.
pub fn check(state: &SessionState, by: &Person, command: &Command) -> Result<(), Rejection> {
    let needs_membership = !matches!(
        command,
        Command::TakeSeat { .. }
            | Command::Enter
            | Command::TakeName
            | Command::Depart
            | Command::TakeBack { .. }
            | Command::ReportRun { .. }
    );
    if needs_membership && !state.is_member(by.id) {
        return Err(Rejection::NotAMember);
    }
    if state.archived && is_wish(command) {
        return Err(Rejection::Archived);
    }
    match command {
        Command::SendMessage { text, .. } => check_text(text),
        Command::EditMessage { message_id, text } => {
            check_text(text)?;
            check_authorship(state, by, *message_id)
        }
        Command::DeleteMessage { message_id } | Command::TakeBack { message_id } => {
            check_authorship(state, by, *message_id)
        }
        // Two tabs may find at once that the name is an old one.
        Command::TakeName if state.former_name(by).is_none() => Err(Rejection::NotHere),
        Command::TakeName | Command::Depart => Ok(()),
        Command::React {
            message_id, emoji, ..
        } => check_reaction(state, *message_id, emoji),
        Command::Enter | Command::Leave if state.kind != StreamKind::Room => {
            Err(Rejection::NotHere)
        }
        Command::Rename { title } => {
            check_creator(state, by)?;
            check_title(title)
        }
        Command::Archive { .. } => check_creator(state, by),
        Command::Admit { .. } if state.kind != StreamKind::Session => Err(Rejection::NotHere),
        Command::Admit { .. } => check_creator(state, by),
        Command::Remove { person_id } => {
            check_creator(state, by)?;
            match state.member(*person_id) {
                None => Err(Rejection::UnknownPerson),
                Some(member) if member.seat == Seat::CREATOR => Err(Rejection::CreatorStays),
                Some(_) => Ok(()),
            }
        }
        Command::RunAnalysis { .. } if state.kind != StreamKind::Session => Err(Rejection::NotHere),
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
        Command::Enter | Command::Leave => Ok(()),
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
    let name = isolated(&by.name);
    Ok(match command {
        Command::SendMessage {
            text,
            reply_to,
            about,
        } => {
            let text = text::prose(&text);
            Fact::ReceiveMessage {
                mentions: mentioned(state, &text),
                text,
                reply_to: reply_to.filter(|id| state.entry(*id).is_some()),
                about: about.filter(|run_id| state.run(*run_id).is_some()),
                redacted: None,
            }
        }
        Command::EditMessage { message_id, text } => Fact::MessageEdited {
            message_id,
            text: text::prose(&text),
            redacted: None,
        },
        Command::DeleteMessage { message_id } | Command::TakeBack { message_id } => {
            Fact::MessageDeleted { message_id }
        }
        Command::TakeName => {
            let old = isolated(state.former_name(by).unwrap_or_default());
            let text = format!("{old} is called {name} now");
            told(StatusKind::Renamed, by, text)
        }
        Command::Depart => departed(state, by),
        Command::React {
            message_id,
            emoji,
            on,
        } => Fact::MessageReacted {
            message_id,
            emoji,
            on,
        },
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
        Command::TakeSeat { seat } => joined(by, seat, format!("{name} joined")),
        Command::Enter => joined(by, state.free_guest_seat(), format!("{name} joined")),
        Command::Admit { person } => {
            let text = format!("{name} let {} in", isolated(&person.name));
            joined(&person, state.free_guest_seat(), text)
        }
        Command::Leave => told(StatusKind::Left, by, format!("{name} left")),
        Command::Remove { person_id } => {
            let member = state.member(person_id).ok_or(Rejection::UnknownPerson)?;
            let text = format!("{name} removed {}", isolated(&member.person.name));
            told(StatusKind::Removed, &member.person, text)
        }
        Command::Archive { on: true } => {
            told(StatusKind::Archived, by, format!("{name} put this away"))
        }
        Command::Archive { on: false } => told(
            StatusKind::Restored,
            by,
            format!("{name} took this out again"),
        ),
        Command::Rename { title } => Fact::Status {
            kind: StatusKind::Renamed,
            text: format!("{name} named this “{}”", isolated(&title)),
            person: by.clone(),
            seat: None,
            title: Some(text::clean(&title)),
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

/// What somebody wants of a stream, other than to take it out again or to be gone.
fn is_wish(command: &Command) -> bool {
    !matches!(
        command,
        Command::TakeSeat { .. }
            | Command::ReportRun { .. }
            | Command::CancelAnalysis { .. }
            | Command::Archive { on: false }
            | Command::Remove { .. }
            | Command::Leave
            | Command::TakeName
            | Command::Depart
            | Command::TakeBack { .. }
    )
}

fn check_creator(state: &SessionState, by: &Person) -> Result<(), Rejection> {
    if state.is_creator(by.id) {
        Ok(())
    } else {
        Err(Rejection::NotTheCreator)
    }
}

fn check_title(title: &str) -> Result<(), Rejection> {
    let length = text::clean(title).chars().count();
    let plain = !title.chars().any(char::is_control);
    if plain && (1..=MAX_TITLE_CHARS).contains(&length) {
        Ok(())
    } else {
        Err(Rejection::BadTitle {
            max: MAX_TITLE_CHARS,
        })
    }
}

/// A reaction is one sign, not a word; skin tones and flags are signs of several characters.
fn check_reaction(state: &SessionState, message_id: EventId, emoji: &str) -> Result<(), Rejection> {
    const MAX_BYTES: usize = 32;
    let sign = |c: char| !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace();
    let shows = text::shows(emoji) && text::clean(emoji) == emoji;
    if !shows || emoji.len() > MAX_BYTES || !emoji.chars().all(sign) {
        return Err(Rejection::UnknownReaction);
    }
    match state.entry(message_id).map(|entry| &entry.body) {
        Some(EntryBody::Message { .. }) => Ok(()),
        _ => Err(Rejection::UnknownMessage),
    }
}

/// The members whose names stand in the text with an @, each once.
fn mentioned(state: &SessionState, text: &str) -> Vec<PersonId> {
    let mut found: Vec<PersonId> = Vec::new();
    for mention in mentions(text) {
        let named = |member: &&super::Member| is_named(&member.person.name, mention.name);
        let person = state.members.iter().find(named).map(|m| m.person.id);
        found.extend(person.filter(|id| !found.contains(id)));
    }
    found
}

fn joined(person: &Person, seat: Seat, text: String) -> Fact {
    Fact::Status {
        kind: StatusKind::Joined,
        text,
        person: person.clone(),
        seat: Some(seat),
        title: None,
    }
}

/// No word of who it was: the log keeps this one.
fn departed(state: &SessionState, by: &Person) -> Fact {
    let heir = state.heir_of(by.id).and_then(|heir| state.member(heir));
    let heir = heir.filter(|_| state.kind == StreamKind::Session && state.is_creator(by.id));
    let text = match heir {
        Some(heir) => format!(
            "Somebody deleted their account. {} leads this session now",
            isolated(&heir.person.name)
        ),
        None => "Somebody deleted their account".to_owned(),
    };
    let nobody = Person {
        id: by.id,
        name: SOMEONE.into(),
    };
    told(StatusKind::Left, &nobody, text)
}

fn told(kind: StatusKind, person: &Person, text: String) -> Fact {
    Fact::Status {
        kind,
        text,
        person: person.clone(),
        seat: None,
        title: None,
    }
}

fn check_text(text: &str) -> Result<(), Rejection> {
    let text = text::prose(text);
    let length = text.chars().count();
    match length {
        _ if !markdown::shows(&text) => Err(Rejection::EmptyMessage),
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
