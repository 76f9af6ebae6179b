//! For whoever watches the server: is it alive, can it work.

use crate::server::app::App;
use crate::shared::api_error::ApiError;
use axum::extract::State;

/// Alive: answers while the process runs.
pub async fn alive() -> &'static str {
    "ok"
}

/// Ready: the database answers.
pub async fn ready(State(app): State<App>) -> Result<&'static str, ApiError> {
    match app.db.ping().await {
        Ok(()) => Ok("ready"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Err(ApiError::new(
                "server/unavailable",
                "The database does not answer.",
            ))
        }
    }
}
