//! Gives failed server functions the status that their error stands for.
//!
//! A server function that fails answers 500 whatever the reason; the JSON says the real one.

use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::StatusCode;

/// The header by which a server function marks its failures.
const FAILED: &str = "serverfnerror";
/// No error is longer.
const LONGEST: usize = 64 * 1024;

pub async fn statuses(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let failed = response.status() == StatusCode::INTERNAL_SERVER_ERROR
        && response.headers().contains_key(FAILED);
    if !failed {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST).await else {
        let sentence = "Something failed on the server. Nothing was changed.";
        return ApiError::new(ErrorCode::ServerFailed, sentence).into_response();
    };
    if let Ok(error) = serde_json::from_slice::<ApiError>(&bytes) {
        parts.status = StatusCode::from_u16(error.status()).unwrap_or(parts.status);
    }
    Response::from_parts(parts, Body::from(bytes))
}
