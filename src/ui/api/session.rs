//! Entering a session.

use super::Failure;
use crate::shared::{account::Person, ids::SessionId, session::SessionState};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What stands at `/session/<uuid>` for the person who asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum SessionPage {
    /// A member: the whole state, with its cursor in `state.head`.
    Open { me: Person, state: Box<SessionState> },
    /// A seat is free but this request may not claim it: the page offers a button.
    Offered,
    /// Both seats are taken. Says nothing of the session.
    Refused,
    Unknown,
    SignedOut,
}

/// Reads the session for its page. A top-level navigation claims the free seat; nothing else does.
/// Sets the response's status: 200, 403 or 404; signed out, it redirects to `/login?next=…`.
#[server(endpoint = "open_session")]
pub async fn open_session(session_uuid: String) -> Result<SessionPage, Failure> {
    let _ = session_uuid;
    unimplemented!()
}

/// Claims seat 2 and goes to the session; refused with 403, unknown with 404.
#[server(endpoint = "join_session")]
pub async fn join_session(session_uuid: SessionId) -> Result<(), Failure> {
    let _ = session_uuid;
    unimplemented!()
}
