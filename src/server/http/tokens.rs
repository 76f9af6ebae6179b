//! Personal access tokens: their page, and what its forms do. By cookie only.
//!
//! A plain document: it needs no script, so it costs the browser's part nothing. The new secret
//! stands in the answer to the form that made it and nowhere else.

use super::Print;
use crate::server::{
    app::App,
    auth::{ByCookie, Login},
    db::now_ms,
};
use crate::shared::{
    access_token::{NewAccessToken, TokensPage},
    api_error::ApiError,
    error_code::ErrorCode,
};
use axum::{
    Extension, Form, Json, Router,
    extract::{State, rejection::FormRejection},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use uuid::Uuid;

const PAGE: &str = "/account/tokens";

type Render = Print<TokensPage>;

pub fn router(app: App, render: Render) -> Router {
    Router::new()
        .route("/account/tokens", get(page))
        .route("/api/create_token", post(create))
        .route("/api/revoke_token", post(revoke))
        .layer(Extension(render))
        .with_state(app)
}

async fn page(
    State(app): State<App>,
    Extension(render): Extension<Render>,
    login: Result<ByCookie, ApiError>,
) -> Result<Response, ApiError> {
    match login {
        Ok(ByCookie(login)) => document(&app, &render, login, None, None).await,
        Err(refusal) if refusal.code == ErrorCode::AuthRequired => {
            Ok(found(&format!("/login?next={PAGE}")))
        }
        Err(refusal) => Err(refusal),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Make {
    name: String,
    /// Empty: until it is revoked.
    #[serde(default)]
    days: String,
}

async fn create(
    State(app): State<App>,
    Extension(render): Extension<Render>,
    ByCookie(login): ByCookie,
    headers: HeaderMap,
    form: Result<Form<Make>, FormRejection>,
) -> Result<Response, ApiError> {
    let Form(wanted) = form.map_err(|_| malformed())?;
    let days = match wanted.days.trim() {
        "" => None,
        // What is no number is no possible number of days either.
        days => Some(days.parse().unwrap_or(0)),
    };
    let made = app
        .auth
        .create_token(&login.person, &wanted.name, days)
        .await;
    match made {
        made if !wants_a_page(&headers) => Ok(Json(made?).into_response()),
        Ok(made) => document(&app, &render, login, Some(made), None).await,
        Err(refusal) => document(&app, &render, login, None, Some(refusal)).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revoke {
    id: Uuid,
}

async fn revoke(
    State(app): State<App>,
    ByCookie(login): ByCookie,
    headers: HeaderMap,
    form: Result<Form<Revoke>, FormRejection>,
) -> Result<Response, ApiError> {
    let Form(Revoke { id }) = form.map_err(|_| malformed())?;
    let revoked = app.auth.revoke_token(&login.person, id).await;
    if wants_a_page(&headers) {
        // Gone is gone, also when another tab was first.
        return Ok(Redirect::to(PAGE).into_response());
    }
    revoked?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn document(
    app: &App,
    render: &Render,
    login: Login,
    made: Option<NewAccessToken>,
    problem: Option<ApiError>,
) -> Result<Response, ApiError> {
    let status = problem.as_ref().map_or(200, ApiError::status);
    let page = TokensPage {
        tokens: app.auth.tokens(&login.person).await?,
        look: login.look,
        me: login.person,
        made,
        problem: problem.map(|problem| problem.message),
        now: now_ms(),
    };
    let mut response = Html(render(page)).into_response();
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    // Not even the way back in the browser's history shows the secret again.
    let keep_nothing = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, keep_nothing);
    Ok(response)
}

pub(super) fn found(address: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, address)]).into_response()
}

pub(super) fn wants_a_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    accept.is_some_and(|types| types.to_str().is_ok_and(|t| t.contains("text/html")))
}

pub(super) fn malformed() -> ApiError {
    ApiError::new(
        ErrorCode::RequestMalformed,
        "The server did not understand this request.",
    )
}
