//! A page that is in memory: as it is stored, and as it will be once what waits is stored too.
//!
//! What comes is tried on the second, which may be spoilt by it and is then made anew from the first. The first takes only
//! what is committed.

use super::{
    Inner, MAX_LENGTH,
    mentions::Mentions,
    page::{Page, Unfit},
    refused,
};
use crate::server::{
    bus::NoteSignal,
    db::{
        self, Trouble,
        notes::{NotePlace, NoteUpdate},
        now_ms,
    },
    error::ServerError,
    live::full,
};
use crate::shared::{account::Person, api_error::ApiError};
use std::time::{Duration, Instant};
use tokio::{sync::oneshot, time::timeout};

/// Updates between two states; loading puts in at most so many, and one.
const STATE_EVERY: i64 = 200;
/// How often what the session takes up in all is asked for.
const MEASURE: Duration = Duration::from_secs(5);
/// Nobody waits longer for the database.
const PATIENCE: Duration = Duration::from_secs(4);
/// What somebody wrote within a minute is kept as one update once it is as old as this.
const OLD_MS: i64 = 24 * 60 * 60 * 1_000;
const MINUTE_MS: i64 = 60 * 1_000;

pub type Reply<T> = oneshot::Sender<Result<T, ApiError>>;

pub struct OpenPage {
    pub place: NotePlace,
    /// As it is stored.
    pub page: Page,
    /// As it will be.
    trial: Page,
    /// Number of the last update that is stored.
    pub n: i64,
    /// Number of the last one in the stored state.
    state_at: i64,
    mentions: Mentions,
    measured: Option<Instant>,
    full: Option<ApiError>,
}

/// Changes that are stored together.
#[derive(Default)]
pub struct Group {
    updates: Vec<NoteUpdate>,
    authors: Vec<Person>,
    /// Who hears the number that their change has by then.
    waiting: Vec<(Reply<i64>, i64)>,
}

impl OpenPage {
    /// From the newest state and what came after it.
    pub async fn load(inner: &Inner, place: NotePlace) -> Result<Self, ServerError> {
        let state = db::notes::state(&inner.db, place).await?;
        let state_at = state.as_ref().map_or(0, |(n, _)| *n);
        let after = db::notes::since(&inner.db, place, state_at).await?;
        let n = after.last().map_or(state_at, |last| last.n);
        let stored = state.iter().map(|(_, data)| data.as_slice());
        let stored = stored.chain(after.iter().map(|update| update.data.as_slice()));
        let page = Page::of(stored).map_err(|unfit| {
            ServerError::Internal(format!(
                "page {} of notes does not load: {unfit:?}",
                place.note
            ))
        })?;
        let trial = copy(&page)?;
        let mentions = Mentions::of(inner, place, page.text()).await;
        Ok(Self {
            place,
            page,
            trial,
            n,
            state_at,
            mentions,
            measured: None,
            full: None,
        })
    }

    /// As it is stored, to be changed.
    pub fn copy(&self) -> Result<Page, ServerError> {
        copy(&self.page)
    }

    /// Decides on a change: it waits in the group, or its author is answered at once.
    pub fn add(&mut self, group: &mut Group, by: Person, update: &[u8], reply: Reply<i64>) {
        let n = self.n + group.updates.len() as i64;
        let new = match self.trial.put(update) {
            Ok(Some(new)) if self.trial.length() as usize <= MAX_LENGTH => new,
            Ok(Some(_)) => {
                let _ = reply.send(Err(refused::too_long(MAX_LENGTH)));
                return self.mend(group);
            }
            // Known, if only since a moment: who sends again is answered with the others.
            Ok(None) => return group.waiting.push((reply, n)),
            Err(unfit) => {
                // The author may have gone.
                let _ = reply.send(Err(unfit.into()));
                return match unfit {
                    Unfit::Spoilt => self.mend(group),
                    Unfit::Malformed(_) | Unfit::Behind => {}
                };
            }
        };
        group.updates.push(NoteUpdate {
            n: n + 1,
            by: by.id,
            at: now_ms(),
            data: new,
        });
        group.authors.push(by);
        group.waiting.push((reply, n + 1));
    }

    /// Makes the trial anew: nobody knows what it is.
    fn mend(&mut self, group: &Group) {
        let trial = copy(&self.page);
        let waiting = group.updates.iter();
        self.trial = match trial {
            Ok(trial) => trial,
            Err(error) => return tracing::error!(%error, "a page of notes does not copy"),
        };
        for update in waiting {
            // It went in before.
            let _ = self.trial.take(&update.data);
        }
    }

