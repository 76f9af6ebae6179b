//! Why a value is not the type that was asked for.
//!
//! The server says it in words to whoever sent the value. A page takes its words from the server's
//! answers, so it carries none of this: there a [`JsonError`] is empty, and all that would write it goes.

use std::fmt;

#[cfg(not(target_arch = "wasm32"))]
type Words = String;
#[cfg(target_arch = "wasm32")]
type Words = ();

#[derive(Debug)]
pub struct JsonError(Words);

impl serde::de::Error for JsonError {
    #[cfg(not(target_arch = "wasm32"))]
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self(words.to_string())
    }

    #[cfg(target_arch = "wasm32")]
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(())
    }
}

impl std::error::Error for JsonError {}

impl fmt::Display for JsonError {
    #[cfg(not(target_arch = "wasm32"))]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }

    #[cfg(target_arch = "wasm32")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("This could not be read.")
    }
}
