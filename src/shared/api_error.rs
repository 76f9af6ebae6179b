//! The one error that leaves the server: a code for programs, a sentence for people.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Goes out as `{"err": …}` in acks, as JSON from HTTP routes and server functions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// `subject/reason`, fixed: `chat/too-long`, `auth/required`, `session/refused`.
    pub code: String,
    /// A sentence that can be shown as it stands.
    pub message: String,
    /// When trying again may help: how long to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_ms: Option<u64>,
}

impl ApiError {
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            retry_ms: None,
        }
    }

    pub fn retry_after(mut self, ms: u64) -> Self {
        self.retry_ms = Some(ms);
        self
    }

    /// The HTTP status that says the same as the code.
    pub fn status(&self) -> u16 {
        match self.code.as_str() {
            "auth/required" | "auth/expired" | "auth/wrong" => 401,
            "session/refused"
            | "session/not-creator"
            | "request/cross-site"
            | "auth/cookie-only"
            | "account/closed"
            | "account/by-invitation"
            | "account/invitation-used"
            | "account/disabled" => 403,
            "session/unknown" | "person/unknown" | "token/unknown" | "dataset/unknown"
            | "run/unknown" | "message/unknown" => 404,
            "request/method" => 405,
            "request/too-slow" => 408,
            "request/unknown-method" => 501,
            "dataset/too-large" | "request/too-large" => 413,
            "dataset/unreadable" => 422,
            "request/upgrade" => 426,
            "rate/limited" | "auth/wait" => 429,
            "server/unavailable" | "server/disk" => 503,
            "server/full" | "server/disk-full" => 507,
            code if code.starts_with("server/") => 500,
            _ => 400,
        }
    }
}
