//! `/session/<uuid>/report`: all runs of a session on one page to be read, printed and handed on, each with what it is of
//! and whether that is the newest. A plain document.

use super::{Print, member, tokens::found};
use crate::server::{
    app::App,
    auth::{Login, SignedIn},
    db::now_ms,
    streams,
};
use crate::shared::{
    account::Person,
    analysis::Output,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{RunId, SessionId},
    report_page::{ReportPage, ReportedRun},
    session::{Run, StreamState, runs::RunStatus},
};
use axum::{
    Extension, Router,
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
    routing::get,
};

pub fn router(app: App, print: Print<ReportPage>) -> Router {
    Router::new()
        .route("/session/{session_uuid}/report", get(page))
        .layer(Extension(print))
        .with_state(app)
}

async fn page(
    State(app): State<App>,
    Extension(print): Extension<Print<ReportPage>>,
    login: Result<SignedIn, ApiError>,
    Path(session): Path<String>,
) -> Result<Response, ApiError> {
    let Ok(SignedIn(login)) = login else {
        let next = format!("/session/{session}/report");
        return Ok(found(&format!("/login?next={next}")));
    };
    let session: SessionId = session.parse().map_err(|_| streams::unknown())?;
    member::of(&app, session, &login.person).await?;
    let me = login.person.id;
    let look = move |state: &StreamState| reported(state, session, login);
    let mut page = app.streams.read(session, me, look).await?;
    for reported in &mut page.runs {
        reported.output = output(&app, session, &page.me, &reported.run).await?;
    }
    Ok(Html(print(page)).into_response())
}

/// The state of one moment: no run is of another than the rest.
fn reported(state: &StreamState, session: SessionId, login: Login) -> ReportPage {
    let of = |run: &Run| ReportedRun {
        run: run.clone(),
        dataset: state.dataset(run.dataset_id).cloned(),
        newer: state.newer_than(run.dataset_id).cloned(),
        output: None,
    };
    let members = state.people.members.iter();
    ReportPage {
        me: login.person,
        look: login.look,
        session,
        title: state.people.title.clone(),
        people: members.map(|member| member.person.clone()).collect(),
        at: now_ms(),
        datasets: state.datasets.clone(),
        runs: state.runs.iter().map(of).collect(),
        notes: state.notes_here().cloned().collect(),
    }
}

/// What a run came to: as it stands in the state, or where large ones are kept.
async fn output(
    app: &App,
    session: SessionId,
    me: &Person,
    run: &Run,
) -> Result<Option<Output>, ApiError> {
    if run.status != RunStatus::Done || run.output.is_some() {
        return Ok(run.output.as_deref().cloned());
    }
    match app.output(session, me.id, run.run_id).await {
        Ok(json) => read(run.run_id, &json).map(Some),
        // Its data set was removed meanwhile.
        Err(error) if error.status() == 404 || error.status() == 410 => Ok(None),
        Err(error) => Err(error),
    }
}

fn read(run: RunId, json: &str) -> Result<Output, ApiError> {
    serde_json::from_str(json)
        .map_err(|error| ApiError::new(ErrorCode::ServerFailed, format!("run {run}: {error}")))
}
