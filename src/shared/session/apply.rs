//! Applies one event to the state, the only way it ever changes.

use super::naming::call;
use super::{Entry, EntryBody, Member, Reaction, Run, Seat, SessionState};
use crate::shared::{
    account::Person,
    dataset::Dataset,
    ids::{EventId, PersonId},
    stream::{Event, Fact, Redacted, RunStatus, StatusKind, StreamKind},
    text::isolated,
};

/// Events must come in order; one that is not next is ignored.
pub fn apply(state: &mut SessionState, event: &Event) {
    if event.n != state.head + 1 {
        return;
    }
    state.head = event.n;
    state.last = Some(event.id);
    match &event.fact {
        Fact::ReceiveMessage {
            redacted: Some(Redacted::Deleted),
            ..
        } => state.timeline.push(entry(event, EntryBody::Deleted)),
        Fact::ReceiveMessage {
            text,
            reply_to,
            about,
            redacted,
            ..
        } => {
            let body = EntryBody::Message {
                text: text.clone(),
                reply_to: *reply_to,
                about: *about,
                edited: redacted.is_some(),
                reactions: Vec::new(),
            };
            state.timeline.push(entry(event, body));
        }
        Fact::MessageEdited {
            message_id,
            redacted: Some(Redacted::Deleted),
            ..
        }
        | Fact::MessageDeleted { message_id } => {
            // A message older than what this browser holds comes by `history` as it then stands.
            if let Some(line) = state.timeline.iter_mut().rfind(|e| e.id == *message_id) {
                line.body = EntryBody::Deleted;
            }
        }
        Fact::MessageEdited {
            message_id, text, ..
        } => edit(state, *message_id, text),
        Fact::MessageReacted {
            message_id,
            emoji,
            on,
        } => react(state, *message_id, emoji, *on, &event.by),
        Fact::AnalysisUpdate { .. } => apply_run(state, event),
        Fact::DatasetUpdate { .. } => apply_dataset(state, event),
        Fact::Status { .. } => apply_status(state, event),
    }
}

fn entry(event: &Event, body: EntryBody) -> Entry {
    Entry {
        n: event.n,
        id: event.id,
        at: event.at,
        by: event.by.clone(),
        cid: event.cid,
        body,
    }
}

fn edit(state: &mut SessionState, message_id: EventId, new_text: &str) {
    let line = state
        .timeline
        .iter_mut()
        .rfind(|entry| entry.id == message_id);
    if let Some(Entry {
        body: EntryBody::Message { text, edited, .. },
        ..
    }) = line
    {
        *text = new_text.to_owned();
        *edited = true;
    }
}

fn react(state: &mut SessionState, message_id: EventId, emoji: &str, on: bool, by: &Person) {
    let line = state.timeline.iter_mut().rfind(|e| e.id == message_id);
    let Some(Entry {
        body: EntryBody::Message { reactions, .. },
        ..
    }) = line
    else {
        return;
    };
    let known = reactions.iter_mut().find(|known| known.emoji == emoji);
    match known {
        Some(reaction) => {
            reaction.by.retain(|person| person.id != by.id);
            if on {
                reaction.by.push(by.clone());
            }
        }
        None if on => reactions.push(Reaction {
            emoji: emoji.to_owned(),
            by: vec![by.clone()],
        }),
        None => {}
    }
    reactions.retain(|reaction| !reaction.by.is_empty());
}

fn apply_run(state: &mut SessionState, event: &Event) {
    let Fact::AnalysisUpdate {
        run_id,
        dataset_id,
        spec,
        status,
        output,
        output_url,
        error,
        elapsed_ms,
    } = &event.fact
    else {
        return;
    };
    let Some(run) = state.runs.iter_mut().find(|run| run.run_id == *run_id) else {
        state.runs.push(Run {
            run_id: *run_id,
            dataset_id: *dataset_id,
            spec: spec.clone(),
            status: *status,
            by: event.by.clone(),
            asked_at: event.at,
            changed_at: event.at,
            stopped_by: None,
            output: output.clone(),
            output_url: output_url.clone(),
            error: error.clone(),
            elapsed_ms: *elapsed_ms,
        });
        return;
    };
    run.status = *status;
    run.changed_at = event.at;
    run.elapsed_ms = *elapsed_ms;
    run.output = output.clone();
    run.output_url = output_url.clone();
    run.error = error.clone();
    run.stopped_by = (*status == RunStatus::Cancelled).then(|| event.by.clone());
}

fn apply_dataset(state: &mut SessionState, event: &Event) {
    let Fact::DatasetUpdate {
        dataset_id,
        name,
        rows,
        columns,
        version,
        bytes,
        notes,
        ..
    } = &event.fact
    else {
        return;
    };
    state.datasets.push(Dataset {
        dataset_id: *dataset_id,
        name: name.clone(),
        rows: *rows,
        columns: columns.clone(),
        bytes: *bytes,
        version: *version,
        notes: notes.clone(),
        by: event.by.clone(),
        at: event.at,
    });
    let (by, name) = (isolated(&event.by.name), isolated(name));
    let text = match version {
        1 => format!("{by} brought {name}"),
        _ => format!("{by} brought {name} v{version}"),
    };
    state.timeline.push(entry(
        event,
        EntryBody::Dataset {
            dataset_id: *dataset_id,
            text,
        },
    ));
}

/// A session without its creator goes to who has been there longest; a conversation of two stays one.
fn leave(state: &mut SessionState, person: PersonId) {
    if state.kind == StreamKind::Direct {
        return;
    }
    let led = state.kind == StreamKind::Session && state.is_creator(person);
    state.members.retain(|member| member.person.id != person);
    if led && let Some(heir) = state.heir_of(person) {
        let heir = state.members.iter_mut().find(|one| one.person.id == heir);
        heir.into_iter().for_each(|heir| heir.seat = Seat::CREATOR);
    }
}

fn apply_status(state: &mut SessionState, event: &Event) {
    let Fact::Status {
        kind,
        text,
        person,
        seat,
        title,
    } = &event.fact
    else {
        return;
    };
    match kind {
        StatusKind::Joined => {
            if !state.is_member(person.id) {
                let seat = seat.unwrap_or(Seat::SECOND);
                let joined_at = event.at;
                state.members.push(Member {
                    person: person.clone(),
                    seat,
                    joined_at,
                });
            }
        }
        StatusKind::Left | StatusKind::Removed => {
            // Who deleted their account has no name from now on.
            call(state, person);
            leave(state, person.id);
        }
        StatusKind::Renamed => match title {
            Some(title) => state.title.clone_from(title),
            None => call(state, person),
        },
        StatusKind::Archived => state.archived = true,
        StatusKind::Restored => state.archived = false,
    }
    let body = EntryBody::Status {
        status: *kind,
        text: text.clone(),
    };
    state.timeline.push(entry(event, body));
}
