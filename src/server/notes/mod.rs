//! Pages of notes on the server's side: what several people write on one page at once, letter by letter.
//!
//! A page that somebody has open has a task, which stores what comes and then tells everyone. What a client lacks it
//! finds out by what the client has, so nothing is missed, and what is sent twice is there once. Which pages there are
//! is said by the session's log; carets are in memory only.

mod bytes;
mod carets;
mod history;
mod mentions;
mod open;
mod page;
mod refused;
mod replace;
mod sync;
mod task;
#[cfg(test)]
mod tests;
mod update;

pub use bytes::Malformed;
pub use history::{Addition, Revision, fits};
pub use refused::not_open;
pub use sync::update as update_message;
pub use task::{Opened, Written};

use self::{carets::Carets, open::Reply, task::Ask};
use super::{
    bus::{Bus, ConnectionId, NoteSignal},
    config::Config,
    db::{Database, notes::NotePlace},
    error::ServerError,
    streams::{Notifier, Streams},
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::PersonId,
    session::{Rejection, StreamState, notes::Note},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

/// What the text of a page is called in its document.
const TEXT: &str = "text";
/// Of a page's text, in UTF-16 units.
pub const MAX_LENGTH: usize = 1_000_000;
/// Of a text that comes whole over HTTP, in bytes as it is sent.
pub const MAX_SENT_BYTES: usize = 4_000_000;
/// Nobody waits longer for a page.
const ANSWERED_WITHIN: Duration = Duration::from_millis(4_500);

/// The door to all pages. Cheap to clone.
#[derive(Clone)]
pub struct Notes(Arc<Inner>);

pub struct Inner {
    config: Arc<Config>,
    db: Database,
    bus: Arc<dyn Bus>,
    streams: Streams,
    notifier: Notifier,
    tasks: Mutex<HashMap<NotePlace, mpsc::Sender<Ask>>>,
    carets: Mutex<Carets>,
}

impl Notes {
    /// Who is named on a page hears of it by `notifier`.
    pub fn new(
        config: Arc<Config>,
        db: Database,
        bus: Arc<dyn Bus>,
        streams: Streams,
        notifier: Notifier,
    ) -> Self {
        Self(Arc::new(Inner {
            config,
            db,
            bus,
            streams,
            notifier,
            tasks: Mutex::default(),
            carets: Mutex::default(),
        }))
    }

    /// Opens a page with a step 1, for members.
    pub async fn open(
        &self,
        place: NotePlace,
        by: &Person,
        message: &[u8],
    ) -> Result<Opened, ApiError> {
        let vector = sync::read_step_1(message)?;
        self.note(place, by.id).await?;
        self.ask(place, |reply| Ask::Open(vector, reply)).await
    }

    /// Stores a change; answers the number of the last one that is stored then.
    pub async fn edit(
        &self,
        place: NotePlace,
        by: &Person,
        message: &[u8],
    ) -> Result<i64, ApiError> {
        let update = sync::read_update(message)?;
        let by = self.author(place, by).await?;
        self.ask(place, |reply| Ask::Edit(by, update, reply)).await
    }

    /// What stands on a page, and what that is called.
    pub async fn read(
        &self,
        place: NotePlace,
        person: PersonId,
    ) -> Result<(Note, Written), ApiError> {
        let note = self.note(place, person).await?;
        Ok((note, self.ask(place, Ask::Read).await?))
    }

    /// Puts a text in the place of the one that its author saw, after update `base`; of now, where they say nothing of it.
    /// What others wrote since stays.
    pub async fn write(
        &self,
        place: NotePlace,
        by: &Person,
        base: Option<i64>,
        text: String,
    ) -> Result<i64, ApiError> {
        if text.encode_utf16().count() > MAX_LENGTH {
            return Err(refused::too_long(MAX_LENGTH));
        }
        let by = self.author(place, by).await?;
        let ask = |reply| Ask::Write {
            by,
            base,
            text,
            reply,
        };
        self.ask(place, ask).await
    }

    /// Who changed a page, the newest change first.
    pub async fn history(
        &self,
        place: NotePlace,
        person: PersonId,
    ) -> Result<(Note, Vec<Revision>), ApiError> {
        let note = self.note(place, person).await?;
        Ok((note, history::revisions(&self.0.db, place).await?))
    }

    /// All that a person wrote on a page, for them.
    pub async fn written_by(
        &self,
        place: NotePlace,
        person: PersonId,
    ) -> Result<Vec<Addition>, ServerError> {
        history::written_by(&self.0.db, place, person).await
    }

    /// Puts what stood there after update `n` in the place of what stands there now.
    pub async fn restore(&self, place: NotePlace, by: &Person, n: i64) -> Result<i64, ApiError> {
        self.note(place, by.id).await?;
        let then = history::page_at(&self.0.db, place, n).await?;
        let text = then.ok_or_else(refused::too_old)?.text();
        self.write(place, by, None, text).await
    }

    /// Nothing is left of a page that was taken away.
    pub async fn remove(&self, place: NotePlace) -> Result<(), ServerError> {
        // Its task stores nothing after that; a new one finds that there is no such page.
        let task = self.0.tasks().get(&place).cloned();
        if let Some(task) = task {
            let (reply, answer) = oneshot::channel();
            if task.send(Ask::Remove(reply)).await.is_ok() {
                // Whatever it could not do is done here.
                let _ = answer.await;
            }
        }
        super::db::notes::remove(&self.0.db, place).await?;
        Ok(())
    }

    /// Tells the others where somebody's carets are. The connection has the page open.
    pub fn tell_carets(
        &self,
        place: NotePlace,
        connection: ConnectionId,
        by: &Person,
        update: &[u8],
    ) -> Result<(), ApiError> {
        let update = self.0.carets().take(place, connection, by, update)?;
        self.0.bus.note(&NoteSignal::Carets { place, update });
        Ok(())
    }

    /// All carets on a page, as an awareness update.
    pub fn carets(&self, place: NotePlace) -> Vec<u8> {
        self.0.carets().on(place)
    }

    /// A connection has left those pages, and its carets with it.
    pub fn gone(&self, connection: ConnectionId, from: impl Fn(NotePlace) -> bool) {
        let told = self.0.carets().gone(connection, from);
        for (place, update) in told {
            self.0.bus.note(&NoteSignal::Carets { place, update });
        }
    }

    /// The page, for members.
    async fn note(&self, place: NotePlace, person: PersonId) -> Result<Note, ApiError> {
        let look = move |state: &StreamState| state.note_here(place.note).cloned();
        Ok(self.0.streams.read(place.session, person, look).await??)
    }

    /// Whoever may write there, under the name that the session knows.
    async fn author(&self, place: NotePlace, by: &Person) -> Result<Person, ApiError> {
        let (by, by_id) = (by.clone(), by.id);
        let look = move |state: &StreamState| {
            state.note_here(place.note)?;
            if state.people.archived {
                return Err(Rejection::Archived);
            }
            let known = state.member(by.id);
            Ok(known.map_or(by, |member| member.person.clone()))
        };
        Ok(self.0.streams.read(place.session, by_id, look).await??)
    }

    async fn ask<T>(
        &self,
        place: NotePlace,
        ask: impl FnOnce(Reply<T>) -> Ask,
    ) -> Result<T, ApiError> {
        let (reply, answer) = oneshot::channel();
        let answered = async {
            self.send(place, ask(reply)).await?;
            answer.await.map_err(|_| refused::not_now())?
        };
        // What was given up may still be stored: whoever sends it again is answered by that.
        timeout(ANSWERED_WITHIN, answered)
            .await
            .unwrap_or_else(|_| Err(refused::not_now()))
    }

    async fn send(&self, place: NotePlace, mut ask: Ask) -> Result<(), ApiError> {
        // A task that has just ended refuses; then a new one is started.
        for _ in 0..3 {
            match self.task(place).send(ask).await {
                Ok(()) => return Ok(()),
                Err(refused) => ask = refused.0,
            }
        }
        Err(refused::not_now())
    }

    fn task(&self, place: NotePlace) -> mpsc::Sender<Ask> {
        let mut tasks = self.0.tasks();
        match tasks.get(&place) {
            Some(task) if !task.is_closed() => task.clone(),
            _ => {
                let task = task::start(self.0.clone(), place);
                tasks.insert(place, task.clone());
                task
            }
        }
    }
}

impl Inner {
    fn tasks(&self) -> MutexGuard<'_, HashMap<NotePlace, mpsc::Sender<Ask>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn carets(&self) -> MutexGuard<'_, Carets> {
        self.carets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page left memory.
    fn forget(&self, place: NotePlace) {
        let mut tasks = self.tasks();
        if tasks.get(&place).is_some_and(mpsc::Sender::is_closed) {
            tasks.remove(&place);
        }
    }
}
