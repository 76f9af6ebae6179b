//! Messages over the limit, over WebSocket: the connection itself refuses them, with a reason.

use super::MAX_MESSAGE_BYTES;
use crate::server::connections::Link;
use axum::{extract::Request, http::StatusCode, middleware::Next, response::Response};

/// Middleware directly around the Socket.IO layer.
pub async fn limit(mut request: Request, next: Next) -> Response {
    let link = request.extensions_mut().remove::<Link>();
    let response = next.run(request).await;
    if let (Some(link), StatusCode::SWITCHING_PROTOCOLS) = (link, response.status()) {
        link.speaks_web_socket(MAX_MESSAGE_BYTES);
    }
    response
}
