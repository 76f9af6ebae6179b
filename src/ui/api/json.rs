//! JSON between a page and the server: written as everywhere, read by [`json::read_text`].

use crate::shared::json::{self, JsonError};
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Error;

/// The encoding of server functions' answers.
pub struct Json;

impl ContentType for Json {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Json {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Json {
    type Error = Error;

    fn encode(value: &T) -> Result<Bytes, Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Json {
    type Error = JsonError;

    fn decode(bytes: Bytes) -> Result<T, JsonError> {
        json::read_text(&String::from_utf8_lossy(&bytes))
    }
}
