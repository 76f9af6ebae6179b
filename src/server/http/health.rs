//! For whoever watches the server: is it alive, can it work.

use crate::server::app::App;
use crate::shared::api_error::ApiError;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;

/// Alive: answers while the process runs.
pub async fn alive() -> &'static str {
    "ok"
}

/// Ready: what is written is stored. Otherwise 503, and what stands in the way.
pub async fn ready(State(app): State<App>) -> Response {
    match app.readiness.check().await {
        Ok(()) => "ready".into_response(),
        Err(trouble) => {
            let error = Json(ApiError::from(trouble));
            (StatusCode::SERVICE_UNAVAILABLE, error).into_response()
        }
    }
}
