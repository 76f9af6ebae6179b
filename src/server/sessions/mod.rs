//! Live sessions: one task each on this node, decide -> append -> apply -> publish -> effects.
//!
//! [`Sessions`] is the door: it finds or starts the task of a session and hands it what is asked.

mod ask;
mod batch;
mod publish;
mod runs;
mod task;
mod visit;

pub use publish::{Published, Publisher};
pub use visit::Visit;

use self::ask::Ask;
use super::{
    db::{self, Database, now_ms, sessions::SessionRow},
    engine::Engine,
    error::ServerError,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{Cid, DatasetId, PersonId, RunId, SessionId},
    protocol::UploadProgress,
    session::{Command, Rejection, Seat, SessionState},
    stream::Event,
};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// What came of knocking at a session's door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A member, perhaps since just now.
    Member,
    /// Not a member, but seat 2 is free.
    SeatFree,
    /// Both seats are taken by others.
    Refused,
    Unknown,
}

/// A committed command; `dup` when its `cid` had been stored before.
#[derive(Clone, Debug)]
pub struct Submitted {
    pub event: Event,
    pub dup: bool,
}

/// Where a data set's Parquet file lies.
pub type ParquetPath = Arc<dyn Fn(DatasetId) -> PathBuf + Send + Sync>;

/// The door to all sessions. Cheap to clone.
#[derive(Clone)]
pub struct Sessions(Arc<Inner>);

struct Inner {
    db: Database,
    engine: Arc<dyn Engine>,
    publisher: Arc<dyn Publisher>,
    parquet: ParquetPath,
    tasks: Mutex<HashMap<SessionId, mpsc::Sender<Ask>>>,
}

impl Sessions {
    pub fn new(
        db: Database,
        engine: Arc<dyn Engine>,
        publisher: Arc<dyn Publisher>,
        parquet: ParquetPath,
    ) -> Self {
        Self(Arc::new(Inner {
            db,
            engine,
            publisher,
            parquet,
            tasks: Mutex::default(),
        }))
    }

    /// Creates a session with `creator` on seat 1.
    pub async fn create(
        &self,
        creator: &Person,
        title: Option<&str>,
    ) -> Result<SessionId, ServerError> {
        let session = SessionId(Uuid::new_v4());
        let row = SessionRow {
            session,
            title: session_title(title, creator),
            user1: creator.id,
            user2: None,
            created_at: now_ms(),
        };
        db::sessions::create(&self.0.db, &row).await?;
        self.seat(session, creator, Seat(1)).await?;
        Ok(session)
    }

    /// What `person` is to the session, without changing anything.
    pub async fn access(&self, session: SessionId, person: &Person) -> Result<Access, ServerError> {
        Ok(match db::sessions::find(&self.0.db, session).await? {
            None => Access::Unknown,
            Some(row) if row.seats(person.id) => Access::Member,
            Some(row) if row.user2.is_none() => Access::SeatFree,
            Some(_) => Access::Refused,
        })
    }

    /// Claims seat 2 atomically when it is free; answers `Member`, `Refused` or `Unknown`.
    pub async fn claim_seat(
        &self,
        session: SessionId,
        person: &Person,
    ) -> Result<Access, ServerError> {
        let access = self.access(session, person).await?;
        if access == Access::SeatFree {
            if !db::sessions::claim_seat(&self.0.db, session, person.id).await? {
                return self.access(session, person).await;
            }
            self.seat(session, person, Seat(2)).await?;
            return Ok(Access::Member);
        }
        if access == Access::Member {
            self.seat_if_unrecorded(session, person).await?;
        }
        Ok(access)
    }

    /// The session as a newcomer gets it. For members only.
    pub async fn snapshot(
        &self,
        session: SessionId,
        person: &Person,
    ) -> Result<SessionState, ApiError> {
        self.read(session, person.id, SessionState::snapshot).await
    }

