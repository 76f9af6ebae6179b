//! Why the server could not do something. The inside goes to the log, a sentence to the person.

use super::db::Trouble;
use crate::shared::{api_error::ApiError, error_code::ErrorCode};

#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    #[error("json: {0}")]
    Json(#[from] serde_json::Error),
    /// A person's mistake or a refusal: passes through as it is.
    #[error("{0}")]
    Refused(#[from] ApiError),
    #[error(
        "row {n} was written by a newer Tandem (version {version}; this one reads up to {known})"
    )]
    NewerRow { n: i64, version: i64, known: i64 },
    #[error("{0}")]
    Internal(String),
}

impl ServerError {
    /// What stood in the way, when it was no fault of the request.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Database(error) => Trouble::of(error),
            Self::Io(error) => Trouble::of_io(error),
            _ => None,
        }
    }
}

impl From<ServerError> for ApiError {
    /// Logs the inside once, under an id that the sentence carries.
    fn from(error: ServerError) -> Self {
        let error = match error {
            ServerError::Refused(refused) => return refused,
            ServerError::NewerRow { .. } => {
                tracing::error!(%error, "request refused");
                let sentence = "This was continued with a newer Tandem than the one that runs here now. \
                                It can be read again once that one is back.";
                return ApiError::new(ErrorCode::ServerOlder, sentence);
            }
            other => other,
        };
        if let Some(trouble) = error.trouble() {
            // The log hears once that there is trouble, not at each request (`db::Health`).
            tracing::debug!(%error, "request refused");
            return trouble.into();
        }
        let request_id = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
        tracing::error!(%request_id, %error, "request failed");
        ApiError::new(
            ErrorCode::ServerFailed,
            format!("Something failed on the server; nothing was changed. Reference {request_id}."),
        )
    }
}
