//! Socket.IO: namespaces, who may enter them, and how events reach the sessions.

mod allowance;
mod chat;
mod crowd;
mod gate;
mod handshake;
mod limit;
mod numbers;
mod online;
mod open;
mod ping;
mod plain;
mod presence;
mod publisher;
mod queue;
mod root;
mod session;
mod tab;
mod user;

pub use gate::{Gate, gate};
pub use limit::limit;
pub use online::Online;
pub use open::OpenSockets;
pub use presence::Presences;
pub use publisher::SocketPublisher;

use allowance::People;
use crowd::Place;
use queue::Queue;

use super::{
    app::App,
    auth::{self, Auth, Login},
    caught::keep_running,
    db,
};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{PersonId, StreamId},
    pairs::Pairs,
    protocol::{
        CHAT_NAMESPACE, Heads, ROOT_NAMESPACE, SESSION_NAMESPACE, ServerDraining, Signal,
        USER_NAMESPACE,
    },
    stream::StreamKind,
};
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
/// How often everyone is told the last numbers.
const HEADS_EVERY: Duration = Duration::from_secs(20);

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
    let doors = Arc::new(Doors {
        app: app.clone(),
        io: io.clone(),
        people: People::default(),
    });
    let root = doors.clone();
    io.ns(
        ROOT_NAMESPACE,
        root::greet.with(
            move |socket: SocketRef, login: MaybeHttpExtension<Login>, shown: TryData<Shown>| {
                let doors = root.clone();
                async move { doors.enter(socket, login.0, shown, root::listen).await }
            },
        ),
    );
    let session = doors.clone();
    // Events are registered in the middleware, before the client hears that it is connected:
    // a fast client's first event would otherwise find no handler.
    io.ns(
        SESSION_NAMESPACE,
        session::connected.with(
            move |socket: SocketRef, login: MaybeHttpExtension<Login>, shown: TryData<Shown>| {
                let doors = session.clone();
                async move { doors.enter(socket, login.0, shown, session::listen).await }
            },
        ),
    );
    let chat = doors.clone();
    io.ns(
        CHAT_NAMESPACE,
        chat::connected.with(
            move |socket: SocketRef, login: MaybeHttpExtension<Login>, shown: TryData<Shown>| {
                let doors = chat.clone();
                async move { doors.enter(socket, login.0, shown, chat::listen).await }
            },
        ),
    );
    let user = doors.clone();
    io.ns(
        USER_NAMESPACE,
        user::connected.with(
            move |socket: SocketRef, login: MaybeHttpExtension<Login>, shown: TryData<Shown>| {
                let doors = user.clone();
                async move { doors.enter(socket, login.0, shown, user::listen).await }
            },
        ),
    );
    let closing = doors.clone();
    keep_running(move || closing.clone().close_on_logout());
    keep_running(move || doors.clone().tell_heads());
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
    // Who polls hears it with the next request.
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
struct Shown {
    token: Option<String>,
}

impl Shown {
    async fn login(self, auth: &Auth) -> Result<Login, ApiError> {
        match self.token {
            Some(token) => Ok(auth.login_by_token(&token).await?),
            None => Err(auth::required()),
        }
    }
}

/// Everything a connected socket's handlers need. Shared: each of them keeps it.
pub struct Doors {
    pub app: App,
    pub io: SocketIo,
    people: People,
}

impl Doors {
    /// The queue of a new socket of `person`.
    fn queue(&self, person: PersonId) -> Queue {
        Queue::start(self.people.of(person))
    }

    async fn enter(
        self: Arc<Self>,
        socket: SocketRef,
        login: Option<Login>,
        shown: TryData<Shown>,
        listen: fn(&Arc<Doors>, &SocketRef, Login),
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
    async fn claim(&self, socket: &SocketRef, shown: Shown) -> Result<Login, ApiError> {
        let Some(place) = socket.req_parts().extensions.get::<Place>() else {
            return Err(auth::required());
        };
        place.try_token()?;
        let login = shown.login(&self.app.auth).await?;
        place.claim(login.person.id)?;
        Ok(login)
    }

    async fn close_on_logout(self: Arc<Self>) {
        let mut logouts = self.app.auth.subscribe_logouts();
        loop {
            let gone = match logouts.recv().await {
                Ok(token_hash) => Some(token_hash),
                // Missed some: ask each socket's login anew by closing them all; they reconnect.
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => None,
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            };
            for namespace in NAMESPACES {
                let sockets = self
                    .io
                    .of(namespace)
                    .map(|ns| ns.sockets())
                    .unwrap_or_default();
                for socket in sockets {
                    let login = socket.extensions.get::<Login>();
                    let ends = gone
                        .as_ref()
                        .is_none_or(|hash| login.is_some_and(|login| login.token_hash == *hash));
                    if ends {
                        gate::cut_off(socket);
                    }
                }
            }
        }
    }

    /// Tells each session's last number now and then, so that a lost last event is noticed.
    async fn tell_heads(self: Arc<Self>) {
        let mut clock = tokio::time::interval(HEADS_EVERY);
        loop {
            clock.tick().await;
            let kinds = self.app.presences.streams();
            let streams: Vec<StreamId> = kinds.keys().copied().collect();
            let heads = match db::streams::heads(&self.app.db, &streams).await {
                Ok(heads) => heads,
                Err(error) => {
                    tracing::warn!(%error, "heads not read");
                    continue;
                }
            };
            for (stream, head) in heads {
                let kind = kinds.get(&stream).copied().unwrap_or_default();
                let Some(namespace) = self.io.of(namespace_of(kind)) else {
                    continue;
                };
                let heads = Heads {
                    heads: Pairs::from_iter([(stream, head)]),
                };
                let room = room(stream);
                // A full buffer loses it for one client; the next round brings it.
                let _ = namespace.to(room).emit(Heads::NAME, &heads).await;
            }
        }
    }
}

/// The Socket.IO room of a stream; only the server makes such names.
pub fn room(stream: impl Into<StreamId>) -> String {
    format!("stream:{}", stream.into())
}

/// Where a stream's sockets are.
fn namespace_of(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Session => SESSION_NAMESPACE,
        StreamKind::Room | StreamKind::Direct => CHAT_NAMESPACE,
    }
}

/// Sets on an accepted connection what notices a peer that no longer reads.
pub fn tune(stream: &tokio::net::TcpStream) {
    ping::tune(stream);
}

/// What the app needs of the sockets before they can be served.
pub struct Parts {
    pub publisher: Arc<SocketPublisher>,
    pub presences: Presences,
    pub online: Online,
    pub open: OpenSockets,
}

pub fn parts(io: &SocketIo) -> Parts {
    Parts {
        publisher: Arc::new(SocketPublisher::new(io.clone())),
        presences: Presences::new(io.clone()),
        online: Online::new(io.clone()),
        open: OpenSockets::new(io.clone()),
    }
}
