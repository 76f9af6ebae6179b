//! The login layer: who sends this request, for everything behind it.

use super::{Auth, Credential, Login};
use crate::server::error::ServerError;
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::request::Parts;

/// Puts the [`Login`] into the request's extensions when its cookie or its token has one. Refuses
/// nobody but a token that is not good.
pub async fn layer(State(auth): State<Auth>, mut request: Request, next: Next) -> Response {
    // The program itself is the same for everyone.
    if request.uri().path().starts_with("/pkg/") {
        return next.run(request).await;
    }
    match auth.login_of(request.headers()).await {
        Ok(Some(login)) => {
            request.extensions_mut().insert(login);
        }
        Ok(None) => {}
        Err(ServerError::Refused(refusal)) => return refusal.into_response(),
        // Not “signed out”: that would send people to the login page while the database rests.
        Err(error) => {
            tracing::error!(%error, "login not read");
            let sentence = "The server does not answer. Try again in a moment.";
            return ApiError::new(ErrorCode::ServerUnavailable, sentence)
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

/// The same, by cookie: 403 for a token.
pub struct ByCookie(pub Login);

impl<S: Sync> FromRequestParts<S> for ByCookie {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let SignedIn(login) = SignedIn::from_request_parts(parts, state).await?;
        match login.by {
            Credential::Cookie => Ok(Self(login)),
            Credential::Token => Err(cookie_only()),
        }
    }
}

/// What a token hears that reaches for the account.
pub fn cookie_only() -> ApiError {
    let sentence = "A token cannot do that. Sign in with your name and password.";
    ApiError::new(ErrorCode::AuthCookieOnly, sentence)
}

/// What someone hears who is not signed in.
pub fn required() -> ApiError {
    ApiError::new(ErrorCode::AuthRequired, "Sign in first.")
}
