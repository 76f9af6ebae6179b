//! `/session/<uuid>/data/<id>/about`: what a data set is called, what is said of it, and its versions.
//! `/session/<uuid>/data/<id>/compare/<id>`: two versions side by side. Plain documents.

use super::{Print, comparison::Sides, live, member, tokens::found};
use crate::server::{
    app::App,
    auth::{Login, SignedIn},
    db::datasets::DatasetRow,
};
use crate::shared::{
    api_error::ApiError,
    dataset::Dataset,
    dataset_page::{ComparisonPage, DatasetPage},
    error_code::ErrorCode,
    session::{StreamState, datasets::DescribeDataset},
};
use axum::{
    Extension, Form, Router,
    extract::{Path, State, rejection::FormRejection},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use http::StatusCode;
use serde::Deserialize;

#[derive(Clone)]
pub struct Prints {
    pub about: Print<DatasetPage>,
    pub comparison: Print<ComparisonPage>,
}

pub fn router(app: App, prints: Prints) -> Router {
    Router::new()
        .route(
            "/session/{session_uuid}/data/{dataset_id}/about",
            get(about).post(describe),
        )
        .route(
            "/session/{session_uuid}/data/{dataset_id}/compare/{other}",
            get(compare),
        )
        .layer(Extension(prints))
        .with_state(app)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    name: String,
    #[serde(default)]
    about: String,
}

async fn about(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    login: Result<SignedIn, ApiError>,
    Path((session, id)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let Ok(SignedIn(login)) = login else {
        return Ok(found(&format!(
            "/login?next=/session/{session}/data/{id}/about"
        )));
    };
    let row = member::dataset(&app, &login.person, &id).await?;
    document(&app, &prints, login, &row, None).await
}

async fn describe(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    SignedIn(login): SignedIn,
    Path((_, id)): Path<(String, String)>,
    form: Result<Form<Described>, FormRejection>,
) -> Result<Response, ApiError> {
    let row = member::dataset(&app, &login.person, &id).await?;
    let Form(said) = form.map_err(|_| super::tokens::malformed())?;
    let command = DescribeDataset {
        dataset_id: row.id,
        name: said.name.clone(),
        about: said.about.clone(),
    };
    let submitted = app
        .streams
        .submit(row.session, &login.person, None, command)
        .await;
    match submitted {
        Err(refusal) if refusal.code != ErrorCode::DatasetUnchanged => {
            let problem = Some((said, refusal));
            document(&app, &prints, login, &row, problem).await
        }
        // Whoever presses twice has what they asked for.
        _ => Ok(Redirect::to(&format!("/session/{}", row.session)).into_response()),
    }
}

async fn document(
    app: &App,
    prints: &Prints,
    login: Login,
    row: &DatasetRow,
    problem: Option<(Described, ApiError)>,
) -> Result<Response, ApiError> {
    let (id, me) = (row.id, login.person.id);
    let read = move |state: &StreamState| {
        let dataset = state.dataset_here(id).ok()?.clone();
        let same = state.datasets.iter().filter(|one| one.name == dataset.name);
        let versions: Vec<Dataset> = same.cloned().collect();
        let may_describe = !state.people.archived && (dataset.by.id == me || state.is_creator(me));
        Some((dataset, versions, may_describe))
    };
    let read = app.streams.read(row.session, me, read).await?;
    let (dataset, mut versions, may_describe) = read.ok_or_else(member::no_dataset)?;
    let mut kept = None;
    for version in versions.iter_mut().filter(|version| version.live) {
        // One that cannot be reached now is shown as it was told last.
        if let Ok(now) = app.live.version(row.session, version.dataset_id).await {
            version.rows = now.rows();
            if version.dataset_id == id {
                kept = Some(live::shown(now.keep()));
            }
        }
    }
    let status = problem
        .as_ref()
        .map_or(200, |(_, refusal)| refusal.status());
    let (said, refusal) = problem.unzip();
    let said = said.unwrap_or_else(|| Described {
        name: dataset.name.clone(),
        about: dataset.about.clone(),
    });
    let page = DatasetPage {
        look: login.look,
        me: login.person,
        session: row.session,
        dataset,
        versions,
        kept,
        may_describe,
        name: said.name,
        about: said.about,
        problem: refusal.map(|refusal| refusal.message),
    };
    let status = StatusCode::from_u16(status).unwrap_or_default();
    Ok((status, Html((prints.about)(page))).into_response())
}

async fn compare(
    State(app): State<App>,
    Extension(prints): Extension<Prints>,
    login: Result<SignedIn, ApiError>,
    Path((session, id, other)): Path<(String, String, String)>,
) -> Result<Response, ApiError> {
    let Ok(SignedIn(login)) = login else {
        let next = format!("/session/{session}/data/{id}/compare/{other}");
        return Ok(found(&format!("/login?next={next}")));
    };
    let sides = Sides::read(&app, &login.person, &id, &other).await?;
    let compared = sides.compared(&app).await;
    let page = ComparisonPage {
        look: login.look,
        me: login.person,
        session: sides.session,
        before: sides.before,
        now: sides.now,
        found: compared.map_err(|error| error.message),
    };
    let status = match page.found {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, Html((prints.comparison)(page))).into_response())
}
