//! Coming to a session's address: what stands there for whom.

use super::{Access, Streams};
use crate::server::db::{self, access::Deletion, streams::StreamInfo};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::SessionId,
    session::{SessionSummary, StreamState},
    stream::StreamKind,
};

/// The answer to a visitor.
#[derive(Clone, Debug)]
pub enum Visit {
    Open(Box<StreamState>),
    /// Seat 2 is free, but this visit may not claim it.
    Offered,
    Refused,
    /// There was a session, and to those who were in it is told by whom it was deleted.
    Deleted(Deletion),
    Unknown,
}

impl Visit {
    /// None when the visitor is in.
    pub fn refusal(&self) -> Option<ApiError> {
        match self {
            Self::Open(_) | Self::Offered => None,
            Self::Refused => Some(ApiError::new(
                ErrorCode::SessionRefused,
                "This session is not open to you.",
            )),
            Self::Deleted(_) => Some(ApiError::new(
                ErrorCode::SessionUnknown,
                "This session was deleted.",
            )),
            Self::Unknown => Some(super::unknown()),
        }
    }
}

impl Streams {
    /// Lets `person` in when they may; `may_claim` allows taking the free seat.
    pub async fn visit(
        &self,
        session: SessionId,
        person: &Person,
        may_claim: bool,
    ) -> Result<Visit, ApiError> {
        let mut access = self.access(session, person).await?;
        if may_claim || access == Access::Member {
            access = self.claim_seat(session, person).await?;
        }
        if access == Access::Refused {
            access = self.reconcile_access(session, person.id, access).await?;
        }
        Ok(match access {
            Access::Member => Visit::Open(Box::new(self.snapshot(session, person).await?)),
            Access::SeatFree => Visit::Offered,
            Access::Refused => Visit::Refused,
            Access::Unknown => {
                let deletion = db::access::deletion(&self.0.db, session, person.id).await?;
                deletion.map_or(Visit::Unknown, Visit::Deleted)
            }
        })
    }

    /// The person's sessions, the last active first.
    pub async fn summaries(&self, person: &Person) -> Result<Vec<SessionSummary>, ApiError> {
        let mut summaries = Vec::new();
        for row in db::sessions::of_person(&self.0.db, person.id).await? {
            let summary = match self.running(row.session.into()) {
                Some(_) => {
                    let read = self.read(row.session, person.id, SessionSummary::of).await;
                    match read {
                        Ok(summary) => summary,
                        // Removed or deleted since the rows were read.
                        Err(error) if error.code.is_session() => continue,
                        Err(error) => return Err(error),
                    }
                }
                // Read without starting its task: nobody is there.
                None => {
                    let place = StreamInfo {
                        stream: row.session.into(),
                        kind: StreamKind::Session,
                        title: row.title,
                        between: Vec::new(),
                    };
                    SessionSummary::of(&crate::server::streams::load(&self.0.db, &place).await?)
                }
            };
            summaries.push(summary);
        }
        summaries.sort_by_key(|summary| std::cmp::Reverse(summary.last_at));
        Ok(summaries)
    }
}
