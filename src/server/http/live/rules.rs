//! `/session/<uuid>/data/<id>/rules`: the rules of a live data set, and a form that makes one or removes one. A plain
//! document.

use crate::server::{
    app::App,
    auth::{Login, SignedIn},
    db::datasets::DatasetRow,
    http::{
        Print, member,
        tokens::{found, malformed},
    },
};
use crate::shared::{
    api_error::ApiError,
    ids::RuleId,
    rules_page::{RuleSaid, RulesPage},
    session::{
        Rejection, StreamState,
        rules::{Condition, MakeRule, RemoveRule, RuleOf},
    },
};
use axum::{
    Extension, Form, Router,
    extract::{Path, State, rejection::FormRejection},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use http::StatusCode;
use serde::Deserialize;

pub fn router(app: App, print: Print<RulesPage>) -> Router {
    Router::new()
        .route(
            "/session/{session_uuid}/data/{dataset_id}/rules",
            get(page).post(said),
        )
        .layer(Extension(print))
        .with_state(app)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    /// The rule that is to go; nothing else counts then.
    remove: Option<RuleId>,
    #[serde(default)]
    of: String,
    #[serde(default)]
    column: String,
    #[serde(default)]
    over: String,
    #[serde(default)]
    side: String,
    #[serde(default)]
    bound: String,
    #[serde(default)]
    lasts: String,
}

async fn page(
    State(app): State<App>,
    Extension(print): Extension<Print<RulesPage>>,
    login: Result<SignedIn, ApiError>,
    Path((session, id)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let Ok(SignedIn(login)) = login else {
        let next = format!("/session/{session}/data/{id}/rules");
        return Ok(found(&format!("/login?next={next}")));
    };
    let row = member::dataset(&app, &login.person, &id).await?;
    document(&app, &print, login, &row, RuleSaid::default(), None).await
}

async fn said(
    State(app): State<App>,
    Extension(print): Extension<Print<RulesPage>>,
    SignedIn(login): SignedIn,
    Path((_, id)): Path<(String, String)>,
    form: Result<Form<Said>, FormRejection>,
) -> Result<Response, ApiError> {
    let row = member::dataset(&app, &login.person, &id).await?;
    let Form(said) = form.map_err(|_| malformed())?;
    let (session, by) = (row.session, &login.person);
    let done = match said.remove {
        Some(rule_id) => {
            let command = RemoveRule { rule_id };
            app.streams.submit(session, by, None, command).await
        }
        None => match condition(&said) {
            Ok(condition) => {
                let dataset_id = row.id;
                let command = MakeRule {
                    dataset_id,
                    condition,
                };
                app.streams.submit(session, by, None, command).await
            }
            Err(rejection) => Err(rejection.into()),
        },
    };
    match done {
        Ok(_) => {
            app.rules.wake(session).await;
            let address = format!("/session/{session}/data/{}/rules", row.id);
            Ok(Redirect::to(&address).into_response())
        }
        Err(refusal) => {
            let fields = RuleSaid {
                of: said.of,
                column: said.column,
                over: said.over,
                side: said.side,
                bound: said.bound,
                lasts: said.lasts,
            };
            document(&app, &print, login, &row, fields, Some(refusal)).await
        }
    }
}

/// What the fields say. Those that a rule of its kind has no use for are left out.
fn condition(said: &Said) -> Result<Condition, Rejection> {
    let of = serde_json::from_value::<RuleOf>(said.of.clone().into());
    let of = of.map_err(|_| Rejection::RuleTimes)?;
    let seconds = |text: &str| text.trim().parse().map_err(|_| Rejection::RuleTimes);
    let is_measured = of.is_measured();
    Ok(Condition {
        of,
        column: of.needs_column().then(|| said.column.clone()),
        over_s: if is_measured { seconds(&said.over)? } else { 0 },
        below: is_measured && said.side == "below",
        bound: match is_measured {
            true => said
                .bound
                .trim()
                .parse()
                .map_err(|_| Rejection::RuleTimes)?,
            false => 0.0,
        },
        for_s: match of {
            RuleOf::NewValue => 0,
            _ => seconds(&said.lasts)?,
        },
    })
}

async fn document(
    app: &App,
    print: &Print<RulesPage>,
    login: Login,
    row: &DatasetRow,
    mut said: RuleSaid,
    problem: Option<ApiError>,
) -> Result<Response, ApiError> {
    let id = row.id;
    let read = move |state: &StreamState| {
        let dataset = state.dataset_here(id)?;
        match dataset.live {
            true => Ok((dataset.clone(), state.rules_of(id), state.people.archived)),
            false => Err(Rejection::NotHere),
        }
    };
    let read = app.streams.read(row.session, login.person.id, read).await?;
    let (dataset, rules, archived) = read?;
    let mut columns = dataset.columns.iter();
    if said.column.is_empty()
        && let Some(numbers) = columns.find(|column| column.column_type.is_numeric())
    {
        said.column.clone_from(&numbers.name);
    }
    let status = problem.as_ref().map_or(200, ApiError::status);
    let page = RulesPage {
        look: login.look,
        me: login.person,
        session: row.session,
        dataset,
        rules,
        may_change: !archived,
        said,
        problem: problem.map(|problem| problem.message),
    };
    let status = StatusCode::from_u16(status).unwrap_or_default();
    Ok((status, Html(print(page))).into_response())
}
