//! What people decided of one file is offered for the next one of the same shape.

use crate::server::{
    app::App,
    db::{self, datasets::DatasetRow},
    engine::Ingested,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{DatasetId, SessionId},
    reading::{Decisions, ReadingReport},
    reading_page::Alike,
    session::StreamState,
};
use std::collections::HashSet;

/// Data sets that are looked at, the newest first.
const MOST: usize = 50;

/// Looks for what was decided of a file like the one that was read, and says so in its notes and its report.
pub async fn offer(
    app: &App,
    by: &Person,
    session: SessionId,
    ingested: &mut Ingested,
) -> Result<(), ApiError> {
    let Some(shape) = ingested.report.shape() else {
        return Ok(());
    };
    for (id, title) in app.streams.read(session, by.id, known).await? {
        let Some(other) = db::readings::get(&app.db, id).await? else {
            continue;
        };
        let changes = other.decisions.changes(&ingested.report.reading);
        if !changes.is_empty() && other.shape().as_ref() == Some(&shape) {
            let changes = changes.join(", ");
            let note = format!("Read like “{title}”? It was decided there: {changes}.");
            ingested.notes.insert(0, note);
            ingested.report.offer = Some(id);
            return Ok(());
        }
    }
    Ok(())
}

/// The newest version of each data set that is there.
fn known(state: &StreamState) -> Vec<(DatasetId, String)> {
    let mut names = HashSet::new();
    let here = state.datasets.iter().rev();
    let newest = here.filter(|one| one.removal.is_none() && names.insert(one.name.as_str()));
    newest
        .take(MOST)
        .map(|one| (one.dataset_id, one.title()))
        .collect()
}

/// What is offered for a data set, unless the other one was removed, or there is a newer version of this one.
pub async fn offered(
    app: &App,
    me: &Person,
    row: &DatasetRow,
) -> Result<Option<(Decisions, Alike)>, ApiError> {
    let report = db::readings::get(&app.db, row.id).await?;
    let ReadingReport {
        offer: Some(from),
        reading,
        decisions: own,
        ..
    } = report.unwrap_or_default()
    else {
        return Ok(None);
    };
    let id = row.id;
    let look = move |state: &StreamState| {
        let from = state.dataset_here(from).ok();
        let from = from.filter(|_| state.newer_than(id).is_none())?;
        Some((from.title(), from.by.name.clone()))
    };
    let Some((title, by)) = app.streams.read(row.session, me.id, look).await? else {
        return Ok(None);
    };
    let Some(other) = db::readings::get(&app.db, from).await? else {
        return Ok(None);
    };
    let alike = Alike {
        title,
        by,
        changes: other.decisions.changes(&reading),
    };
    let decisions = Decisions {
        table: own.table,
        ..other.decisions
    };
    Ok(Some((decisions, alike)))
}
