//! Socket.IO: namespaces, who may enter them, and how events reach the sessions.

mod bus;
mod chat;
mod connection;
mod connection_limit;
mod gate;
mod handlers;
mod handshake;
mod limit;
mod notes;
mod numbers;
mod open;
mod payload;
mod plain;
mod queue;
mod rates;
mod root;
mod session;
mod user;

pub use bus::SocketBus;
pub use gate::{Gate, gate};
pub use limit::limit;
pub use open::OpenSockets;

use connection_limit::ConnectionPermit;
use queue::Queue;
use rates::PersonBuckets;

use super::{
    app::App,
    auth::{self, Auth, Login},
};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{PersonId, StreamId},
    protocol::{
        CHAT_NAMESPACE, ROOT_NAMESPACE, SESSION_NAMESPACE, ServerDraining, Signal, USER_NAMESPACE,
    },
    stream::StreamKind,
};
use futures_util::future::BoxFuture;
use serde::Deserialize;
use socketioxide::{
    SocketIo,
    extract::{MaybeHttpExtension, SocketRef, TryData},
    handler::ConnectHandler,
    layer::SocketIoLayer,
};
use std::{sync::Arc, time::Duration};

/// Largest message from a client, any transport.
pub const MAX_MESSAGE_BYTES: usize = 256 * 1024;
/// All there are.
const NAMESPACES: [&str; 4] = [
    ROOT_NAMESPACE,
    SESSION_NAMESPACE,
    CHAT_NAMESPACE,
    USER_NAMESPACE,
];

/// The Socket.IO layer and the handle behind it, with every limit set.
pub fn build() -> (SocketIoLayer, SocketIo) {
    SocketIo::builder()
        .max_payload(MAX_MESSAGE_BYTES as u64)
        .ws_max_message_size(MAX_MESSAGE_BYTES)
        .ws_max_frame_size(MAX_MESSAGE_BYTES)
        .max_buffer_size(256)
        // A cut is noticed within 18 s, and with the grace of presence shown within 28.
        .ping_interval(Duration::from_secs(10))
        .ping_timeout(Duration::from_secs(8))
        .connect_timeout(Duration::from_secs(10))
        .ack_timeout(Duration::from_secs(5))
        .build_layer()
}

/// Opens the namespaces and starts what runs beside them.
pub fn serve(io: &SocketIo, app: &App) {
    let context = Arc::new(SocketContext {
        app: app.clone(),
        io: io.clone(),
        people: PersonBuckets::default(),
    });
    // Events are registered in the middleware, before the client hears that it is connected:
    // a fast client's first event would otherwise find no handler.
    io.ns(
        ROOT_NAMESPACE,
        root::greet.with(entrance(&context, root::listen)),
    );
    io.ns(
        SESSION_NAMESPACE,
        session::connected.with(entrance(&context, session::listen)),
    );
    io.ns(
        CHAT_NAMESPACE,
        chat::connected.with(entrance(&context, chat::listen)),
    );
    io.ns(
        USER_NAMESPACE,
        user::connected.with(entrance(&context, user::listen)),
    );
}

/// Registers a namespace's events on a socket.
type Listen = fn(&Arc<SocketContext>, &SocketRef, Login);

/// The way into a namespace: for those who are signed in, and those who show a token.
fn entrance(
    context: &Arc<SocketContext>,
    listen: Listen,
) -> impl Fn(
    SocketRef,
    MaybeHttpExtension<Login>,
    TryData<ConnectAuth>,
) -> BoxFuture<'static, Result<(), String>>
+ Clone
+ use<> {
    let context = context.clone();
    move |socket, login, shown| Box::pin(context.clone().enter(socket, login.0, shown, listen))
}

/// Between the news that the server drains and the end of connections.
const NEXT_POLL: Duration = Duration::from_millis(300);

/// Asks every client to come back at a random time within `max_delay_ms`.
pub async fn drain(io: &SocketIo, max_delay_ms: u64) {
    if let Some(root) = io.of(ROOT_NAMESPACE) {
        let notice = ServerDraining { max_delay_ms };
        if let Err(error) = root.emit(ServerDraining::NAME, &notice).await {
            tracing::debug!(%error, "not everyone heard that the server drains");
        }
    }
    // Long-polling clients get it with their next poll.
    tokio::time::sleep(NEXT_POLL).await;
    // A client that reads nothing never closes; it must not hold the server up.
    if tokio::time::timeout(Duration::from_secs(3), io.close())
        .await
        .is_err()
    {
        tracing::info!("some sockets did not close in time");
    }
}

/// `auth: {"token": "tdm_…"}` at a namespace's door, from clients that can set no headers.
#[derive(Default, Deserialize)]
struct ConnectAuth {
    token: Option<String>,
}

impl ConnectAuth {
    async fn login(self, auth: &Auth) -> Result<Login, ApiError> {
        match self.token {
            Some(token) => Ok(auth.login_by_token(&token).await?),
            None => Err(auth::required()),
        }
    }
}

/// Everything a connected socket's handlers need. Shared: each of them keeps it.
pub struct SocketContext {
    pub app: App,
    pub io: SocketIo,
    people: PersonBuckets,
}

impl SocketContext {
    /// The queue of a new socket of `person`.
    fn queue(&self, person: PersonId) -> Queue {
        Queue::start(self.people.of(person))
    }

    async fn enter(
        self: Arc<Self>,
        socket: SocketRef,
        login: Option<Login>,
        shown: TryData<ConnectAuth>,
        listen: Listen,
    ) -> Result<(), String> {
        let login = match login {
            Some(login) => Ok(login),
            None => self.claim(&socket, shown.0.unwrap_or_default()).await,
        };
        // CONNECT_ERROR carries one message; clients read the code before the colon.
        let login = login.map_err(|refusal| format!("{}: {}", refusal.code, refusal.message))?;
        // The connection may be older than a logout: it does not open a namespace once more.
        let Ok(Some(login)) = self.app.auth.anew(&login).await else {
            return Err(format!("{}: Sign in again.", ErrorCode::AuthExpired));
        };
        socket.extensions.insert(login.clone());
        listen(&self, &socket, login);
        Ok(())
    }

    /// The person of a token that is shown at the door: from now on the connection is theirs.
    async fn claim(&self, socket: &SocketRef, shown: ConnectAuth) -> Result<Login, ApiError> {
        let Some(place) = socket.req_parts().extensions.get::<ConnectionPermit>() else {
            return Err(auth::required());
        };
        place.try_token()?;
        let login = shown.login(&self.app.auth).await?;
        place.claim(login.person.id)?;
        Ok(login)
    }
}

/// The Socket.IO room of a stream; only the server makes such names.
pub fn room(stream: impl Into<StreamId>) -> String {
    format!("stream:{}", stream.into())
}

/// The Socket.IO room of those sockets of a stream whose pages nobody sees.
fn out_of_sight(stream: StreamId) -> String {
    format!("out-of-sight:{stream}")
}

/// Where a stream's sockets are.
fn namespace_of(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Session => SESSION_NAMESPACE,
        StreamKind::Room | StreamKind::Direct => CHAT_NAMESPACE,
    }
}
