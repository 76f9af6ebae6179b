//! The answer to a client event: `{"ok": …}` or `{"err": …}`.

use crate::shared::api_error::ApiError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Ack<T> {
    #[serde(rename = "ok")]
    Ok(T),
    #[serde(rename = "err")]
    Err(ApiError),
}

impl<T> From<Result<T, ApiError>> for Ack<T> {
    fn from(result: Result<T, ApiError>) -> Self {
        match result {
            Ok(value) => Self::Ok(value),
            Err(error) => Self::Err(error),
        }
    }
}

impl<T> From<Ack<T>> for Result<T, ApiError> {
    fn from(ack: Ack<T>) -> Self {
        match ack {
            Ack::Ok(value) => Ok(value),
            Ack::Err(error) => Err(error),
        }
    }
}
