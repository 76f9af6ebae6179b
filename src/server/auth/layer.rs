//! The login layer: who sends this request, for everything behind it.

use super::Login;
use crate::server::app::App;
use crate::shared::api_error::ApiError;
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::request::Parts;

/// Puts the [`Login`] into the request's extensions when its cookie has one. Refuses nobody.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    // The program itself is the same for everyone.
    if request.uri().path().starts_with("/pkg/") {
        return next.run(request).await;
    }
    match app.auth.login_of(request.headers()).await {
        Ok(Some(login)) => {
            request.extensions_mut().insert(login);
        }
        Ok(None) => {}
        // Not “signed out”: that would send people to the login page while the database rests.
        Err(error) => {
            tracing::error!(%error, "login not read");
            let sentence = "The server does not answer. Try again in a moment.";
            return ApiError::new("server/unavailable", sentence)
                .retry_after(2_000)
                .into_response();
        }
    }
    next.run(request).await
}

/// Asks for a signed-in person in front of a route: 401 otherwise.
pub struct SignedIn(pub Login);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts
            .extensions
            .get::<Login>()
            .cloned()
            .map(Self)
            .ok_or_else(required)
    }
}

/// What someone hears who is not signed in.
pub fn required() -> ApiError {
    ApiError::new("auth/required", "Sign in first.")
}