    /// Stores what waits, tells everyone, answers. After an error nobody knows what is stored: the page is to be loaded
    /// anew.
    pub async fn commit(&mut self, inner: &Inner, group: Group) -> Result<(), ApiError> {
        if let Err(refusal) = self.store(inner, &group.updates).await {
            for (reply, _) in group.waiting {
                // The asker may have gone; whoever sends again is answered by what is stored.
                let _ = reply.send(Err(refusal.clone()));
            }
            return Err(refusal);
        }
        for (update, by) in group.updates.into_iter().zip(group.authors) {
            self.n = update.n;
            self.mentions.written_by(&by);
            inner.bus.note(&NoteSignal::Edited {
                place: self.place,
                n: update.n,
                by,
                update: update.data,
            });
        }
        for (reply, n) in group.waiting {
            let _ = reply.send(Ok(n));
        }
        if self.n - self.state_at >= STATE_EVERY {
            self.keep_state(inner).await;
        }
        Ok(())
    }

    /// Whether somebody wrote, and who is named there by now was not told.
    pub fn is_unsettled(&self) -> bool {
        self.mentions.are_open()
    }

    /// Nobody writes for a moment.
    pub async fn settle(&mut self, inner: &Inner) {
        self.mentions
            .tell(inner, self.place, self.page.text())
            .await;
    }

    async fn store(&mut self, inner: &Inner, updates: &[NoteUpdate]) -> Result<(), ApiError> {
        if updates.is_empty() {
            return Ok(());
        }
        if let Some(refusal) = self.no_room(inner).await {
            return Err(refusal);
        }
        let stored = timeout(PATIENCE, db::notes::append(&inner.db, self.place, updates)).await;
        stored.unwrap_or_else(|_| Err(ServerError::Refused(Trouble::NoAnswer.into())))?;
        for update in updates {
            self.page.take(&update.data)?;
        }
        Ok(())
    }

    /// Why nothing may be stored, if the session is full.
    async fn no_room(&mut self, inner: &Inner) -> Option<ApiError> {
        if self.measured.is_some_and(|last| last.elapsed() < MEASURE) {
            return self.full.clone();
        }
        self.measured = Some(Instant::now());
        let quota = inner.config.max_session;
        match db::datasets::bytes_in_session(&inner.db, self.place.session).await {
            Ok(bytes) => self.full = (bytes as u64 > quota).then(|| full(quota)),
            // What is written does not wait for the sum.
            Err(error) => tracing::warn!(%error, "the pages of a session were not measured"),
        }
        self.full.clone()
    }

    /// So that loading stays quick. What fails here is done the next time.
    async fn keep_state(&mut self, inner: &Inner) {
        self.state_at = self.n;
        let saved = db::notes::save_state(&inner.db, self.place, self.n, self.page.whole()).await;
        let merged = match saved {
            Ok(()) => merge_old(inner, self.place, self.n).await,
            Err(error) => Err(error),
        };
        if let Err(error) = merged {
            tracing::warn!(%error, "a page of notes was not made smaller");
        }
    }
}

fn copy(page: &Page) -> Result<Page, ServerError> {
    let whole = page.whole();
    Page::of([whole.as_slice()])
        .map_err(|unfit| ServerError::Internal(format!("a page does not copy: {unfit:?}")))
}

/// Makes one update of those that somebody made in a minute long ago.
async fn merge_old(inner: &Inner, place: NotePlace, n: i64) -> Result<(), ServerError> {
    let before = now_ms() - OLD_MS;
    let updates = db::notes::since(&inner.db, place, 0).await?;
    let old = updates
        .iter()
        .take_while(|one| one.at < before && one.n < n);
    let old: Vec<&NoteUpdate> = old.collect();
    let together =
        |a: &&NoteUpdate, b: &&NoteUpdate| a.by == b.by && a.at / MINUTE_MS == b.at / MINUTE_MS;
    for some in old.chunk_by(together).filter(|some| some.len() > 1) {
        let (first, last) = (some[0], some[some.len() - 1]);
        let merged = yrs::merge_updates_v1(some.iter().map(|one| &one.data));
        let merged = merged.map_err(|error| ServerError::Internal(error.to_string()))?;
        let merged = NoteUpdate {
            data: merged,
            ..last.clone()
        };
        db::notes::merge(&inner.db, place, first.n, &merged).await?;
    }
    Ok(())
}
