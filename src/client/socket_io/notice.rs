//! What a socket tells its owner, and the errors that this side of the wire makes up itself.

use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use serde_json::Value;

/// Sent in order, never while another notice is being handled.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The namespace is joined; emits go out from here on.
    Connected,
    /// Waiting for the next attempt, `in_ms` from now. Also sent right after a connection was lost.
    Reconnecting {
        in_ms: u64,
        attempt: u32,
    },
    /// Something on the way lets plain requests through and WebSocket not; or no longer so, as far as
    /// it can be known. [`Notice::Connected`] says that too.
    Blocked(bool),
    /// The server refused the namespace or the handshake; not tried again by itself.
    Refused(ApiError),
    Event {
        name: String,
        data: Value,
    },
}

pub(super) fn offline() -> ApiError {
    ApiError::new(
        ErrorCode::ClientOffline,
        "There is no connection to the server.",
    )
}

pub(super) fn timed_out() -> ApiError {
    ApiError::new(
        ErrorCode::ClientTimeout,
        "The server did not answer in time.",
    )
}

pub(super) fn busy() -> ApiError {
    ApiError::new(
        ErrorCode::ClientBusy,
        "Too much is on its way already. It goes out as soon as there is room.",
    )
    .retry_after(500)
}

pub(super) fn too_large() -> ApiError {
    ApiError::new(
        ErrorCode::RequestTooLarge,
        "This is too large to send. Shorten it and try again.",
    )
}

pub(super) fn unreadable() -> ApiError {
    ApiError::new(
        ErrorCode::ProtocolUnreadable,
        "The server's answer could not be read. Reload the page.",
    )
}

pub(super) fn sign_in_required() -> ApiError {
    ApiError::new(ErrorCode::AuthRequired, "Sign in to go on.")
}

/// Reads a CONNECT_ERROR message: a code first, then a sentence, as in `auth/required: Sign in.`
pub(super) fn refusal(message: &str) -> ApiError {
    let (code, sentence) = message.split_once(':').unwrap_or((message, ""));
    let sentence = sentence.trim();
    let is_code = code.contains('/') && !code.contains(char::is_whitespace);
    if !is_code {
        return ApiError::new(ErrorCode::SocketRefused, message);
    }
    let code = ErrorCode::from(code);
    match sentence {
        "" if code.is_auth() => ApiError {
            code,
            ..sign_in_required()
        },
        "" => ApiError::new(code, "The server refused the connection."),
        sentence => ApiError::new(code, sentence),
    }
}
