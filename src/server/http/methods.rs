//! Methods that nothing here serves are refused before anything looks at the address.

use super::uploads::tus;
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, header::ALLOW};

const SERVED: &str = "GET, HEAD, POST";

pub async fn methods(request: Request, next: Next) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD | Method::POST => next.run(request).await,
        Method::PATCH | Method::DELETE if tus::is_upload(request.uri().path()) => {
            next.run(request).await
        }
        Method::OPTIONS
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::TRACE
        | Method::CONNECT => not_allowed(SERVED),
        _ => {
            let sentence = format!("This server knows no such method. It serves {SERVED}.");
            ApiError::new(ErrorCode::RequestUnknownMethod, sentence).into_response()
        }
    }
}

/// For an address that serves other methods than the one that was asked for.
pub fn not_allowed(served: &'static str) -> Response {
    let sentence = format!("This method is not served here. {served} are.");
    let mut response = ApiError::new(ErrorCode::RequestMethod, sentence).into_response();
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(served));
    response
}
