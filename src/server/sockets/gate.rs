//! The gate before Socket.IO: no login, no handshake; and an Engine.IO session stays its owner's.
//!
//! The id in `?sid=` is a bearer secret that Engine.IO ties to nobody. Here it is tied to the
//! login that opened it. Nobody opens more sessions than the connection_limit has places for. Who can set no
//! headers says `?auth=token`, opens a session that is nobody's yet, and shows the token at each
//! namespace's door; without one there it closes by itself.

use super::{connection_limit::ConnectionLimit, handshake};
use crate::server::{
    auth::{Login, address},
    config::Config,
    seldom::Seldom,
};
use crate::shared::{api_error::ApiError, error_code::ErrorCode, ids::PersonId};
use axum::{
    body::{Body, to_bytes},
    extract::{OriginalUri, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use socketioxide::extract::SocketRef;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// What the gate remembers between requests.
#[derive(Clone)]
pub struct Gate {
    config: Arc<Config>,
    sids: Sids,
    connection_limit: ConnectionLimit,
    seldom: Arc<Seldom>,
}

impl Gate {
    pub fn new(config: Arc<Config>) -> Self {
        Self {
            sids: Sids::default(),
            connection_limit: ConnectionLimit::new(config.sockets),
            config,
            seldom: Arc::default(),
        }
    }
}

/// Whose Engine.IO sessions are whose, while they were opened by polling.
#[derive(Clone, Default)]
struct Sids(Arc<Mutex<HashMap<String, (Owner, Instant)>>>);

/// None: opened without a login, and no login can use it.
type Owner = Option<PersonId>;

/// Polls come at least once a heartbeat; an owner not seen for longer is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(120);

impl Sids {
    fn remember(&self, sid: String, owner: Owner) {
        let now = Instant::now();
        let mut owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        owners.retain(|_, (_, seen)| now.duration_since(*seen) < FORGOTTEN_AFTER);
        owners.insert(sid, (owner, now));
    }

    fn belongs(&self, sid: &str, owner: Owner) -> bool {
        let mut owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match owners.get_mut(sid) {
            Some((known, seen)) if *known == owner => {
                *seen = Instant::now();
                true
            }
            _ => false,
        }
    }
}

/// Middleware around the Socket.IO layer; must run after the login layer.
pub async fn gate(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/socket.io") {
        return next.run(request).await;
    }
    let query = request.uri().query().unwrap_or_default();
    let login = request.extensions().get::<Login>();
    let owner = login.map(|login| login.person.id);
    let required = || ApiError::new(ErrorCode::AuthRequired, "Sign in first.").into_response();
    match sid(query) {
        Some(sid) if gate.sids.belongs(sid, owner) => {
            match handshake::lacks_upgrade(request.uri(), request.headers(), &gate.seldom) {
                Some(refusal) => refusal,
                None => next.run(request).await,
            }
        }
        Some(_) if owner.is_none() => required(),
        Some(_) => ApiError::new(ErrorCode::SessionRefused, "This connection is not yours.")
            .into_response(),
        None if owner.is_none() && !brings_a_token_later(query) => required(),
        None => open(&gate, owner, request, next).await,
    }
}

/// The words are no secret: the token itself never stands in an address.
fn brings_a_token_later(query: &str) -> bool {
    query.split('&').any(|pair| pair == "auth=token")
}

/// Lets a new session begin, if there is a place for it.
async fn open(gate: &Gate, owner: Owner, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match gate
        .connection_limit
        .enter(owner, address(&parts, &gate.config))
    {
        Ok(place) => parts.extensions.insert(place),
        Err(refusal) => return refusal.into_response(),
    };
    // Behind the connection_limit: who only asks whether there is a way hears of a full house too.
    if handshake::only_asks(parts.uri.query().unwrap_or_default()) {
        return StatusCode::NO_CONTENT.into_response();
    }
    if let Some(refusal) = handshake::lacks_upgrade(&parts.uri, &parts.headers, &gate.seldom) {
        return refusal;
    }
    detach_from_read_buffer(&mut parts);
    let upgrades = parts.headers.contains_key("upgrade");
    let response = next.run(Request::from_parts(parts, body)).await;
    if upgrades {
        return response;
    }
    remember_opened(&gate.sids, owner, response).await
}

/// Engine.IO keeps the handshake request for the connection's life; its URI and headers borrow the
/// 8 KB read buffer. Copies free the buffer.
fn detach_from_read_buffer(parts: &mut Parts) {
    parts.extensions.remove::<OriginalUri>();
    if let Ok(copy) = parts.uri.to_string().parse() {
        parts.uri = copy;
    }
    let copied = parts.headers.iter().filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    });
    let mut headers = HeaderMap::with_capacity(parts.headers.keys_len());
    for (name, value) in copied {
        headers.append(name, value);
    }
    parts.headers = headers;
}

/// Ends a socket whose person signed out. It hears nothing more, even while it reads nothing: one
/// whose buffer is full cannot be told, and is tried again until it is told or gone.
pub fn cut_off(socket: SocketRef) {
    socket.leave_all();
    tokio::spawn(async move {
        while socket.connected() && socket.clone().disconnect().is_err() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
}

fn sid(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("sid="))
}

/// Reads the new session's id from the handshake's answer, a packet of about 100 bytes.
async fn remember_opened(sids: &Sids, owner: Owner, response: Response) -> Response {
    if response.status() != StatusCode::OK {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, 64 * 1024).await else {
        return ApiError::new(
            ErrorCode::ServerFailed,
            "The connection could not be opened.",
        )
        .into_response();
    };
    let opened = bytes
        .strip_prefix(b"0")
        .and_then(|json| serde_json::from_slice::<serde_json::Value>(json).ok())
        .and_then(|packet| packet["sid"].as_str().map(str::to_owned));
    if let Some(sid) = opened {
        sids.remember(sid, owner);
    }
    Response::from_parts(parts, Body::from(bytes))
}
