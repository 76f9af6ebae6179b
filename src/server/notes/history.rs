//! What became of a page: who changed it, when, and what stood there then.

use super::{page::Page, replace::changes};
use crate::server::{
    db::{
        self, Database,
        notes::{NotePlace, NoteUpdate},
    },
    error::ServerError,
};
use crate::shared::ids::PersonId;

/// Changes of a person that follow each other within this time are told as one.
const TOGETHER_MS: i64 = 5 * 60 * 1_000;
/// The newest that are told.
const MAX_TOLD: usize = 60;
/// Of what a change added or took away, in characters.
const MAX_WORDS: usize = 280;

/// What a person did to a page at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Number of its last update: what stands there then is this one's text.
    pub n: i64,
    pub by: PersonId,
    /// Of the last update, Unix milliseconds.
    pub at: i64,
    pub added: String,
    pub removed: String,
}

/// The page after update `n`; none where that is not kept as one of its own any more.
pub async fn page_at(db: &Database, place: NotePlace, n: i64) -> Result<Option<Page>, ServerError> {
    let updates = db::notes::since(db, place, 0).await?;
    let until = updates.partition_point(|update| update.n <= n);
    if n != updates[..until].last().map_or(0, |last| last.n) {
        return Ok(None);
    }
    let data = updates[..until].iter().map(|update| update.data.as_slice());
    page(data).map(Some)
}

/// The newest first.
pub async fn revisions(db: &Database, place: NotePlace) -> Result<Vec<Revision>, ServerError> {
    let updates = db::notes::since(db, place, 0).await?;
    let together = |a: &NoteUpdate, b: &NoteUpdate| a.by == b.by && b.at - a.at < TOGETHER_MS;
    let groups: Vec<&[NoteUpdate]> = updates.chunk_by(together).collect();
    let (untold, told) = groups.split_at(groups.len().saturating_sub(MAX_TOLD));
    let untold = untold.iter().copied().flatten();
    let page = page(untold.map(|update| update.data.as_slice()))?;
    let mut before = page.text();
    let mut revisions = Vec::with_capacity(told.len());
    for some in told {
        for update in *some {
            page.take(&update.data).map_err(broken)?;
        }
        let after = page.text();
        let last = &some[some.len() - 1];
        let (added, removed) = words(&before, &after);
        revisions.push(Revision {
            n: last.n,
            by: last.by,
            at: last.at,
            added,
            removed,
        });
        before = after;
    }
    revisions.reverse();
    Ok(revisions)
}

/// What somebody wrote on a page at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// Of the last update, Unix milliseconds.
    pub at: i64,
    /// In full; with "…" between what stands apart.
    pub text: String,
}

/// All that a person wrote on a page, whether it stands there still or not, the oldest first.
pub async fn written_by(
    db: &Database,
    place: NotePlace,
    person: PersonId,
) -> Result<Vec<Addition>, ServerError> {
    let updates = db::notes::since(db, place, 0).await?;
    let page = Page::empty();
    let mut written = Vec::new();
    for some in updates.chunk_by(|a, b| a.by == b.by && b.at - a.at < TOGETHER_MS) {
        let last = &some[some.len() - 1];
        let before = (last.by == person).then(|| page.text());
        for update in some {
            page.take(&update.data).map_err(broken)?;
        }
        let text = before.map(|before| added(&before, &page.text()));
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            written.push(Addition { at: last.at, text });
        }
    }
    Ok(written)
}

fn added(before: &str, after: &str) -> String {
    let places = changes(before, after);
    let places: Vec<&str> = places.iter().map(|change| change.added).collect();
    places.join(" … ")
}

/// What came and what went, in short.
fn words(before: &str, after: &str) -> (String, String) {
    let there = |from: &str, to: &str| {
        let words = added(from, to);
        match words.char_indices().nth(MAX_WORDS) {
            Some((end, _)) => format!("{}…", &words[..end]),
            None => words,
        }
    };
    (there(before, after), there(after, before))
}

/// Whether what is kept of a page loads, and the state that is kept says the same as all of its updates.
pub async fn fits(db: &Database, place: NotePlace) -> Result<bool, ServerError> {
    let state = db::notes::state(db, place).await?;
    let updates = db::notes::since(db, place, 0).await?;
    let state_at = state.as_ref().map_or(0, |(n, _)| *n);
    let after = updates.iter().filter(|update| update.n > state_at);
    let quick = state.iter().map(|(_, data)| data.as_slice());
    let quick = Page::of(quick.chain(after.map(|update| update.data.as_slice())));
    let whole = Page::of(updates.iter().map(|update| update.data.as_slice()));
    Ok(matches!((quick, whole), (Ok(quick), Ok(whole)) if quick.text() == whole.text()))
}

fn page<'a>(updates: impl IntoIterator<Item = &'a [u8]>) -> Result<Page, ServerError> {
    Page::of(updates).map_err(broken)
}

fn broken(unfit: super::page::Unfit) -> ServerError {
    ServerError::Internal(format!("a page of notes does not load: {unfit:?}"))
}
