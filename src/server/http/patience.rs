//! Nobody waits for ever for a page or a form: when the database says nothing, that is the answer.
//!
//! What takes its time by nature (files, rows, analyses, sockets) has limits of its own.

use crate::{server::db::Trouble, shared::api_error::ApiError};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::time::Duration;
use tokio::time::timeout;

const ANSWERED_WITHIN: Duration = Duration::from_millis(4_500);

const WITH_LIMITS_OF_THEIR_OWN: [&str; 5] = [
    "/socket.io/",
    "/api/sessions/",
    "/api/datasets/",
    "/api/uploads/",
    "/api/search",
];

pub async fn patience(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if WITH_LIMITS_OF_THEIR_OWN
        .iter()
        .any(|start| path.starts_with(start))
    {
        return next.run(request).await;
    }
    timeout(ANSWERED_WITHIN, next.run(request))
        .await
        .unwrap_or_else(|_| ApiError::from(Trouble::NoAnswer).into_response())
}
