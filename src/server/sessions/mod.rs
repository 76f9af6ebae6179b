//! Live sessions: one task each on this node, decide -> append -> apply -> publish -> effects.

use crate::server::error::ServerError;
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{Cid, SessionId},
    protocol::UploadProgress,
    session::{Command, SessionState},
    stream::Event,
};

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

/// The door to all sessions. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {}

impl Sessions {
    /// Creates a session with `creator` on seat 1.
    pub async fn create(&self, creator: &Person, title: Option<&str>) -> Result<SessionId, ServerError> {
        let _ = (creator, title);
        unimplemented!()
    }

    /// What `person` is to the session, without changing anything.
    pub async fn access(&self, session: SessionId, person: &Person) -> Result<Access, ServerError> {
        let _ = (session, person);
        unimplemented!()
    }

    /// Claims seat 2 atomically when it is free; answers `Member`, `Refused` or `Unknown`.
    pub async fn claim_seat(&self, session: SessionId, person: &Person) -> Result<Access, ServerError> {
        let _ = (session, person);
        unimplemented!()
    }

    /// The session as a newcomer gets it. For members only.
    pub async fn snapshot(&self, session: SessionId, person: &Person) -> Result<SessionState, ApiError> {
        let _ = (session, person);
        unimplemented!()
    }

    /// Decides, commits, applies and publishes one command.
    pub async fn submit(
        &self,
        session: SessionId,
        by: &Person,
        cid: Option<Cid>,
        command: Command,
    ) -> Result<Submitted, ApiError> {
        let _ = (session, by, cid, command);
        unimplemented!()
    }

    /// Tells the members how far an upload has come; not stored.
    pub fn tell_upload(&self, progress: UploadProgress) {
        let _ = progress;
        unimplemented!()
    }
}
