//! Live streams: one task each on this node, decide -> append -> apply -> publish -> effects.
//!
//! [`Streams`] is the door: it finds or starts the task of a stream and hands it what is asked. Rooms
//! and direct conversations come through it too; what only sessions have (seats, data, runs) is here.

mod batch;
mod checkpoint;
mod delete;
mod depart;
mod fold;
mod frame;
mod guests;
mod history;
mod kept;
mod live_stream;
mod notifier;
mod peek;
mod recent_commands;
mod request;
mod runs;
mod submitted;
mod task;
mod visit;

pub use depart::{is_alone, messages_of};
pub use fold::{SNAPSHOT_EVERY, empty, load, saved};
pub use frame::{Frame, output_url};
pub use history::Seen;
pub use notifier::{Committed, Notifier, NotifyEvent};
pub use request::Departed;
pub use runs::{content_word, output_keys};
pub use submitted::Submitted;
pub use visit::Visit;

use self::request::StreamRequest;
use super::{
    bus::{Audience, Bus},
    db::{
        self, Database, Trouble, access::AccessState, epoch::Epoch, now_ms, sessions::SessionRow,
        wipe::Wiper,
    },
    engine::Engine,
    error::ServerError,
    live::Live,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{Cid, DatasetId, PersonId, SessionId, StreamId},
    protocol::{MAX_TITLE_CHARS, UploadPreview, UploadProgress},
    session::{Command, Rejection, Seat, StreamState, people::TakeSeat},
    stream::{Event, StreamKind},
    text,
};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, OnceCell, mpsc, oneshot},
    time::timeout,
};
use uuid::Uuid;

/// Nobody waits longer for a stream: a slow disk or database is told, not waited for.
const ANSWERED_WITHIN: Duration = Duration::from_millis(4_500);

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

/// Where a data set's Parquet file lies.
pub type ParquetPath = Arc<dyn Fn(DatasetId) -> PathBuf + Send + Sync>;

/// What runs read.
pub struct Sources {
    pub parquet: ParquetPath,
    pub live: Live,
}

/// The door to all sessions. Cheap to clone.
#[derive(Clone)]
pub struct Streams(Arc<Inner>);

struct Inner {
    db: Database,
    engine: Arc<dyn Engine>,
    bus: Arc<dyn Bus>,
    sources: Sources,
    notifier: Notifier,
    tasks: Mutex<HashMap<StreamId, mpsc::Sender<StreamRequest>>>,
    epoch: OnceCell<Epoch>,
    wiper: Wiper,
    /// A data set or a page of notes was taken away, and what is kept of it is to go.
    removed: Notify,
}

