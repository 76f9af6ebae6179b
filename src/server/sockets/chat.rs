//! Namespace `/chat`: rooms and direct conversations, and the unnamed events of the smallest clients.

use super::{
    SocketContext,
    connection::Connection,
    handlers::Handlers,
    plain,
    queue::{Queue, refuse_unknown},
};
use crate::server::{
    auth::Login,
    db::rooms::RoomRow,
    streams::{Seen, Submitted},
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
fn enter_lobby_first(queue: &Queue, socket: &SocketRef, connection: Connection) {
    let (connected, mut waiting) = watch::channel(false);
    socket.extensions.insert::<Connected>(connected);
    queue.add(async move {
        // The sender goes with a socket that never connects.
        if waiting.wait_for(|is_connected| *is_connected).await.is_ok()
            && let Err(error) = enter_lobby(&connection).await
        {
            tracing::warn!(%error.message, "the lobby was not entered");
        }
    });
}

async fn enter_lobby(connection: &Connection) -> Result<(), ApiError> {
    let chat = &connection.app().chat;
    let lobby = chat.lobby().await?;
    chat.enter(&connection.me, &lobby).await?;
    connection
        .listen(lobby.kind, lobby.stream, Seen::default())
        .await?;
    Ok(())
}

pub fn listen(context: &Arc<SocketContext>, socket: &SocketRef, login: Login) {
    let queue = context.queue(login.person.id);
    let connection = Connection::new(context, socket, login, CHAT_NAMESPACE);
    enter_lobby_first(&queue, socket, connection.clone());
    Handlers::new(socket, &queue, &connection)
        .on(join)
        .on(leave)
        .on(typing)
        .on(set_presence)
        .on(sync)
        .on(history)
        .on(send_message)
        .on(create_room)
        .on(rooms)
        .on(store::<EditMessage>)
        .on(store::<DeleteMessage>)
        .on(store::<React>);
    plain::listen(socket, &queue, &connection);
    refuse_unknown(socket);
    socket.on_disconnect(move || async move { connection.gone(None) });
}

async fn room(connection: &Connection, room: &str) -> Result<RoomRow, ApiError> {
    connection.app().chat.find(&connection.me, room).await
}

async fn join(connection: Connection, event: Addressed<ToRoom, Join>) -> Result<JoinOk, ApiError> {
    let room = room(&connection, &event.to.room).await?;
    connection.app().chat.enter(&connection.me, &room).await?;
    connection
        .listen(room.kind, room.stream, event.body.into())
        .await
}

async fn leave(connection: Connection, event: Addressed<ToRoom, Leave>) -> Result<Noted, ApiError> {
    let room = connection
        .app()
        .chat
        .leave(&connection.me, &event.to.room)
        .await?;
    connection.stop(room.stream)
}

async fn send_message(
    connection: Connection,
    event: Addressed<Once<ToRoomOrPerson>, SendMessage>,
) -> Result<SendMessageOk, ApiError> {
    let Once { to, cid } = event.to;
    let room = match (&to.room, &to.to) {
        (Some(name), None) => room(&connection, name).await?,
        (None, Some(person)) => connection.app().chat.direct(&connection.me, person).await?,
        _ => {
            let sentence = "Say either the “room”, or the person “to” whom.";
            return Err(ApiError::new(ErrorCode::RequestMalformed, sentence));
        }
    };
    if room.name.eq_ignore_ascii_case(LOBBY) {
        // A fast client speaks before its connection has entered.
        connection.app().chat.enter(&connection.me, &room).await?;
    }
    connection.store(room.stream, cid, event.body).await
}

async fn store<C>(connection: Connection, event: InRoom<C>) -> Result<C::Ok, ApiError>
where
    C: Durable + Into<Command>,
    C::Ok: From<Submitted>,
{
    let Once { to, cid } = event.to;
    let room = room(&connection, &to.room).await?;
    connection.store(room.stream, cid, event.body).await
}

async fn typing(
    connection: Connection,
    event: Addressed<ToRoom, Typing>,
) -> Result<Noted, ApiError> {
    let room = room(&connection, &event.to.room).await?;
    connection.check_listening(room.stream)?;
    let signal = RoomTyping {
        stream: room.stream,
        user: connection.me.clone(),
        is_typing: event.body.is_typing,
    };
    connection.tell_others(room.stream, &signal).await;
    Ok(Noted {})
}

async fn set_presence(
    connection: Connection,
    event: Addressed<ToRoom, SetPresence>,
) -> Result<Noted, ApiError> {
    let room = room(&connection, &event.to.room).await?;
    connection.check_listening(room.stream)?;
    connection.note(room.kind, room.stream, event.body.state);
    Ok(Noted {})
}

async fn sync(connection: Connection, event: Addressed<ToRoom, Sync>) -> Result<SyncOk, ApiError> {
    let room = room(&connection, &event.to.room).await?;
    connection
        .sync(room.stream, event.body.after, event.body.max)
        .await
}

async fn history(
    connection: Connection,
    event: Addressed<ToRoom, History>,
) -> Result<HistoryOk, ApiError> {
    let room = room(&connection, &event.to.room).await?;
    connection
        .history(room.stream, event.body.before, event.body.max)
        .await
}

async fn create_room(connection: Connection, event: CreateRoom) -> Result<CreateRoomOk, ApiError> {
    let room = connection
        .app()
        .chat
        .create(&connection.me, &event.name)
        .await?;
    Ok(CreateRoomOk {
        stream: room.stream,
        room: room.name,
    })
}

async fn rooms(connection: Connection, _: Rooms) -> Result<RoomsOk, ApiError> {
    let rooms = connection.app().chat.summaries(&connection.me).await?;
    Ok(RoomsOk { rooms })
}
