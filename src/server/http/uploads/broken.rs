//! Why a file did not arrive whole, and the words for it.

use super::in_flight::Stopped;
use crate::shared::{account::Person, api_error::ApiError, error_code::ErrorCode, text::isolated};

#[derive(Clone, Debug)]
pub enum Broken {
    /// The connection broke off: nobody hears the answer, the other person hears what became of it.
    Line,
    Stopped(Stopped),
    Refused(ApiError),
}

impl From<ApiError> for Broken {
    fn from(refusal: ApiError) -> Self {
        Self::Refused(refusal)
    }
}

impl Broken {
    /// Why, for the sender of a file that ends with its request, or else waits for its rest.
    pub fn words(self, file_name: &str, waits: bool) -> ApiError {
        match self {
            Self::Line => {
                let sentence = "The file did not arrive whole.";
                ApiError::new(ErrorCode::RequestMalformed, sentence)
            }
            Self::Stopped(Stopped::Server) => {
                let rest = match waits {
                    true => "What is here is kept. Send the rest in a minute.",
                    false => "Send it again in a minute.",
                };
                let sentence = format!(
                    "The server is being restarted and {file_name} did not arrive whole. {rest}"
                );
                ApiError::new(ErrorCode::ServerUnavailable, sentence).retry_after(10_000)
            }
            Self::Stopped(Stopped::TakenOver) => {
                let sentence = format!("Another request goes on with {file_name}.");
                ApiError::new(ErrorCode::UploadTakenOver, sentence)
            }
            Self::Stopped(Stopped::Cancelled(by)) => cancelled(&by),
            Self::Refused(refusal) => refusal,
        }
    }
}

pub fn cancelled(by: &Person) -> ApiError {
    let sentence = format!("{} cancelled it.", isolated(&by.name));
    ApiError::new(ErrorCode::UploadCancelled, sentence)
}
