//! What a session's task can be asked.

use super::Submitted;
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::Cid,
    session::{Command, SessionState},
};
use tokio::sync::oneshot;

pub type Reply = oneshot::Sender<Result<Submitted, ApiError>>;

pub enum Ask {
    /// The stream is no more: the task ends.
    End,
    /// A look at the state, after everything asked before it.
    Read(Box<dyn FnOnce(&SessionState) + Send>),
    Submit {
        by: Person,
        cid: Option<Cid>,
        command: Command,
        /// None when the asker does not wait, as a worker's report.
        reply: Option<Reply>,
    },
}
