//! [`ApiError`] as the error of server functions: the same JSON as everywhere else.

use super::Json;
use crate::shared::api_error::ApiError;
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
            ServerFnErrorErr::Request(_) => "client/offline",
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => "request/malformed",
            _ => "server/failed",
        };
        let sentence = match code {
            "client/offline" => "The server does not answer. Try again in a moment.",
            "request/malformed" => "The server did not understand this request.",
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
