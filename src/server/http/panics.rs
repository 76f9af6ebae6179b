//! A handler that panics answers 500 with a sentence, and its connection lives on.

use crate::server::caught::{caught, failed};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};

pub async fn panics(request: Request, next: Next) -> Response {
    let answered = caught(next.run(request)).await;
    answered.unwrap_or_else(|| failed().into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use tower::ServiceExt;

    async fn fails() -> &'static str {
        panic!("on purpose")
    }

    #[tokio::test]
    async fn a_handler_that_panics_answers_with_a_sentence() {
        let router = Router::new().route("/", get(fails)).layer(from_fn(panics));
        let request = Request::get("/").body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 500);
        let body = axum::body::to_bytes(answer.into_body(), 1_000)
            .await
            .unwrap();
        assert!(body.starts_with(b"{\"code\":\"server/failed\""), "{body:?}");
    }
}
