//! Entering a session.

use super::Failure;
use crate::shared::{account::Person, session::SessionState};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What stands at `/session/<uuid>` for the person who asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum SessionPage {
    /// A member: the whole state, with its cursor in `state.head`.
    Open {
        me: Person,
        state: Box<SessionState>,
    },
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
    use crate::{
        server::{context, sessions::Visit},
        shared::ids::SessionId,
    };
    let Some(login) = context::person() else {
        context::redirect(&format!("/login?next=/session/{session_uuid}"));
        return Ok(SessionPage::SignedOut);
    };
    let Ok(session) = session_uuid.parse::<SessionId>() else {
        context::set_status(404);
        return Ok(SessionPage::Unknown);
    };
    let me = login.person;
    let sessions = context::app().sessions;
    let visit = sessions
        .visit(session, &me, context::is_top_level_navigation())
        .await?;
    Ok(match visit {
        Visit::Open(state) => SessionPage::Open { me, state },
        Visit::Offered => SessionPage::Offered,
        Visit::Refused => {
            context::set_status(403);
            SessionPage::Refused
        }
        Visit::Unknown => {
            context::set_status(404);
            SessionPage::Unknown
        }
    })
}

/// Claims seat 2 and goes to the session; refused with 403, unknown with 404.
#[server(endpoint = "join_session")]
pub async fn join_session(session_uuid: String) -> Result<(), Failure> {
    use crate::{
        server::{context, sessions::Visit},
        shared::ids::SessionId,
    };
    let address = format!("/session/{session_uuid}");
    let login = match context::signed_in() {
        Ok(login) => login,
        Err(refusal) => return context::to_login(&address, refusal),
    };
    let visit = match session_uuid.parse::<SessionId>() {
        Ok(session) => {
            context::app()
                .sessions
                .visit(session, &login.person, true)
                .await?
        }
        Err(_) => Visit::Unknown,
    };
    // Its page says in words what the status says in numbers.
    context::answer_form(&address, visit.refusal())
}
