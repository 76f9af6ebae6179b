//! [`ApiError`] as the error of server functions: the same JSON as everywhere else.

use super::Json;
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Wraps [`ApiError`], which lives on a floor that does not know Leptos.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(transparent)]
#[error("{0}")]
pub struct Failure(pub ApiError);

impl FromServerFnError for Failure {
    type Encoder = Json;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let code = match error {
            ServerFnErrorErr::Request(_) => ErrorCode::ClientOffline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                ErrorCode::RequestMalformed
            }
            _ => ErrorCode::ServerFailed,
        };
        let sentence = match code {
            ErrorCode::ClientOffline => "The server does not answer. Try again in a moment.",
            ErrorCode::RequestMalformed => "The server did not understand this request.",
            _ => "Something failed on the server. Nothing was changed.",
        };
        Self(ApiError::new(code, sentence))
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}
