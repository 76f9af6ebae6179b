//! Streams as folded state: the newest snapshot and the events after it.

use crate::server::{
    db::{
        Database,
        streams::{StreamInfo, drop_snapshot, id_at, since, snapshot},
    },
    error::ServerError,
};
use crate::shared::session::{Member, Seat, StreamState, apply};
use serde_json::{Map, Value};

/// Events between two snapshots; loading folds at most this many.
pub const SNAPSHOT_EVERY: i64 = 500;

/// Rows read at a time while folding.
const PAGE: i64 = 1_000;

/// Folds a stream from its newest snapshot and the events after it.
pub async fn load(db: &Database, place: &StreamInfo) -> Result<StreamState, ServerError> {
    let mut state = begin(db, place).await?;
    loop {
        let events = since(db, place.stream, state.head, PAGE).await?;
        for event in &events {
            apply(&mut state, event);
        }
        if (events.len() as i64) < PAGE {
            break;
        }
    }
    if state.last.is_none() {
        // The snapshot is older than this field.
        state.last = id_at(db, place.stream, state.head).await?;
    }
    Ok(state)
}

/// The snapshot; the empty stream where there is none. One that does not load is worth nothing, for
/// the log holds everything: it goes.
async fn begin(db: &Database, place: &StreamInfo) -> Result<StreamState, ServerError> {
    let Some((n, data)) = snapshot(db, place.stream).await? else {
        return Ok(empty(place));
    };
    match saved(&data) {
        Ok(state) => Ok(state),
        Err(error) => {
            tracing::warn!(stream = %place.stream, n, %error, "a snapshot does not load; folding anew");
            if let Err(error) = drop_snapshot(db, place.stream).await {
                // The disk may be full. The next load meets it again.
                tracing::warn!(stream = %place.stream, %error, "nor can it be deleted");
            }
            Ok(empty(place))
        }
    }
}

/// A snapshot as it was written. Older ones call their stream a session, and have other words for data
/// that was added.
pub fn saved(json: &str) -> Result<StreamState, serde_json::Error> {
    let mut fields: Map<String, Value> = serde_json::from_str(json)?;
    if let Some(stream) = fields.remove("session") {
        fields.insert("stream".to_owned(), stream);
    }
    let mut state: StreamState = serde_json::from_value(fields.into())?;
    state.retell_datasets();
    Ok(state)
}

/// A stream before its first event. The two of a direct conversation are in it from the start.
pub fn empty(place: &StreamInfo) -> StreamState {
    let mut state = StreamState::new(place.stream, place.kind, &place.title);
    state.people.members = place
        .between
        .iter()
        .zip(1..)
        .map(|(person, seat)| Member {
            person: person.clone(),
            seat: Seat(seat),
            joined_at: 0,
        })
        .collect();
    state
}
