//! How a data set was read, and another way to read it.
//!
//! `GET /api/datasets/<id>/reading` is the report, `POST` there with [`Decisions`] reads the file anew for everyone.
//! `/session/<uuid>/data/<id>` is the page with the same: a plain document whose form shows what would come of it
//! to whoever fills it in, until they apply it.

mod anew;
mod form;

use self::form::{Fields, Then};
use super::{Print, alike, member, tokens::found};
use crate::server::{
    app::App,
    auth::{Login, SignedIn},
    db::{self, datasets::DatasetRow},
    engine::{Trial, TrialJob},
    zones,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
    reading::{Decisions, ReadingReport},
    reading_page::{ReadingPage, Shown},
    session::StreamState,
};
use axum::{
    Extension, Form, Json, Router,
    extract::{Path, State, rejection::FormRejection},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

type Render = Print<ReadingPage>;

pub fn router(app: App, render: Render) -> Router {
    Router::new()
        .route(
            "/session/{session_uuid}/data/{dataset_id}",
            get(page).post(said),
        )
        .route(
            "/api/datasets/{dataset_id}/reading",
            get(report).post(apply),
        )
        .layer(Extension(render))
        .with_state(app)
}

/// Empty where an older program read the file.
async fn report(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(dataset_id): Path<String>,
) -> Result<Json<ReadingReport>, ApiError> {
    let row = member::dataset(&app, &login.person, &dataset_id).await?;
    let report = db::readings::get(&app.db, row.id).await?;
    Ok(Json(report.unwrap_or_default()))
}

async fn apply(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(dataset_id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Json<Value>, ApiError> {
    let row = member::file_dataset(&app, &login.person, &dataset_id).await?;
    let decisions = fields.iter().find(|(name, _)| name == "decisions");
    let decisions = decisions.map(|(_, json)| serde_json::from_str(json));
    let Some(Ok(decisions)) = decisions else {
        let sentence = "“decisions” should be what was decided, as JSON.";
        return Err(ApiError::new(ErrorCode::RequestMalformed, sentence));
    };
    let new = anew::read_anew(&app, &login.person, row, decisions).await?;
    Ok(Json(json!({ "dataset_id": new })))
}

async fn page(
    State(app): State<App>,
    Extension(render): Extension<Render>,
    login: Result<SignedIn, ApiError>,
    Path((session, dataset_id)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let Ok(SignedIn(login)) = login else {
        return Ok(found(&format!(
            "/login?next=/session/{session}/data/{dataset_id}"
        )));
    };
    let row = member::file_dataset(&app, &login.person, &dataset_id).await?;
    let decisions = decided(&app, row.id).await?;
    let shown = attempt(&app, &row, &decisions).await;
    document(&app, &render, login, &row, decisions, shown, ("", None)).await
}

async fn said(
    State(app): State<App>,
    Extension(render): Extension<Render>,
    SignedIn(login): SignedIn,
    Path((session, dataset_id)): Path<(String, String)>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, ApiError> {
    let row = member::file_dataset(&app, &login.person, &dataset_id).await?;
    let Form(fields) = form.map_err(|_| malformed())?;
    let fields = Fields::new(fields);
    let before = fields.before();
    let decisions = match fields.then() {
        Then::Forget => Decisions {
            table: before.table,
            ..Decisions::default()
        },
        Then::Alike => match alike::offered(&app, &login.person, &row).await? {
            Some((decisions, _)) => decisions,
            None => return Err(no_offer()),
        },
        // The fields were filled with what came of what was said before.
        _ => match attempt(&app, &row, &before).await {
            Ok(Trial { table, .. }) => {
                let read = table.inside.as_ref().map(|inside| inside.read.as_str());
                fields.decisions(before, read, &table.reading.unwrap_or_default())
            }
            Err(_) => before,
        },
    };
    if matches!(fields.then(), Then::Apply | Then::Alike) {
        let applied = anew::read_anew(&app, &login.person, row.clone(), decisions.clone()).await;
        match applied {
            Ok(_) => return Ok(found_after(&format!("/session/{session}"))),
            Err(refusal) => {
                let shown = attempt(&app, &row, &decisions).await;
                let problem = Some(refusal.message);
                let about = (fields.find(), problem);
                return document(&app, &render, login, &row, decisions, shown, about).await;
            }
        }
    }
    let shown = attempt(&app, &row, &decisions).await;
    let about = (fields.find(), None);
    document(&app, &render, login, &row, decisions, shown, about).await
}

/// What was said of it before it was applied.
async fn decided(app: &App, id: DatasetId) -> Result<Decisions, ApiError> {
    let report = db::readings::get(&app.db, id).await?;
    Ok(report.map_or_else(Decisions::default, |report| report.decisions))
}

/// What comes of it, or a sentence.
async fn attempt(app: &App, row: &DatasetRow, decisions: &Decisions) -> Result<Trial, String> {
    let job = TrialJob {
        source: app.config.original(row.id),
        file_name: row.file_name.clone(),
        decisions: decisions.clone(),
        scratch: app.config.parquet(DatasetId(Uuid::new_v4())),
    };
    app.engine.attempt(job).await.map_err(|error| error.message)
}

async fn document(
    app: &App,
    render: &Render,
    login: Login,
    row: &DatasetRow,
    decisions: Decisions,
    tried: Result<Trial, String>,
    (find, problem): (&str, Option<String>),
) -> Result<Response, ApiError> {
    let status = match (&tried, &problem) {
        (Ok(_), None) => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let title = title(app, row.session, &login.person, row.id).await?;
    let offered = alike::offered(app, &login.person, row).await?;
    let after = match db::readings::get(&app.db, row.id)
        .await?
        .and_then(|report| report.after)
    {
        Some(id) => self::title(app, row.session, &login.person, id).await?,
        None => None,
    };
    let page = ReadingPage {
        look: login.look,
        me: login.person,
        session: row.session,
        dataset_id: row.id,
        title: title.unwrap_or_else(|| row.name.clone()),
        shown: tried.map(|trial| shown(trial, &decisions)),
        decisions,
        offer: offered.map(|(_, offer)| offer),
        find: find.to_owned(),
        zones: zones::names(),
        after,
        problem,
    };
    Ok((status, Html(render(page))).into_response())
}

fn shown(trial: Trial, decisions: &Decisions) -> Shown {
    Shown {
        report: ReadingReport {
            reading: trial.table.reading.unwrap_or_default(),
            decisions: decisions.clone(),
            format: trial.table.format,
            inside: trial.table.inside,
            choices: trial.table.choices,
            findings: trial.table.findings,
            ..ReadingReport::default()
        },
        columns: trial.table.columns,
        rows: trial.rows,
        lines: trial.lines,
        is_cut: trial.is_cut,
        total: trial.table.rows,
    }
}

async fn title(
    app: &App,
    session: SessionId,
    me: &Person,
    id: DatasetId,
) -> Result<Option<String>, ApiError> {
    let title = move |state: &StreamState| state.dataset(id).map(|dataset| dataset.title());
    app.streams.read(session, me.id, title).await
}

/// To a page, after a form: by GET.
fn found_after(address: &str) -> Response {
    axum::response::Redirect::to(address).into_response()
}

fn no_offer() -> ApiError {
    let sentence =
        "There is nothing to take over: the other file was removed, or this one was read anew.";
    ApiError::new(ErrorCode::RequestMalformed, sentence)
}

fn malformed() -> ApiError {
    let sentence = "This form could not be read.";
    ApiError::new(ErrorCode::RequestMalformed, sentence)
}
