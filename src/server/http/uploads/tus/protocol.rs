//! What all answers of these addresses have in common: the version of the protocol, and what the server
//! can do.

use crate::server::app::App;
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSION: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");
const SPOKEN: HeaderValue = HeaderValue::from_static("1.0.0");
const EXTENSIONS: HeaderValue =
    HeaderValue::from_static("creation,creation-with-upload,termination,expiration");

/// Whether the address is that of one upload.
pub fn is_upload(path: &str) -> bool {
    path.starts_with("/api/uploads/")
}

/// Whether the protocol is spoken at the address.
pub fn is_tus(path: &str) -> bool {
    let of_session = path.starts_with("/api/sessions/") && path.ends_with("/uploads");
    is_upload(path) || of_session
}

/// The method that a `POST` stands for, where its sender can use no other.
pub fn overridden(headers: &HeaderMap) -> Option<Method> {
    headers.get(OVERRIDE)?.as_bytes().try_into().ok()
}

/// Says what is spoken, and refuses what speaks something else.
pub async fn protocol(State(app): State<App>, request: Request, next: Next) -> Response {
    if !is_tus(request.uri().path()) {
        return next.run(request).await;
    }
    let is_spoken = request.headers().get(RESUMABLE) == Some(&SPOKEN);
    let mut response = match (request.method(), is_spoken) {
        (&Method::OPTIONS, _) => abilities(app.config.max_upload),
        (_, true) => next.run(request).await,
        (_, false) => {
            let sentence = "Uploads here speak tus 1.0.0: send Tus-Resumable: 1.0.0.";
            let refusal = ApiError::new(ErrorCode::UploadVersion, sentence);
            let mut response = refusal.into_response();
            response.headers_mut().insert(VERSION, SPOKEN);
            response
        }
    };
    response.headers_mut().insert(RESUMABLE, SPOKEN);
    response
}

fn abilities(largest: u64) -> Response {
    let headers = [
        (VERSION, SPOKEN),
        (EXTENSION, EXTENSIONS),
        (MAX_SIZE, largest.into()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
