//! [`ApiError`] as a response: its status, its JSON, and when to try again.

use crate::shared::api_error::ApiError;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let retry = self
            .retry_ms
            .map(|ms| HeaderValue::from(ms.div_ceil(1_000)));
        let mut response = (status, Json(self)).into_response();
        if let Some(seconds) = retry {
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}
