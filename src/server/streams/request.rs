//! What a stream's task can be asked, and what it answers.

use super::Submitted;
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{Cid, PersonId},
    session::{Command, StreamState},
};
use tokio::sync::oneshot;

pub type Reply = oneshot::Sender<Result<Submitted, ApiError>>;

/// What is done with the state, or without one.
pub type Look = Box<dyn FnOnce(Result<&StreamState, ApiError>) + Send>;

pub enum StreamRequest {
    /// A look at the state, after everything asked before it; or why there is none.
    Read(Look),
    Submit {
        by: Person,
        cid: Option<Cid>,
        command: Command,
        /// None when the asker does not wait, as a worker's report.
        reply: Option<Reply>,
    },
    /// The end of a person's account: what nobody else is in ends with it.
    Depart {
        by: Person,
        reply: oneshot::Sender<Result<Departed, ApiError>>,
    },
    /// What is stored was changed: fold it anew, from the first event on.
    Refold(oneshot::Sender<Result<(), ApiError>>),
    /// The end of a session; refused unless `by` created it and `title` is its own.
    Delete {
        by: PersonId,
        title: String,
        reply: oneshot::Sender<Result<(), ApiError>>,
    },
}

impl StreamRequest {
    /// Answers everything with `error`. An asker that is gone needs no answer.
    pub fn refuse(self, error: ApiError) {
        match self {
            Self::Read(look) => look(Err(error)),
            Self::Submit { reply, .. } => {
                if let Some(reply) = reply {
                    let _ = reply.send(Err(error));
                }
            }
            Self::Depart { reply, .. } => _ = reply.send(Err(error)),
            Self::Refold(reply) | Self::Delete { reply, .. } => _ = reply.send(Err(error)),
        }
    }
}

/// What became of a stream that somebody left for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departed {
    /// It goes on without them.
    Shared,
    /// A session that nobody else was in: it is deleted.
    Alone,
}
