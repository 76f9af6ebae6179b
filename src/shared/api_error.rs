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
    /// Of rows that do not fit: the first of them, from 1. The line of CSV and NDJSON, the place in an array of JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub row: Option<u64>,
    /// The column in which it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub column: Option<String>,
}

impl ApiError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry_ms: None,
            row: None,
            column: None,
        }
    }

    /// Names the place in what was sent, as far as there is one.
    pub fn at(self, row: Option<u64>, column: Option<String>) -> Self {
        Self {
            row,
            column,
            ..self
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
