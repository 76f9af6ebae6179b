//! One stream: its numbers, its rows, its head, its snapshot, and the data sets that it speaks of.

use super::Report;
use crate::server::{
    db::{
        self, Database,
        streams::{StreamInfo, place, snapshot},
    },
    error::ServerError,
    streams::{empty, saved},
};
use crate::shared::{
    ids::StreamId,
    session::{StreamState, apply, people::StatusKind},
    stream::{Event, Fact, StreamKind},
};
use serde_json::Value;

/// Rows read at a time.
const PAGE: u64 = 1_000;
/// Of one stream; who has more has one cause.
const MOST_FINDINGS: usize = 20;

pub async fn check(
    db: &Database,
    stream: StreamId,
    report: &mut Report,
) -> Result<(), ServerError> {
    let Some(mut read) = read(db, stream).await? else {
        return Ok(());
    };
    if !read.findings.is_empty() {
        // A server may have been appending, or forgetting what was deleted.
        match self::read(db, stream).await? {
            Some(again) => read = again,
            // The session was deleted.
            None => return Ok(()),
        }
    }
    report.streams += 1;
    report.events += read.events;
    report.snapshots += usize::from(read.has_snapshot);
    let more = read.findings.len().saturating_sub(MOST_FINDINGS);
    read.findings.truncate(MOST_FINDINGS);
    if more > 0 {
        read.findings.push(format!("and {more} more of this kind"));
    }
    let said = read.findings.into_iter();
    report
        .findings
        .extend(said.map(|said| format!("{}: {said}.", read.name)));
    Ok(())
}

#[derive(Default)]
struct Read {
    /// As people know it.
    name: String,
    events: u64,
    has_snapshot: bool,
    findings: Vec<String>,
}

/// None when there is no such stream.
async fn read(db: &Database, stream: StreamId) -> Result<Option<Read>, ServerError> {
    let Some(before) = db::check::head(db, stream).await? else {
        return Ok(None);
    };
    let mut read = Read::default();
    let place = place(db, stream).await?;
    read.name = match &place {
        Some(place) => format!("{} {stream} “{}”", word(place.kind), place.title),
        None => format!("Stream {stream}"),
    };
    if place.is_none() {
        read.findings.push("no session and no room has it".into());
    }
    let saved = snapshot_of(db, stream, &mut read).await?;
    let mut fold = place.as_ref().map(|place| Fold::new(place, saved));
    let mut last = 0;
    loop {
        let rows = db::check::rows(db, stream, last, PAGE).await?;
        let full = rows.len() as u64 == PAGE;
        for row in rows {
            read.events += 1;
            if row.n != last + 1 {
                read.findings
                    .push(format!("number {} comes after number {last}", row.n));
                fold = None;
            }
            last = row.n;
            match row.event {
                Ok(event) => fold.iter_mut().for_each(|fold| fold.apply(&event)),
                Err(why) => {
                    read.findings
                        .push(format!("row {} does not parse: {why}", row.n));
                    // What follows cannot be told from what was folded without it.
                    fold = None;
                }
            }
        }
        if !full {
            break;
        }
    }
    let Some(after) = db::check::head(db, stream).await? else {
        return Ok(None);
    };
    if last < before || last > after {
        read.findings.push(format!(
            "its head is {after}, its last row is number {last}"
        ));
    }
    if let Some(fold) = fold {
        read.findings.extend(fold.findings(last));
        if place.is_some_and(|place| place.kind == StreamKind::Session) {
            read.findings
                .extend(unknown_datasets(db, &fold.state).await?);
        }
    }
    Ok(Some(read))
}

fn word(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Session => "Session",
        StreamKind::Room => "Room",
        StreamKind::Direct => "Conversation",
    }
}

async fn snapshot_of(
    db: &Database,
    stream: StreamId,
    read: &mut Read,
) -> Result<Option<(i64, StreamState)>, ServerError> {
    let Some((n, json)) = snapshot(db, stream).await? else {
        return Ok(None);
    };
    read.has_snapshot = true;
    match saved(&json) {
        Ok(state) if state.head == n => Ok(Some((n, state))),
        Ok(state) => {
            let said = format!("its snapshot says {n} and holds number {}", state.head);
            read.findings.push(said);
            Ok(None)
        }
        Err(why) => {
            read.findings
                .push(format!("its snapshot does not parse: {why}"));
            Ok(None)
        }
    }
}

/// The state after each event, from the first on, held against the snapshot where that was taken.
struct Fold {
    state: StreamState,
    saved: Option<(i64, StreamState)>,
    /// Whether an event gave the stream its title.
    renamed: bool,
    differs: Vec<String>,
}

impl Fold {
    fn new(place: &StreamInfo, saved: Option<(i64, StreamState)>) -> Self {
        Self {
            state: empty(place),
            saved,
            renamed: false,
            differs: Vec::new(),
        }
    }

    fn apply(&mut self, event: &Event) {
        apply(&mut self.state, event);
        let kind = match &event.fact {
            Fact::Status(status) => Some(status.kind),
            _ => None,
        };
        self.renamed |= kind == Some(StatusKind::Renamed);
        if let Some((n, saved)) = &self.saved
            && *n == event.n
        {
            self.differs = differing(saved, &self.state);
            if !self.renamed {
                // The title that the fold began with is the one of today.
                self.differs.retain(|field| field != "title");
            }
        }
    }

    fn findings(&self, last: i64) -> Option<String> {
        let n = self.saved.as_ref().map(|(n, _)| *n)?;
        if n > last {
            return Some(format!(
                "its snapshot is of number {n}, its last row is number {last}"
            ));
        }
        let fields = self.differs.join(", ");
        (!fields.is_empty())
            .then(|| format!("its snapshot at number {n} is not what the rows come to: {fields}"))
    }
}

/// The fields in which two states are not the same.
fn differing(one: &StreamState, other: &StreamState) -> Vec<String> {
    if one == other {
        return Vec::new();
    }
    let values = (serde_json::to_value(one), serde_json::to_value(other));
    let (Ok(Value::Object(one)), Ok(Value::Object(other))) = values else {
        return vec!["all".to_owned()];
    };
    let names = one
        .keys()
        .chain(other.keys().filter(|name| !one.contains_key(*name)));
    let differ = names.filter(|name| one.get(*name) != other.get(*name));
    differ.cloned().collect()
}

/// Data sets that the log tells of and the table does not.
async fn unknown_datasets(db: &Database, state: &StreamState) -> Result<Vec<String>, ServerError> {
    let mut found = Vec::new();
    for dataset in &state.datasets {
        let id = dataset.dataset_id;
        if !db::check::has_dataset(db, id).await? {
            found.push(format!("the data set {id} “{}” has no row", dataset.name));
        }
    }
    Ok(found)
}
