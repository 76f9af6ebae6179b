//! `/account`: the page with its plain forms, the export, and the end of an account. By cookie only.
//!
//! A form that did what it should goes back to the page, which says so; one that did not is answered
//! with the page, the sentence at its field. Programs get JSON.

use super::Print;
use super::tokens::{found, malformed, wants_a_page};
use crate::server::{
    app::App,
    auth::{self, ByCookie, CookieForm, Knock, Login},
};
use crate::shared::{
    account_page::{AccountField, AccountPage, DeletePage, Words},
    api_error::ApiError,
    error_code::ErrorCode,
    look::{Announcements, COLORS, Density, Look, Motion, Shortcuts, Sound, Theme},
};
use axum::{
    Extension, Form, Json, Router,
    extract::{FromRequestParts, Query, State, rejection::FormRejection},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use serde::Deserialize;

const PAGE: &str = "/account";

#[derive(Clone)]
pub struct Prints {
    pub account: Print<AccountPage>,
    pub delete: Print<DeletePage>,
}

pub fn router(app: App, prints: Prints) -> Router {
    Router::new()
        .route("/account", get(page))
        .route("/account/delete", get(delete_page))
        .route("/api/account/name", post(name))
        .route("/api/account/password", post(password))
        .route("/api/account/look", post(look))
        .route("/api/account/sign_out", post(sign_out))
        .route("/api/account/export", get(export))
        .route("/api/account/delete", post(delete))
        .layer(Extension(prints))
        .with_state(app)
}

/// Who sent a form, and how its answer is to look.
struct Sender {
    login: Login,
    knock: Knock,
    headers: HeaderMap,
}

impl FromRequestParts<App> for Sender {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let ByCookie(login) = ByCookie::from_request_parts(parts, app).await?;
        let address = auth::address(parts, &app.config);
        let knock = Knock::new(address, &parts.headers, app.auth.cookie());
        Ok(Self {
            login,
            knock,
            headers: parts.headers.clone(),
        })
    }
}

impl Sender {
    fn wants_a_page(&self) -> bool {
        wants_a_page(&self.headers)
    }

    /// After what was done.
    fn done(&self, what: &str) -> Response {
        match self.wants_a_page() {
            true => Redirect::to(&format!("{PAGE}?done={what}")).into_response(),
            false => StatusCode::NO_CONTENT.into_response(),
        }
    }
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// What the address says was done, as a sentence.
fn sentence(done: &str) -> Option<&'static str> {
    Some(match done {
        "name" => "You have a new name.",
        "password" => "The password is changed. Every other device is signed out.",
        "look" => "Saved. It holds in every browser you sign in at.",
        "signed-out" => "Signed out there.",
        _ => return None,
    })
}

async fn page(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    Query(done): Query<Done>,
    login: Result<ByCookie, ApiError>,
) -> Result<Response, ApiError> {
    let login = match login {
        Ok(ByCookie(login)) => login,
        Err(refusal) if refusal.code == ErrorCode::AuthRequired => {
            return Ok(found(&format!("/login?next={PAGE}")));
        }
        Err(refusal) => return Err(refusal),
    };
    let page = AccountPage {
        done: sentence(&done.done),
        ..shown(&app, login).await?
    };
    Ok(document((prints.account)(page), 200))
}

async fn shown(app: &App, login: Login) -> Result<AccountPage, ApiError> {
    Ok(AccountPage {
        devices: app.auth.devices(&login).await?,
        tokens: app.auth.tokens(&login.person).await?.len(),
        look: login.look,
        me: login.person,
        done: None,
        problem: None,
        typed: None,
    })
}

/// The page again, with a sentence at a field; for programs the refusal.
async fn refused(
    app: &App,
    prints: &Prints,
    sender: Sender,
    at: AccountField,
    refusal: ApiError,
    typed: Option<String>,
) -> Result<Response, ApiError> {
    if !sender.wants_a_page() {
        return Err(refusal);
    }
    let status = refusal.status();
    let page = AccountPage {
        problem: Some((at, refusal.message)),
        typed,
        ..shown(app, sender.login).await?
    };
    Ok(document((prints.account)(page), status))
}

fn document(html: String, status: u16) -> Response {
    let mut response = Html(html).into_response();
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let keep_nothing = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, keep_nothing);
    response
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewName {
    name: String,
}