    /// Reads from the current state. For members only.
    pub async fn read<T: Send + 'static>(
        &self,
        session: SessionId,
        person: PersonId,
        look: impl FnOnce(&SessionState) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let (reply, answer) = oneshot::channel();
        let ask = Ask::Read(Box::new(move |state: &SessionState| {
            let answer = if state.is_member(person) {
                Ok(look(state))
            } else {
                Err(Rejection::NotAMember.into())
            };
            // The asker may have gone; then nobody needs the answer.
            let _ = reply.send(answer);
        }));
        self.send(session, ask).await?;
        answer.await.map_err(|_| not_now())?
    }

    /// Events after a number, for members only.
    pub async fn since(
        &self,
        session: SessionId,
        person: PersonId,
        after: i64,
        max: i64,
    ) -> Result<(Vec<Event>, i64), ApiError> {
        let head = self.read(session, person, |state| state.head).await?;
        let events = db::streams::since(&self.0.db, session.into(), after, max).await?;
        let head = events.last().map_or(head, |last| head.max(last.n));
        Ok((events, head))
    }

    /// Decides, commits, applies and publishes one command.
    pub async fn submit(
        &self,
        session: SessionId,
        by: &Person,
        cid: Option<Cid>,
        command: Command,
    ) -> Result<Submitted, ApiError> {
        let (reply, answer) = oneshot::channel();
        let ask = Ask::Submit {
            by: by.clone(),
            cid,
            command,
            reply: Some(reply),
        };
        self.send(session, ask).await?;
        answer.await.map_err(|_| not_now())?
    }

    /// The JSON of a finished run's output. For members only.
    pub async fn output(
        &self,
        session: SessionId,
        person: PersonId,
        run_id: RunId,
    ) -> Result<String, ApiError> {
        let find = move |state: &SessionState| {
            let run = state.run(run_id)?.clone();
            let dataset = state.dataset(run.dataset_id)?.clone();
            Some((dataset, run))
        };
        let found = self.read(session, person, find).await?;
        let no_output = || ApiError::new("run/unknown", "That run has no result here.");
        let (dataset, run) = found.ok_or_else(no_output)?;
        let key = runs::output_key(self, &dataset, &run).await;
        let key = key.map_err(|error| ApiError::new("server/failed", error.message))?;
        db::outputs::get(&self.0.db, &key)
            .await?
            .ok_or_else(no_output)
    }

    /// Tells the members how far an upload has come; not stored.
    pub fn tell_upload(&self, progress: UploadProgress) {
        self.0
            .publisher
            .publish(progress.session_uuid, Published::Upload(&progress));
    }

    async fn seat(
        &self,
        session: SessionId,
        person: &Person,
        seat: Seat,
    ) -> Result<(), ServerError> {
        // A fixed id, so that a seat taken twice (a crash in between, two nodes) is told once.
        let cid = Cid(Uuid::from_u128(session.0.as_u128() ^ u128::from(seat.0)));
        self.submit(session, person, Some(cid), Command::TakeSeat { seat })
            .await?;
        Ok(())
    }

    /// A seat is given by its row. When the server stopped before the log heard of it, tell it now.
    async fn seat_if_unrecorded(
        &self,
        session: SessionId,
        person: &Person,
    ) -> Result<(), ServerError> {
        if self.read(session, person.id, |_| ()).await.is_ok() {
            return Ok(());
        }
        let row = db::sessions::find(&self.0.db, session).await?;
        let seat = if row.is_some_and(|row| row.user1 == person.id) {
            Seat(1)
        } else {
            Seat(2)
        };
        self.seat(session, person, seat).await
    }

    async fn send(&self, session: SessionId, mut ask: Ask) -> Result<(), ApiError> {
        // A task that has just ended refuses; then a new one is started.
        for _ in 0..3 {
            match self.task(session).await?.send(ask).await {
                Ok(()) => return Ok(()),
                Err(refused) => ask = refused.0,
            }
        }
        Err(not_now())
    }

    async fn task(&self, session: SessionId) -> Result<mpsc::Sender<Ask>, ApiError> {
        if let Some(sender) = self.running(session) {
            return Ok(sender);
        }
        let row = db::sessions::find(&self.0.db, session).await?;
        let row = row.ok_or_else(unknown)?;
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match tasks.get(&session) {
            Some(sender) if !sender.is_closed() => sender.clone(),
            _ => {
                let sender = task::start(self.clone(), row);
                tasks.insert(session, sender.clone());
                sender
            }
        };
        Ok(sender)
    }

    fn running(&self, session: SessionId) -> Option<mpsc::Sender<Ask>> {
        let tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks
            .get(&session)
            .filter(|sender| !sender.is_closed())
            .cloned()
    }

    fn forget(&self, session: SessionId) {
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        if tasks.get(&session).is_some_and(mpsc::Sender::is_closed) {
            tasks.remove(&session);
        }
    }
}

fn session_title(typed: Option<&str>, creator: &Person) -> String {
    let typed: String = typed
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    match typed.trim() {
        "" => format!("{}’s session", creator.name),
        title => title.chars().take(120).collect(),
    }
}

/// The same words for an id that does not exist and one that is not open.
pub fn unknown() -> ApiError {
    ApiError::new("session/unknown", "There is no session at this address.")
}

fn not_now() -> ApiError {
    ApiError::new("server/unavailable", "The server is busy. Trying again.").retry_after(1_000)
}
