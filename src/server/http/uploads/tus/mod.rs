//! Files that come in pieces, by tus 1.0 (<https://tus.io/protocols/resumable-upload>): what broke off
//! goes on where it was.
//!
//! `POST /api/sessions/<uuid>/uploads` announces a file; `HEAD`, `PATCH` and `DELETE` of
//! `/api/uploads/<id>` ask how much is here, bring more, and cancel; so does a `POST` with `X-HTTP-Method-Override`.

mod ending;
mod find;
mod headers;
mod protocol;
mod writer;

pub use ending::{begin, remove_ended};
pub use protocol::{is_tus, is_upload, protocol};

use self::{
    find::{Found, find, unknown},
    headers::{Asked, answer, check_is_piece, length, metadata, offset, refuse_at},
    writer::{Came, bring, check_before},
};
use super::{
    another, discard,
    in_flight::{Kind, Others, Upload},
    incoming::{Announced, Incoming},
};
use crate::server::{
    app::App,
    auth::SignedIn,
    http::{member::Member, methods::not_allowed},
};
use crate::shared::{
    account::Person, api_error::ApiError, error_code::ErrorCode, protocol::UploadPhase,
};
use axum::{
    extract::{Path, Request, State, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header::LOCATION};
use std::time::Duration;

/// As many files of one person wait for their rest, in all sessions.
const MOST_PARKED: usize = 20;
/// How soon a request that waits for another looks whether it may stop waiting.
const LOOKS_AGAIN: Duration = Duration::from_millis(100);

/// Announces a file; a body is its first piece.
pub async fn create(
    State(app): State<App>,
    member: Result<Member, ApiError>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = body.into_data_stream();
    let opened = async {
        let member = member?;
        let has_body = check_creation(&parts.headers)?;
        let total = length(&parts.headers)?;
        let (file_name, add_as) = metadata(&parts.headers)?;
        let running = another(&app, &file_name);
        let announced = Announced {
            file_name,
            total: Some(total),
            kind: Kind::Resumable(add_as),
        };
        let allowed = |others: &Others| match (others.parked >= MOST_PARKED, has_body) {
            (true, _) => Err(too_many()),
            (false, true) => running(others),
            (false, false) => Ok(()),
        };
        let incoming = Incoming::open(&app, member, announced, allowed).await?;
        Ok((incoming, has_body))
    };
    let (incoming, has_body) = match opened.await {
        Ok(opened) => opened,
        Err(refusal) => {
            discard(body);
            return ApiError::into_response(refusal);
        }
    };
    let upload = incoming.share.upload.clone();
    let came = bring(app, incoming, has_body.then_some(body)).await;
    let created = |bytes, kept| answer(StatusCode::CREATED, &Asked::of(&upload, bytes), kept);
    let mut response = match came {
        Ok(Came::Parked(bytes)) => created(bytes, None),
        Ok(Came::Kept(added)) => created(upload.total(), Some(added.dataset_id)),
        Err((refusal, None)) => return refusal.into_response(),
        // It can go on all the same.
        Err((refusal, here)) => refuse_at(refusal, &upload, here),
    };
    let location = format!("/api/uploads/{}", upload.id());
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// Whether a body is the first piece.
fn check_creation(headers: &HeaderMap) -> Result<bool, ApiError> {
    if headers.contains_key(headers::DEFER_LENGTH) {
        let sentence =
            "This server has to know the length of a file beforehand: send Upload-Length.";
        return Err(ApiError::new(ErrorCode::RequestMalformed, sentence));
    }
    Ok(check_is_piece(headers).is_ok())
}

/// How much is here. Whoever still writes to it is stopped: its sender is back.
pub async fn head(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let SignedIn(login) = signed_in;
    let upload = match find(&app, &login.person, &id).await? {
        Found::Upload(upload) => upload,
        Found::Kept(asked, id) => return Ok(answer(StatusCode::OK, &asked, Some(id))),
    };
    let taking = app.uploads.take(&upload, None);
    tokio::pin!(taking);
    let share = loop {
        tokio::select! {
            share = &mut taking => break share,
            () = tokio::time::sleep(LOOKS_AGAIN) => if upload.is_being_read() {
                let asked = Asked::of(&upload, upload.total());
                return Ok(answer(StatusCode::OK, &asked, None));
            },
        }
    };
    if !share.is_there() {
        return ended(&app, &login.person, &id).await;
    }
    let part = app.config.part(upload.id());
    let bytes = tokio::fs::metadata(part)
        .await
        .map_err(|_| unknown())?
        .len();
    Ok(answer(StatusCode::OK, &Asked::of(&upload, bytes), None))
}

/// Of an upload that ended while it was waited for.
async fn ended(app: &App, person: &Person, id: &str) -> Result<Response, ApiError> {
    match find(app, person, id).await? {
        Found::Kept(asked, id) => Ok(answer(StatusCode::OK, &asked, Some(id))),
        Found::Upload(_) => Err(unknown()),
    }
}

/// Brings more. Who writes to it already is stopped, and what they brought is kept.
pub async fn patch(
    State(app): State<App>,
    signed_in: Result<SignedIn, ApiError>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = body.into_data_stream();
    match open(&app, signed_in, id, &parts.headers).await {
        Ok(Opened::Incoming(incoming)) => {
            let upload = incoming.share.upload.clone();
            match bring(app, *incoming, Some(body)).await {
                Ok(Came::Parked(bytes)) => {
                    answer(StatusCode::NO_CONTENT, &Asked::of(&upload, bytes), None)
                }
                Ok(Came::Kept(added)) => {
                    let asked = Asked::of(&upload, upload.total());
                    answer(StatusCode::NO_CONTENT, &asked, Some(added.dataset_id))
                }
                Err((refusal, bytes)) => refuse_at(refusal, &upload, bytes),
            }
        }
        Ok(Opened::Answered(response)) => {
            discard(body);
            response
        }
        Err(refusal) => {
            discard(body);
            refusal.into_response()
        }
    }
}

/// What a `PATCH` finds.
enum Opened {
    Incoming(Box<Incoming>),
    /// Nothing is to be written.
    Answered(Response),
}

async fn open(
    app: &App,
    signed_in: Result<SignedIn, ApiError>,
    id: Result<Path<String>, PathRejection>,
    headers: &HeaderMap,
) -> Result<Opened, ApiError> {
    let SignedIn(login) = signed_in?;
    let Path(id) = id.map_err(|_| unknown())?;
    let found = find(app, &login.person, &id).await?;
    check_is_piece(headers)?;
    let at = offset(headers)?;
    let answered = |asked: &Asked, kept| match at == asked.bytes {
        true => Opened::Answered(answer(StatusCode::NO_CONTENT, asked, kept)),
        false => Opened::Answered(headers::wrong_offset(asked)),
    };
    let upload = match found {
        Found::Upload(upload) => upload,
        // Its answer was lost with the line.
        Found::Kept(asked, id) => return Ok(answered(&asked, Some(id))),
    };
    if upload.is_being_read() && at != upload.total() {
        return Ok(answered(&Asked::of(&upload, upload.total()), None));
    }
    let share = app.uploads.take(&upload, None).await;
    if !share.is_there() {
        return match find(app, &login.person, &id).await? {
            Found::Kept(asked, id) => Ok(answered(&asked, Some(id))),
            Found::Upload(_) => Err(unknown()),
        };
    }
    another(app, &upload.progress().name)(&app.uploads.beside(&upload))?;
    let Some(incoming) = Incoming::reopen(app, share).await? else {
        return Err(unknown());
    };
    let here = incoming.received() as u64;
    let refused = match here == at {
        false => Some(headers::wrong_offset(&Asked::of(&upload, here))),
        true => match check_before(&incoming.part, here, headers).await {
            Ok(()) => headers::too_long(headers, &upload, here),
            Err(refusal) => Some(refuse_at(refusal, &upload, Some(here))),
        },
    };
    match refused {
        None => Ok(Opened::Incoming(Box::new(incoming))),
        Some(response) => {
            incoming.park(None).await;
            Ok(Opened::Answered(response))
        }
    }
}

/// What another method asks for, from a sender that can use none but `POST`.
pub async fn post(
    State(app): State<App>,
    signed_in: Result<SignedIn, ApiError>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let method = protocol::overridden(request.headers());
    if method == Some(Method::PATCH) {
        return patch(State(app), signed_in, id, request).await;
    }
    discard(request.into_body().into_data_stream());
    let asked = async {
        let (signed_in, id) = (signed_in?, id.map_err(|_| unknown())?);
        match method {
            Some(Method::HEAD) => head(State(app), signed_in, id).await,
            Some(Method::DELETE) => {
                let cancelled = cancel(State(app), signed_in, id).await;
                cancelled.map(IntoResponse::into_response)
            }
            _ => Ok(not_allowed("HEAD, PATCH, DELETE")),
        }
    };
    asked.await.into_response()
}

/// Ends an upload, for its sender and for whoever else is in the session; also one by plain POST.
pub async fn cancel(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let upload = find::of_member(&app, &login.person, &id).await?;
    let share = app.uploads.take(&upload, Some(&login.person)).await;
    if share.is_there() {
        let why = super::broken::cancelled(&login.person);
        ending::remove(&app, share, why.message);
    }
    match was_kept(&upload) {
        true => Err(unknown()),
        false => Ok(StatusCode::NO_CONTENT),
    }
}

/// Whether it became a data set before it could be cancelled.
fn was_kept(upload: &Upload) -> bool {
    upload.progress().phase == UploadPhase::Done
}

fn too_many() -> ApiError {
    let sentence = format!(
        "{MOST_PARKED} of your files wait for their rest. Resume one of them, or cancel it, then send \
         this one again."
    );
    ApiError::new(ErrorCode::UploadTooMany, sentence)
}
