//! Namespace `/chat`: rooms and direct conversations, and the unnamed events of the smallest clients.

use super::{
    Doors, plain,
    queue::{Queue, refuse_unknown},
    tab::Tab,
};
use crate::server::{
    auth::Login,
    db::rooms::RoomRow,
    sessions::{Seen, Submitted},
};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    protocol::*,
    session::{
        Command,
        chat::{DeleteMessage, EditMessage, React, SendMessage},
    },
};
use socketioxide::extract::SocketRef;
use std::sync::Arc;
use tokio::sync::watch;

/// Told once the socket is connected: before that it can enter nothing.
type Connected = watch::Sender<bool>;

pub async fn connected(socket: SocketRef) {
    if let Some(connected) = socket.extensions.get::<Connected>() {
        connected.send_replace(true);
    }
}

/// Everyone hears the lobby from the start, without asking for it. It is the first thing in the queue:
/// a fast client's `leave` comes after it, not in between.
fn enter_lobby_first(queue: &Queue, socket: &SocketRef, tab: Tab) {
    let (connected, mut waiting) = watch::channel(false);
    socket.extensions.insert::<Connected>(connected);
    queue.add(async move {
        // The sender goes with a socket that never connects.
        if waiting.wait_for(|is_connected| *is_connected).await.is_ok()
            && let Err(error) = enter_lobby(&tab).await
        {
            tracing::warn!(%error.message, "the lobby was not entered");
        }
    });
}

async fn enter_lobby(tab: &Tab) -> Result<(), ApiError> {
    let chat = &tab.doors.app.chat;
    let lobby = chat.lobby().await?;
    chat.enter(&tab.me, &lobby).await?;
    tab.listen(lobby.kind, lobby.stream, Seen::default())
        .await?;
    Ok(())
}

pub fn listen(doors: &Arc<Doors>, socket: &SocketRef, login: Login) {
    let queue = doors.queue(login.person.id);
    let tab = Tab::new(doors, socket, login, CHAT_NAMESPACE);
    enter_lobby_first(&queue, socket, tab.clone());
    macro_rules! on {
        ($($handler:ident),*) => {$(
            let listener = tab.clone();
            queue.on(socket, move |event| $handler(listener.clone(), event));
        )*};
    }
    on!(join, leave, typing, set_presence, sync, history);
    on!(send_message, create_room, rooms);
    macro_rules! store {
        ($($command:ty),*) => {$(
            let listener = tab.clone();
            queue.on(socket, move |event: InRoom<$command>| store(listener.clone(), event));
        )*};
    }
    store!(EditMessage, DeleteMessage, React);
    plain::listen(socket, &queue, &tab);
    refuse_unknown(socket);
    socket.on_disconnect(move || async move { tab.gone(None) });
}

async fn room(tab: &Tab, room: &str) -> Result<RoomRow, ApiError> {
    tab.doors.app.chat.find(&tab.me, room).await
}

async fn join(tab: Tab, event: Addressed<ToRoom, Join>) -> Result<JoinOk, ApiError> {
    let room = room(&tab, &event.to.room).await?;
    tab.doors.app.chat.enter(&tab.me, &room).await?;
    let seen = Seen {
        after: event.body.after,
        last: event.body.last,
        epoch: event.body.epoch,
    };
    tab.listen(room.kind, room.stream, seen).await
}

async fn leave(tab: Tab, event: Addressed<ToRoom, Leave>) -> Result<Noted, ApiError> {
    let room = tab.doors.app.chat.leave(&tab.me, &event.to.room).await?;
    tab.stop(room.stream)
}

async fn send_message(
    tab: Tab,
    event: Addressed<Once<ToRoomOrPerson>, SendMessage>,
) -> Result<SendMessageOk, ApiError> {
    let Once { to, cid } = event.to;
    let room = match (&to.room, &to.to) {
        (Some(name), None) => room(&tab, name).await?,
        (None, Some(person)) => tab.doors.app.chat.direct(&tab.me, person).await?,
        _ => {
            let sentence = "Say either the “room”, or the person “to” whom.";
            return Err(ApiError::new(ErrorCode::RequestMalformed, sentence));
        }
    };
    if room.name.eq_ignore_ascii_case(LOBBY) {
        // A fast client speaks before its connection has entered.
        tab.doors.app.chat.enter(&tab.me, &room).await?;
    }
    tab.store(room.stream, cid, event.body).await
}

async fn store<C>(tab: Tab, event: InRoom<C>) -> Result<C::Ok, ApiError>
where
    C: Durable + Into<Command>,
    C::Ok: From<Submitted>,
{
    let Once { to, cid } = event.to;
    let room = room(&tab, &to.room).await?;
    tab.store(room.stream, cid, event.body).await
}

async fn typing(tab: Tab, event: Addressed<ToRoom, Typing>) -> Result<Noted, ApiError> {
    let room = room(&tab, &event.to.room).await?;
    tab.check_listening(room.stream)?;
    let signal = RoomTyping {
        stream: room.stream,
        user: tab.me.clone(),
        is_typing: event.body.is_typing,
    };
    tab.tell_others(room.stream, &signal).await;
    Ok(Noted {})
}

async fn set_presence(tab: Tab, event: Addressed<ToRoom, SetPresence>) -> Result<Noted, ApiError> {
    let room = room(&tab, &event.to.room).await?;
    tab.check_listening(room.stream)?;
    tab.note(room.kind, room.stream, event.body.state);
    Ok(Noted {})
}

async fn sync(tab: Tab, event: Addressed<ToRoom, Sync>) -> Result<SyncOk, ApiError> {
    let room = room(&tab, &event.to.room).await?;
    tab.sync(room.stream, event.body.after, event.body.max)
        .await
}

async fn history(tab: Tab, event: Addressed<ToRoom, History>) -> Result<HistoryOk, ApiError> {
    let room = room(&tab, &event.to.room).await?;
    tab.history(room.stream, event.body.before, event.body.max)
        .await
}

async fn create_room(tab: Tab, event: CreateRoom) -> Result<CreateRoomOk, ApiError> {
    let room = tab.doors.app.chat.create(&tab.me, &event.name).await?;
    Ok(CreateRoomOk {
        stream: room.stream,
        room: room.name,
    })
}

async fn rooms(tab: Tab, _: Rooms) -> Result<RoomsOk, ApiError> {
    let rooms = tab.doors.app.chat.summaries(&tab.me).await?;
    Ok(RoomsOk { rooms })
}
