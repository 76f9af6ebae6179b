//! Entering a session.

use super::{Failure, Json};
use crate::shared::{account::Person, ids::EpochId, json::tagged, session::StreamState};
use leptos::{prelude::*, server_fn::codec::Post};

tagged! {
    "page";
    /// What stands at `/session/<uuid>` for the person who asks.
    #[derive(Clone, Debug, PartialEq)]
    pub enum SessionPage {
        /// A member: the whole state, with its cursor in `state.head`; `read` is the last number that
        /// they had read, `epoch` the history that the cursor is of.
        Open { me: Person, state: Box<StreamState>, read: i64, epoch: EpochId },
        /// A seat is free but this request may not claim it: the page offers a button.
        Offered,
        /// Both seats are taken, or the person was taken out. Says nothing of the session but whether
        /// they have `asked` to be let in.
        Refused { asked: bool },
        /// There was one. `by` is known to those who were in it, unless they have left Tandem.
        Deleted { by: Option<Person>, by_me: bool },
        Unknown,
        SignedOut,
    }
}

/// Reads the session for its page. A top-level navigation claims the free seat; nothing else does.
/// Sets the response's status: 200, 403 or 404; signed out, it redirects to `/login?next=…`.
#[server(endpoint = "open_session", output = Post<Json>)]
pub async fn open_session(session_uuid: String) -> Result<SessionPage, Failure> {
    use crate::{
        server::{context, db::access::Deletion, streams::Visit},
        shared::{api_error::ApiError, ids::SessionId, route::Route},
    };
    let Some(login) = context::person() else {
        context::redirect_to_login(&Route::Session(session_uuid).to_string());
        return Ok(SessionPage::SignedOut);
    };
    let Ok(session) = session_uuid.parse::<SessionId>() else {
        context::set_status(404);
        return Ok(SessionPage::Unknown);
    };
    let me = login.person;
    let streams = context::app().streams;
    let visit = streams
        .visit(session, &me, context::is_top_level_navigation())
        .await?;
    Ok(match visit {
        Visit::Open(state) => {
            let notifications = context::app().notifications;
            let read = notifications.read_mark(me.id, state.stream).await?;
            let epoch = streams.epoch().await.map_err(ApiError::from)?.id;
            SessionPage::Open {
                me,
                state,
                read,
                epoch,
            }
        }
        Visit::Offered => SessionPage::Offered,
        Visit::Refused => {
            context::set_status(403);
            SessionPage::Refused {
                asked: streams.asks(session, me.id).await.map_err(ApiError::from)?,
            }
        }
        Visit::Deleted(Deletion { by }) => {
            context::set_status(404);
            let by_me = by.as_ref().is_some_and(|by| by.id == me.id);
            SessionPage::Deleted { by, by_me }
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
        server::{context, streams::Visit},
        shared::{ids::SessionId, route::Route},
    };
    let address = Route::session(&session_uuid).to_string();
    let login = match context::signed_in() {
        Ok(login) => login,
        Err(refusal) => return context::to_login(&address, refusal),
    };
    let visit = match session_uuid.parse::<SessionId>() {
        Ok(session) => {
            context::app()
                .streams
                .visit(session, &login.person, true)
                .await?
        }
        Err(_) => Visit::Unknown,
    };
    // Its page says in words what the status says in numbers.
    context::answer_form(&address, visit.refusal())
}

/// Asks the creator to be let into a session that is closed to the caller.
#[server(endpoint = "ask_access")]
pub async fn ask_access(session_uuid: String) -> Result<(), Failure> {
    use crate::{
        server::{context, streams},
        shared::route::Route,
    };
    let address = Route::session(&session_uuid).to_string();
    let login = match context::signed_in() {
        Ok(login) => login,
        Err(refusal) => return context::to_login(&address, refusal),
    };
    let asked = match session_uuid.parse() {
        Ok(session) => {
            context::app()
                .streams
                .ask_access(session, &login.person)
                .await
        }
        Err(_) => Err(streams::unknown()),
    };
    context::answer_form(&address, asked.err())
}

/// Takes the question back.
#[server(endpoint = "withdraw_access")]
pub async fn withdraw_access(session_uuid: String) -> Result<(), Failure> {
    use crate::{
        server::{context, streams},
        shared::route::Route,
    };
    let address = Route::session(&session_uuid).to_string();
    let login = match context::signed_in() {
        Ok(login) => login,
        Err(refusal) => return context::to_login(&address, refusal),
    };
    let withdrawn = match session_uuid.parse() {
        Ok(session) => {
            context::app()
                .streams
                .withdraw(session, &login.person)
                .await
        }
        Err(_) => Err(streams::unknown()),
    };
    context::answer_form(&address, withdrawn.err())
}
