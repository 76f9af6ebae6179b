//! The one error that leaves the server: a code for programs, a sentence for people.

use super::error_code::ErrorCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Goes out as `{"err": …}` in acks, as JSON from HTTP routes and server functions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// `subject/reason`, fixed: `chat/too-long`, `auth/required`, `session/refused`.
    pub code: ErrorCode,
    /// A sentence that can be shown as it stands.
    pub message: String,
    /// When trying again may help: how long to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_ms: Option<u64>,
}

impl ApiError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
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
        self.code.status()
    }
}
