//! Rooms and direct conversations: who may read which, entering, leaving, and lists of them.
//!
//! They are streams like sessions, so what is said in them goes through the same door.

mod names;
mod summaries;

pub use names::room_name;

use super::{
    db::{self, Database, rooms::RoomRow},
    lists::Lists,
    look_alikes::{alike, composed},
    streams::Streams,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::StreamId,
    protocol::LOBBY,
    session::{
        StreamState,
        people::{Enter, Leave},
    },
    stream::StreamKind,
};

/// The door to rooms and direct conversations. Cheap to clone.
#[derive(Clone)]
pub struct Chat {
    db: Database,
    streams: Streams,
    lists: Lists,
}

impl Chat {
    pub fn new(db: Database, streams: Streams, lists: Lists) -> Self {
        Self { db, streams, lists }
    }

    /// The room of a name or of a stream's uuid, when `person` may be in it. A conversation between
    /// others is answered like one that does not exist.
    pub async fn find(&self, person: &Person, room: &str) -> Result<RoomRow, ApiError> {
        let row = match room.parse::<StreamId>() {
            Ok(stream) => db::rooms::find(&self.db, stream).await?,
            Err(_) if room.eq_ignore_ascii_case(LOBBY) => return self.lobby().await,
            Err(_) => db::rooms::by_name(&self.db, room).await?,
        };
        let row = row.ok_or_else(unknown)?;
        if row.kind == StreamKind::Direct {
            let between = db::rooms::members(&self.db, row.stream).await?;
            if !between.iter().any(|one| one.id == person.id) {
                return Err(unknown());
            }
        }
        Ok(row)
    }

    /// The room that everyone is in, opened by whoever comes first.
    pub async fn lobby(&self) -> Result<RoomRow, ApiError> {
        if let Some(row) = db::rooms::by_name(&self.db, LOBBY).await? {
            return Ok(row);
        }
        match db::rooms::create(&self.db, LOBBY).await? {
            Some(row) => Ok(row),
            None => db::rooms::by_name(&self.db, LOBBY)
                .await?
                .ok_or_else(unknown),
        }
    }

    /// Makes `person` a member of a public room; one who is in already stays as they are.
    pub async fn enter(&self, person: &Person, room: &RoomRow) -> Result<(), ApiError> {
        if room.kind != StreamKind::Room {
            return Ok(());
        }
        let known = self.streams.read(room.stream, person.id, |_| ()).await;
        if known.is_err() {
            self.streams
                .submit(room.stream, person, None, Enter)
                .await?;
        }
        Ok(db::rooms::enter(&self.db, room.stream, person.id).await?)
    }

    /// The conversation as a newcomer gets it; a public room is entered.
    pub async fn open(&self, person: &Person, room: &str) -> Result<StreamState, ApiError> {
        let room = self.find(person, room).await?;
        self.enter(person, &room).await?;
        self.streams
            .read(room.stream, person.id, StreamState::snapshot)
            .await
    }

    /// Opens a public room with `person` in it.
    pub async fn create(&self, person: &Person, name: &str) -> Result<RoomRow, ApiError> {
        let name = composed(name);
        let name = room_name(&name)?;
        let sentence = "There is a room of that name already, or of one that looks like it.";
        let taken = || ApiError::new(ErrorCode::RoomTaken, sentence);
        if alike(name, LOBBY) {
            return Err(taken());
        }
        let room = db::rooms::create(&self.db, name).await?.ok_or_else(taken)?;
        self.enter(person, &room).await?;
        Ok(room)
    }

    /// The conversation of `person` with the one of that name, opened when there is none.
    pub async fn direct(&self, person: &Person, name: &str) -> Result<RoomRow, ApiError> {
        let account = db::people::by_name(&self.db, name).await?;
        let nobody = || {
            ApiError::new(
                ErrorCode::PersonUnknown,
                "There is nobody of that name here.",
            )
        };
        let other = account.ok_or_else(nobody)?.person;
        if other.id == person.id {
            let sentence = "That is you. Choose somebody else.";
            return Err(ApiError::new(ErrorCode::PersonYourself, sentence));
        }
        let room = db::rooms::direct(&self.db, person, &other).await?;
        self.lists.conversation_between([person.id, other.id]);
        Ok(room)
    }

    /// Leaves a public room for good. The lobby and direct conversations stay.
    pub async fn leave(&self, person: &Person, room: &str) -> Result<RoomRow, ApiError> {
        let room = self.find(person, room).await?;
        if room.kind == StreamKind::Room && !room.name.eq_ignore_ascii_case(LOBBY) {
            self.streams
                .submit(room.stream, person, None, Leave)
                .await?;
            db::rooms::leave(&self.db, room.stream, person.id).await?;
        }
        Ok(room)
    }
}

fn unknown() -> ApiError {
    ApiError::new(ErrorCode::RoomUnknown, "There is no such room.")
}