impl Streams {
    pub fn new(
        db: Database,
        engine: Arc<dyn Engine>,
        bus: Arc<dyn Bus>,
        sources: Sources,
        notifier: Notifier,
    ) -> Self {
        Self(Arc::new(Inner {
            wiper: Wiper::start(db.clone()),
            db,
            engine,
            bus,
            sources,
            notifier,
            tasks: Mutex::default(),
            epoch: OnceCell::new(),
            removed: Notify::new(),
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
            archived_at: None,
        };
        db::sessions::create(&self.0.db, &row).await?;
        self.seat(session, creator, Seat::CREATOR).await?;
        Ok(session)
    }

    /// What `person` is to the session, without changing anything.
    pub async fn access(&self, session: SessionId, person: &Person) -> Result<Access, ServerError> {
        let Some(row) = db::sessions::find(&self.0.db, session).await? else {
            return Ok(Access::Unknown);
        };
        let standing = db::access::standing(&self.0.db, session, person.id).await?;
        Ok(match standing {
            Some(AccessState::Guest) => Access::Member,
            // Stronger than a seat: someone who was removed keeps it, and may ask.
            Some(AccessState::Asking | AccessState::Declined | AccessState::Removed) => {
                Access::Refused
            }
            // What a deleted session leaves says nothing of one that is there.
            None | Some(AccessState::DeletedIt | AccessState::WasIn) => match row {
                row if row.seats(person.id) => Access::Member,
                row if row.user2.is_none() => Access::SeatFree,
                _ => Access::Refused,
            },
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
            self.seat(session, person, Seat::SECOND).await?;
            return Ok(Access::Member);
        }
        if access == Access::Member {
            self.seat_if_unrecorded(session, person).await?;
            return self.reconcile_access(session, person.id, access).await;
        }
        Ok(access)
    }

    /// The session as a newcomer gets it. For members only.
    pub async fn snapshot(
        &self,
        session: SessionId,
        person: &Person,
    ) -> Result<StreamState, ApiError> {
        let mut state = self.read(session, person.id, StreamState::snapshot).await?;
        for dataset_id in state.live_datasets() {
            // One that cannot be reached now is shown as it was told last.
            if let Ok(told) = self.0.sources.live.count(session, dataset_id).await {
                state.count_rows(dataset_id, told.rows);
            }
        }
        Ok(state)
    }

    /// Reads from the current state. For members only.
    pub async fn read<T: Send + 'static>(
        &self,
        stream: impl Into<StreamId>,
        person: PersonId,
        look: impl FnOnce(&StreamState) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let of_member = move |state: &StreamState| match state.is_member(person) {
            true => Ok(look(state)),
            false => Err(Rejection::NotAMember.into()),
        };
        self.peek(stream, of_member).await?
    }

    /// Events after a number, for members only.
    pub async fn since(
        &self,
        stream: impl Into<StreamId>,
        person: PersonId,
        after: i64,
        max: i64,
    ) -> Result<(Vec<Event>, i64), ApiError> {
        let stream = stream.into();
        let head = self.read(stream, person, |state| state.head).await?;
        let events = db::streams::since(&self.0.db, stream, after, max).await?;
        let head = events.last().map_or(head, |last| head.max(last.n));
        Ok((events, head))
    }

    /// Decides, commits, applies and publishes one command.
    pub async fn submit(
        &self,
        stream: impl Into<StreamId>,
        by: &Person,
        cid: Option<Cid>,
        command: impl Into<Command>,
    ) -> Result<Submitted, ApiError> {
        let (reply, answer) = oneshot::channel();
        let ask = StreamRequest::Submit {
            by: by.clone(),
            cid,
            command: command.into(),
            reply: Some(reply),
        };
        self.answered(stream.into(), ask, answer).await
    }

    /// Tells the members how far an upload has come; not stored.
    pub fn tell_upload(&self, progress: UploadProgress) {
        let session = progress.session_uuid.into();
        let to = Audience::Stream(StreamKind::Session, session);
        self.0.bus.send(to, &progress);
    }

    /// Tells the members the first rows of an upload; not stored.
    pub fn tell_first_rows(&self, preview: &UploadPreview) {
        let session = preview.session_uuid.into();
        let to = Audience::Stream(StreamKind::Session, session);
        self.0.bus.send(to, preview);
    }

    /// Streams whose state this process holds.
    pub fn in_memory(&self) -> usize {
        let tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.values().filter(|sender| !sender.is_closed()).count()
    }

    async fn seat(
        &self,
        session: SessionId,
        person: &Person,
        seat: Seat,
    ) -> Result<(), ServerError> {
        // A fixed id, so that a seat taken twice (a crash in between, two nodes) is told once.
        let cid = Cid(Uuid::from_u128(session.0.as_u128() ^ u128::from(seat.0)));
        self.submit(session, person, Some(cid), TakeSeat { seat })
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
        let seat = match row {
            Some(row) if row.user1 == person.id => Seat::CREATOR,
            Some(row) if row.user2 == Some(person.id) => Seat::SECOND,
            // A guest's row is written after the log has let them in.
            _ => return Ok(()),
        };
        self.seat(session, person, seat).await
    }

    /// Asks and waits for the answer, but not for ever. What was given up may still be carried out:
    /// who asks again with the same id hears what became of it.
    async fn answered<T>(
        &self,
        stream: StreamId,
        ask: StreamRequest,
        answer: oneshot::Receiver<Result<T, ApiError>>,
    ) -> Result<T, ApiError> {
        let answered = async {
            self.send(stream, ask).await?;
            answer.await.map_err(|_| self.not_now())?
        };
        timeout(ANSWERED_WITHIN, answered)
            .await
            .unwrap_or_else(|_| Err(Trouble::NoAnswer.into()))
    }

    /// A refusal for now: by what stands in the way, when that is known.
    fn not_now(&self) -> ApiError {
        let busy = || {
            let sentence = "The server is busy. Trying again.";
            ApiError::new(ErrorCode::ServerUnavailable, sentence).retry_after(1_000)
        };
        self.0.db.trouble().map_or_else(busy, ApiError::from)
    }

    async fn send(&self, stream: StreamId, mut ask: StreamRequest) -> Result<(), ApiError> {
        // A task that has just ended refuses; then a new one is started.
        for _ in 0..3 {
            match self.task(stream).await?.send(ask).await {
                Ok(()) => return Ok(()),
                Err(refused) => ask = refused.0,
            }
        }
        Err(self.not_now())
    }

    async fn task(&self, stream: StreamId) -> Result<mpsc::Sender<StreamRequest>, ApiError> {
        if let Some(sender) = self.running(stream) {
            return Ok(sender);
        }
        let place = db::streams::place(&self.0.db, stream).await?;
        let place = place.ok_or_else(unknown)?;
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match tasks.get(&stream) {
            Some(sender) if !sender.is_closed() => sender.clone(),
            _ => {
                let sender = task::start(self.clone(), place);
                tasks.insert(stream, sender.clone());
                sender
            }
        };
        Ok(sender)
    }

    fn running(&self, stream: StreamId) -> Option<mpsc::Sender<StreamRequest>> {
        let tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks
            .get(&stream)
            .filter(|sender| !sender.is_closed())
            .cloned()
    }

    fn forget(&self, stream: StreamId) {
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        if tasks.get(&stream).is_some_and(mpsc::Sender::is_closed) {
            tasks.remove(&stream);
        }
    }
}

fn session_title(typed: Option<&str>, creator: &Person) -> String {
    let typed = text::clean(typed.unwrap_or_default());
    match typed.as_str() {
        "" => format!("{}’s session", creator.name),
        title => text::clean(&title.chars().take(MAX_TITLE_CHARS).collect::<String>()),
    }
}

/// The same words for an id that does not exist and one that is not open.
pub fn unknown() -> ApiError {
    ApiError::new(
        ErrorCode::SessionUnknown,
        "There is no session at this address.",
    )
}
