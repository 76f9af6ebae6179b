//! Why something cannot be done with a page of notes.

use super::{bytes::Malformed, page::Unfit};
use crate::shared::{api_error::ApiError, error_code::ErrorCode};

impl From<Malformed> for ApiError {
    fn from(Malformed(why): Malformed) -> Self {
        let sentence = format!("This is nothing that a page of notes takes: {why}.");
        Self::new(ErrorCode::NoteMalformed, sentence)
    }
}

impl From<Unfit> for ApiError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Malformed(malformed) => malformed.into(),
            Unfit::Spoilt => Malformed("it does not fit together").into(),
            Unfit::Behind => {
                let sentence =
                    "Something that this builds on is not here. Open the page once more.";
                Self::new(ErrorCode::NoteBehind, sentence)
            }
        }
    }
}

/// A page takes no more.
pub fn too_long(max: usize) -> ApiError {
    let sentence = format!("A page takes up to {max} characters. Go on on another page.");
    ApiError::new(ErrorCode::NoteTooLong, sentence)
}

/// What was shown is older than what is kept of each change.
pub fn too_old() -> ApiError {
    let sentence = "What you saw of this page is too old by now. Open it once more.";
    ApiError::new(ErrorCode::NoteBehind, sentence)
}

/// Of a person's connections one has the page open, and it is not this one.
pub fn not_open() -> ApiError {
    let sentence = "This connection has not opened that page of notes.";
    ApiError::new(ErrorCode::NoteUnknown, sentence)
}

/// A caret belongs to whoever said first where it is.
pub fn not_yours() -> ApiError {
    let sentence = "That caret is somebody else’s.";
    ApiError::new(ErrorCode::NoteNotYours, sentence)
}

pub fn not_now() -> ApiError {
    let sentence = "The server is busy. Trying again.";
    ApiError::new(ErrorCode::ServerUnavailable, sentence).retry_after(1_000)
}
