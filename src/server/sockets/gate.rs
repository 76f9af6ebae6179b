//! The gate before Socket.IO: no login, no handshake; and an Engine.IO session stays its owner's.
//!
//! The id in `?sid=` is a bearer secret that Engine.IO ties to nobody. Here it is tied to the
//! login that opened it. Who can set no headers says `?auth=token`, opens a session that is nobody's
//! yet, and shows the token at each namespace's door; without one there it closes by itself.

use crate::server::auth::Login;
use crate::shared::{api_error::ApiError, ids::PersonId};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Whose Engine.IO sessions are whose, while they were opened by polling.
#[derive(Clone, Default)]
pub struct Sids(Arc<Mutex<HashMap<String, (Owner, Instant)>>>);

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
pub async fn gate(State(sids): State<Sids>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/socket.io") {
        return next.run(request).await;
    }
    let query = request.uri().query().unwrap_or_default();
    let login = request.extensions().get::<Login>();
    let owner = login.map(|login| login.person.id);
    if owner.is_none() && sid(query).is_none() && !brings_a_token_later(query) {
        return refuse(401, "auth/required", "Sign in first.");
    }
    match sid(query) {
        Some(sid) if sids.belongs(sid, owner) => next.run(request).await,
        Some(_) if owner.is_none() => refuse(401, "auth/required", "Sign in first."),
        Some(_) => refuse(403, "session/refused", "This connection is not yours."),
        None if request.headers().contains_key("upgrade") => next.run(request).await,
        None => remember_opened(&sids, owner, next.run(request).await).await,
    }
}

/// The words are no secret: the token itself never stands in an address.
fn brings_a_token_later(query: &str) -> bool {
    query.split('&').any(|pair| pair == "auth=token")
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
        return refuse(500, "server/failed", "The connection could not be opened.");
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

fn refuse(status: u16, code: &str, sentence: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    (status, axum::Json(ApiError::new(code, sentence))).into_response()
}
