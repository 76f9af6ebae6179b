//! Rooms and direct conversations, for the page that shows them and for forms.

use super::{Failure, Json};
use crate::shared::{
    account::Person, ids::EpochId, json::tagged, protocol::RoomSummary, session::StreamState,
};
use leptos::{prelude::*, server_fn::codec::Post};

tagged! {
    "page";
    /// What stands at `/messages/<room>` for the person who asks.
    #[derive(Clone, Debug, PartialEq)]
    pub enum RoomPage {
        /// The conversation with its cursor in `state.head`, and every room to go to.
        /// `read` is the last number that the person had read, `epoch` the history that it is of.
        Open {
            me: Person,
            state: Box<StreamState>,
            read: i64,
            epoch: EpochId,
            rooms: Vec<RoomSummary>,
        },
        /// No such room, or a conversation between others: the same for both.
        Unknown,
        SignedOut,
    }
}

/// Reads a room for its page, entering it when it is public. Without a name: the lobby.
/// Sets the response's status: 200 or 404; signed out, it redirects to `/login?next=…`.
#[server(endpoint = "open_room", output = Post<Json>)]
pub async fn open_room(room: String) -> Result<RoomPage, Failure> {
    use crate::{
        server::context,
        shared::{error_code::ErrorCode, protocol::LOBBY, route::Route},
    };
    let Some(login) = context::person() else {
        context::redirect_to_login(&Route::Messages(room).to_string());
        return Ok(RoomPage::SignedOut);
    };
    let me = login.person;
    let chat = context::app().chat;
    let room = if room.is_empty() { LOBBY } else { &room };
    let state = match chat.open(&me, room).await {
        Ok(state) => Box::new(state),
        Err(error) if error.code == ErrorCode::RoomUnknown => {
            context::set_status(404);
            return Ok(RoomPage::Unknown);
        }
        Err(error) => return Err(error.into()),
    };
    let read = context::app()
        .notifications
        .read_mark(me.id, state.stream)
        .await?;
    let epoch = context::app().streams.epoch().await;
    let epoch = epoch.map_err(crate::shared::api_error::ApiError::from)?.id;
    let rooms = chat.summaries(&me).await?;
    Ok(RoomPage::Open {
        me,
        state,
        read,
        epoch,
        rooms,
    })
}

/// Every public room, and the caller's own direct conversations: their own first, the last active first.
#[server(endpoint = "my_rooms", output = Post<Json>)]
pub async fn my_rooms() -> Result<Vec<RoomSummary>, Failure> {
    use crate::server::context;
    let login = context::signed_in()?;
    Ok(context::app().chat.summaries(&login.person).await?)
}

/// Opens a public room and goes there.
#[server(endpoint = "create_room")]
pub async fn create_room(name: String) -> Result<(), Failure> {
    use crate::{server::context, shared::route::Route};
    let login = match context::signed_in() {
        Ok(login) => login,
        Err(refusal) => return context::to_login("/messages", refusal),
    };
    match context::app().chat.create(&login.person, &name).await {
        Ok(room) => context::answer_form(&Route::room(room.stream).to_string(), None),
        Err(refusal) => context::refuse_form("/messages", refusal),
    }
}

/// Opens the conversation with a person and goes there.
#[server(endpoint = "open_direct")]
pub async fn open_direct(name: String) -> Result<(), Failure> {
    use crate::{server::context, shared::route::Route};
    let login = match context::signed_in() {
        Ok(login) => login,
        Err(refusal) => return context::to_login("/messages", refusal),
    };
    match context::app().chat.direct(&login.person, &name).await {
        Ok(room) => context::answer_form(&Route::room(room.stream).to_string(), None),
        Err(refusal) => context::refuse_form("/messages", refusal),
    }
}

/// Leaves a public room for good.
#[server(endpoint = "leave_room")]
pub async fn leave_room(room: String) -> Result<(), Failure> {
    use crate::server::context;
    let login = match context::signed_in() {
        Ok(login) => login,
        Err(refusal) => return context::to_login("/messages", refusal),
    };
    let left = context::app().chat.leave(&login.person, &room).await;
    context::answer_form("/messages", left.err())
}
