//! Streams as folded state: the newest snapshot and the events after it.

use super::{
    db::{self, Database, sessions::SessionRow},
    error::ServerError,
};
use crate::shared::session::{SessionState, apply};

/// Events between two snapshots; loading folds at most this many.
pub const SNAPSHOT_EVERY: i64 = 500;

/// Rows read at a time while folding.
const PAGE: i64 = 1_000;

/// Folds a session from its newest snapshot and the events after it.
pub async fn load(db: &Database, row: &SessionRow) -> Result<SessionState, ServerError> {
    let stream = row.session.into();
    let mut state = match db::streams::snapshot(db, stream).await? {
        Some((_, data)) => serde_json::from_str(&data)?,
        None => SessionState::new(row.session, row.title.clone()),
    };
    loop {
        let events = db::streams::since(db, stream, state.head, PAGE).await?;
        for event in &events {
            apply(&mut state, event);
        }
        if (events.len() as i64) < PAGE {
            return Ok(state);
        }
    }
}
