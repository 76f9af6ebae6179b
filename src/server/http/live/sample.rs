//! `POST /api/sessions/<id>/live/sample`: begins a live data set with the built-in source.
//! `POST /api/datasets/<id>/sample?rate=10&on=true`: starts the source, stops it, or sets its rate.
//!
//! Programs get JSON; a form goes back to the session.

use super::create::{Begin, Begun, NewColumn, begin};
use crate::server::{
    app::App,
    auth::SignedIn,
    engine::Keep,
    http::{
        member::{self, Member},
        tokens::wants_a_page,
    },
    samples,
};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::SessionId,
    protocol::Stored,
    session::datasets::{FIRST_RATE, RunSample},
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::{IntoResponse, Redirect, Response},
};
use http::HeaderMap;
use serde::{Deserialize, Serialize};

/// Some 100 s at the highest rate.
const KEPT_ROWS: u64 = 100_000;

pub async fn start(
    State(app): State<App>,
    member: Member,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (session, by) = (member.session, member.person.id);
    let columns = samples::COLUMNS.map(|(name, column_type)| NewColumn {
        name: name.into(),
        column_type,
    });
    let sample = Begin {
        name: Some(samples::NAME.into()),
        columns: columns.into(),
        from: None,
        keep: Keep::Rows(KEPT_ROWS),
        sample: Some(FIRST_RATE),
    };
    let dataset_id = begin(&app, member, sample).await?;
    app.samples.wake(session, by).await;
    Ok(answer(&headers, session, Begun { dataset_id }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// As it is where it is not said, and so is `on`.
    rate: Option<i64>,
    on: Option<bool>,
}

pub async fn set(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(dataset_id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let dataset = member::dataset(&app, &login.person, &dataset_id).await?;
    let Query(Asked { rate, on }) = asked.map_err(|_| {
        let sentence = "Ask for /api/datasets/<id>/sample?rate=10&on=true.";
        ApiError::new(ErrorCode::RequestMalformed, sentence)
    })?;
    let (session, by) = (dataset.session, login.person);
    let command = RunSample {
        dataset_id: dataset.id,
        rate,
        on,
        why: None,
    };
    let submitted = app.streams.submit(session, &by, None, command).await?;
    app.samples.wake(session, by.id).await;
    Ok(answer(&headers, session, Stored::from(submitted)))
}

fn answer(headers: &HeaderMap, session: SessionId, answer: impl Serialize) -> Response {
    match wants_a_page(headers) {
        true => Redirect::to(&format!("/session/{session}")).into_response(),
        false => Json(answer).into_response(),
    }
}
