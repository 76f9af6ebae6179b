//! The answer to a client event: `{"ok": …}` or `{"err": …}`.

use crate::shared::api_error::ApiError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};

#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
pub enum Ack<T> {
    #[serde(rename = "ok")]
    Ok(T),
    #[serde(rename = "err")]
    Err(ApiError),
}

/// As a struct of one field: socketioxide finds bytes in structs and makes attachments of them, not in enums.
impl<T: Serialize> Serialize for Ack<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut ack = serializer.serialize_struct("Ack", 1)?;
        match self {
            Self::Ok(value) => ack.serialize_field("ok", value)?,
            Self::Err(error) => ack.serialize_field("err", error)?,
        }
        ack.end()
    }
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
