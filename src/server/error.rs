//! Why the server could not do something. The inside goes to the log, a sentence to the person.

use crate::shared::api_error::ApiError;

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
    #[error("{0}")]
    Internal(String),
}

impl From<ServerError> for ApiError {
    /// Logs the inside once, under an id that the sentence carries.
    fn from(error: ServerError) -> Self {
        let error = match error {
            ServerError::Refused(refused) => return refused,
            other => other,
        };
        let request_id = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
        tracing::error!(%request_id, %error, "request failed");
        ApiError::new(
            "server/failed",
            format!("Something failed on the server; nothing was changed. Reference {request_id}."),
        )
    }
}
