//! `GET /api/sessions/<uuid>/runs/<run_id>/picture?theme=light|dark`: the chart of a run as an SVG file, for members.

use super::{export::disposition, look::malformed};
use crate::charts::{
    Theme,
    still::{Caption, still},
};
use crate::server::{app::App, auth::SignedIn, streams, worker::date};
use crate::shared::{
    analysis::Output,
    api_error::ApiError,
    dataset::Dataset,
    error_code::ErrorCode,
    ids::{RunId, SessionId},
    number,
    session::{Run, StreamState},
    text::isolated,
};
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::IntoResponse,
};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    theme: Theme,
}

pub async fn picture(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path((session, run)): Path<(String, String)>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let session: SessionId = session.parse().map_err(|_| streams::unknown())?;
    let run: RunId = run.parse().map_err(|_| no_picture())?;
    let me = login.person.id;
    let json = app.output(session, me, run).await?;
    let Query(asked) = asked.map_err(|_| malformed("“theme” should be light or dark."))?;
    let output: Output = serde_json::from_str(&json)
        .map_err(|error| ApiError::new(ErrorCode::ServerFailed, error.to_string()))?;
    let summary = output.summary.clone();
    let words = move |state: &StreamState| Some(caption(state, run, summary.clone()));
    let caption = app.streams.read(session, me, words).await?.flatten();
    let caption = caption.ok_or_else(no_picture)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (CONTENT_DISPOSITION, disposition(&caption.title, "svg")),
    ];
    Ok((headers, still(&output.chart, &caption, asked.theme)))
}

/// What stands around the chart of a run, and what a reader should know who has no page beside it.
fn caption(state: &StreamState, run: RunId, summary: String) -> Option<Caption> {
    let run = state.run(run)?;
    let dataset = state.dataset(run.dataset_id)?;
    let newer = state.newer_than(run.dataset_id);
    let stale = newer.map(|newer| format!("Not of the newest data: {} is there.", newer.title()));
    Some(Caption {
        title: run.spec.title(&dataset.name),
        summary,
        source: [source(dataset), made(run)]
            .into_iter()
            .chain(stale)
            .collect(),
    })
}

/// "From weather v2, 1,461 rows"
fn source(dataset: &Dataset) -> String {
    let rows = number::count(dataset.rows, "row", "rows");
    format!("From {}, {rows}", dataset.title())
}

/// "Ada, 2026-11-28 14:05 UTC"
fn made(run: &Run) -> String {
    let (by, day) = (isolated(&run.by.name), date(run.changed_at));
    let minute = run.changed_at.div_euclid(60_000).rem_euclid(24 * 60);
    format!("{by}, {day} {:02}:{:02} UTC", minute / 60, minute % 60)
}

fn no_picture() -> ApiError {
    ApiError::new(ErrorCode::RunUnknown, "That run has no result here.")
}
