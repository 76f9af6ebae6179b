//! The gate before Socket.IO: no login, no handshake; and an Engine.IO session stays its owner's.
//!
//! The id in `?sid=` is a bearer secret that Engine.IO ties to nobody. Here it is tied to the
//! login that opened it.

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
pub struct Sids(Arc<Mutex<HashMap<String, (PersonId, Instant)>>>);

/// Polls come at least once a heartbeat; an owner not seen for longer is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(120);

impl Sids {
    fn remember(&self, sid: String, person: PersonId) {
        let now = Instant::now();
        let mut owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        owners.retain(|_, (_, seen)| now.duration_since(*seen) < FORGOTTEN_AFTER);
        owners.insert(sid, (person, now));
    }

    fn belongs(&self, sid: &str, person: PersonId) -> bool {
        let mut owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match owners.get_mut(sid) {
            Some((owner, seen)) if *owner == person => {
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
    let Some(person) = request
        .extensions()
        .get::<Login>()
        .map(|login| login.person.id)
    else {
        return refuse(401, "auth/required", "Sign in first.");
    };
    match sid(request.uri().query().unwrap_or_default()) {
        Some(sid) if sids.belongs(sid, person) => next.run(request).await,
        Some(_) => refuse(403, "session/refused", "This connection is not yours."),
        None if request.headers().contains_key("upgrade") => next.run(request).await,
        None => remember_opened(&sids, person, next.run(request).await).await,
    }
}

fn sid(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("sid="))
}

/// Reads the new session's id from the handshake's answer, a packet of about 100 bytes.
async fn remember_opened(sids: &Sids, person: PersonId, response: Response) -> Response {
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
        sids.remember(sid, person);
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn refuse(status: u16, code: &str, sentence: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    (status, axum::Json(ApiError::new(code, sentence))).into_response()
}