async fn name(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    sender: Sender,
    form: Result<Form<NewName>, FormRejection>,
) -> Result<Response, ApiError> {
    let Form(NewName { name }) = form.map_err(|_| malformed())?;
    match app.rename_person(sender.login.person.id, &name).await {
        Ok(_) => Ok(sender.done("name")),
        Err(refusal) => {
            let typed = Some(name.chars().take(64).collect());
            refused(&app, &prints, sender, AccountField::Name, refusal, typed).await
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    current: String,
    password: String,
    /// For password managers; says nothing that the login does not.
    #[serde(default, rename = "username")]
    _username: String,
}

async fn password(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    sender: Sender,
    form: Result<Form<NewPassword>, FormRejection>,
) -> Result<Response, ApiError> {
    let Form(sent) = form.map_err(|_| malformed())?;
    let (me, knock) = (&sender.login.person, &sender.knock);
    if let Err(refusal) = app.auth.check_password(me, &sent.current, knock).await {
        let (at, refusal) = (AccountField::Current, not_yours(refusal));
        return refused(&app, &prints, sender, at, refusal, None).await;
    }
    let here = Some((&sender.login, knock.browser.as_ref()));
    match app.auth.set_password(me, &sent.password, here).await {
        Ok(()) => Ok(sender.done("password")),
        Err(refusal) => {
            let at = AccountField::Password;
            refused(&app, &prints, sender, at, refusal, None).await
        }
    }
}

/// Who is signed in knows their name: only the password can be wrong. And they stay signed in.
fn not_yours(refusal: ApiError) -> ApiError {
    match refusal.code {
        ErrorCode::AuthWrong => ApiError::new(
            ErrorCode::AccountPasswordWrong,
            "That is not your password.",
        ),
        _ => refusal,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewLook {
    color: u8,
    theme: String,
    density: String,
    motion: String,
    sound: String,
    announcements: String,
    shortcuts: String,
}

impl NewLook {
    fn read(self) -> Option<Look> {
        Some(Look {
            color: Some(self.color).filter(|color| (1..=COLORS).contains(color))?,
            theme: Theme::of(&self.theme)?,
            density: Density::of(&self.density)?,
            motion: Motion::of(&self.motion)?,
            sound: Sound::of(&self.sound)?,
            announcements: Announcements::of(&self.announcements)?,
            shortcuts: Shortcuts::of(&self.shortcuts)?,
        })
    }
}

async fn look(
    State(app): State<App>,
    sender: Sender,
    form: Result<Form<NewLook>, FormRejection>,
) -> Result<Response, ApiError> {
    let Form(sent) = form.map_err(|_| malformed())?;
    let look = sent.read().ok_or_else(malformed)?;
    app.auth.set_look(sender.login.person.id, look).await?;
    Ok(sender.done("look"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignOut {
    /// One device, or `others`.
    device: String,
}

async fn sign_out(
    State(app): State<App>,
    sender: Sender,
    form: Result<Form<SignOut>, FormRejection>,
) -> Result<Response, ApiError> {
    let Form(SignOut { device }) = form.map_err(|_| malformed())?;
    let (login, auth) = (&sender.login, &app.auth);
    match device.as_str() {
        "others" => {
            auth.sign_out_elsewhere(login.person.id, Some(login))
                .await?
        }
        device => auth.sign_out(login.person.id, device).await?,
    }
    Ok(sender.done("signed-out"))
}

async fn export(State(app): State<App>, ByCookie(login): ByCookie) -> Result<Response, ApiError> {
    let export = app.export(&login.person).await?;
    let mut response = Json(export).into_response();
    let as_file = HeaderValue::from_static("attachment; filename=\"tandem-export.json\"");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, as_file);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn delete_page(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    login: Result<ByCookie, ApiError>,
) -> Result<Response, ApiError> {
    match login {
        Ok(ByCookie(login)) => {
            let page = leaving(&app, login, None).await?;
            Ok(document((prints.delete)(page), 200))
        }
        Err(refusal) if refusal.code == ErrorCode::AuthRequired => {
            Ok(found(&format!("/login?next={PAGE}/delete")))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn leaving(app: &App, login: Login, problem: Option<String>) -> Result<DeletePage, ApiError> {
    let (sessions, messages) = app.leaving(login.person.id).await?;
    let (alone, shared): (Vec<_>, Vec<_>) = sessions.into_iter().partition(|one| one.alone);
    let heir = |one: &crate::server::accounts::Leaving| one.heir.as_ref().map(|h| h.name.clone());
    Ok(DeletePage {
        me: login.person,
        look: login.look,
        alone: alone.into_iter().map(|one| one.title).collect(),
        shared: shared
            .iter()
            .map(|one| (one.title.clone(), heir(one)))
            .collect(),
        messages,
        problem,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Delete {
    current: String,
    /// `stay` or `go`.
    words: String,
}

async fn delete(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    sender: Sender,
    form: Result<Form<Delete>, FormRejection>,
) -> Result<Response, ApiError> {
    let Form(sent) = form.map_err(|_| malformed())?;
    let words = Words::of(&sent.words).ok_or_else(malformed)?;
    let (me, knock) = (sender.login.person.clone(), &sender.knock);
    if let Err(refusal) = app.auth.check_password(&me, &sent.current, knock).await {
        let refusal = not_yours(refusal);
        if !sender.wants_a_page() {
            return Err(refusal);
        }
        let status = refusal.status();
        let page = leaving(&app, sender.login, Some(refusal.message)).await?;
        return Ok(document((prints.delete)(page), status));
    }
    // Goes on when its sender leaves: half an account is none.
    let work = app.clone();
    let deleted = tokio::spawn(async move { work.delete_person(&me, words).await }).await;
    deleted.map_err(|error| {
        tracing::error!(%error, "deleting an account ended in a panic");
        ApiError::new(
            ErrorCode::ServerFailed,
            "Something failed on the server. Try again.",
        )
    })??;
    let mut answer = match sender.wants_a_page() {
        true => Redirect::to("/").into_response(),
        false => StatusCode::NO_CONTENT.into_response(),
    };
    clear(&mut answer, app.auth.cookie());
    Ok(answer)
}

fn clear(answer: &mut Response, cookie: CookieForm) {
    if let Ok(gone) = HeaderValue::from_str(&cookie.clear()) {
        answer.headers_mut().append(header::SET_COOKIE, gone);
    }
}
