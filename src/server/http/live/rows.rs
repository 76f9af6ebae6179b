//! `POST /api/datasets/<id>/rows`: rows for a live data set, as JSON, NDJSON or CSV, for its session's members.
//!
//! All of them are taken or none. They are on disk when this answers. What is sent again under the same
//! `Idempotency-Key` is stored once.

use crate::server::{
    app::App,
    auth::SignedIn,
    engine::{Append, Form},
    http::member,
};
use crate::shared::{api_error::ApiError, error_code::ErrorCode, protocol::AppendRowsOk};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
};
use http::{HeaderMap, header::CONTENT_TYPE};

/// Longest key, in characters.
const MAX_KEY: usize = 200;

pub async fn append(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(dataset_id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<AppendRowsOk>, ApiError> {
    let dataset = member::dataset(&app, &login.person, &dataset_id).await?;
    let (form, key) = (form(&headers)?, key(&headers)?);
    let body = String::from_utf8(body.into()).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        malformed(format!("What was sent is not UTF-8: see byte {place}."))
    })?;
    let batch = Append { key, form, body };
    let (session, id) = (dataset.session, dataset.id);
    let appended = app.append_rows(session, &login.person, id, batch).await?;
    Ok(Json(appended))
}

fn form(headers: &HeaderMap) -> Result<Form, ApiError> {
    let said = headers
        .get(CONTENT_TYPE)
        .and_then(|said| said.to_str().ok());
    let said = said
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    match said.trim().to_ascii_lowercase().as_str() {
        "application/json" => Ok(Form::Json),
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonlines" => Ok(Form::Ndjson),
        "text/csv" => Ok(Form::Csv),
        _ => {
            let sentence = "Say what the rows are written as: Content-Type application/json, \
                            application/x-ndjson or text/csv.";
            Err(ApiError::new(ErrorCode::RequestMediaType, sentence))
        }
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = key.to_str().map(str::trim).unwrap_or_default();
    match key.len() {
        1..=MAX_KEY => Ok(Some(key.to_owned())),
        _ => Err(malformed(format!(
            "Idempotency-Key should have 1 to {MAX_KEY} letters, digits and signs."
        ))),
    }
}

fn malformed(sentence: String) -> ApiError {
    ApiError::new(ErrorCode::RequestMalformed, sentence)
}
