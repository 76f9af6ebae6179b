//! `/session/<uuid>/live`: a live data set is begun in a form, from columns alone or from a data set that is there.
//! `POST /session/<uuid>/data/<id>/keep`: how much of one is kept from now on. Plain documents.

use super::{
    create::{Begin, NewColumn, begin},
    kept,
};
use crate::server::{
    app::App,
    auth::{Login, SignedIn},
    engine::Keep,
    http::{
        Print,
        member::{self, Member},
        tokens::{found, malformed},
    },
};
use crate::shared::{
    api_error::ApiError,
    dataset::ColumnType,
    ids::DatasetId,
    live_page::{Kept, KeptUnit, LivePage},
    session::{Rejection, StreamState},
};
use axum::{
    Extension, Form, Router,
    extract::{
        Path, Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::Deserialize;

/// Columns that there is room for at first.
const FIELDS: usize = 8;
/// Room that one more press makes.
const MORE_FIELDS: usize = 8;

pub fn router(app: App, print: Print<LivePage>) -> Router {
    Router::new()
        .route("/session/{session_uuid}/live", get(page).post(said))
        .route("/session/{session_uuid}/data/{dataset_id}/keep", post(keep))
        .layer(Extension(print))
        .with_state(app)
}

/// What stands in the form.
struct Said {
    name: String,
    from: Option<DatasetId>,
    columns: Vec<(String, ColumnType)>,
    kept: Kept,
    /// Room for more columns is asked for, nothing else.
    more: bool,
}

#[derive(Deserialize)]
struct Asked {
    from: Option<DatasetId>,
}

async fn page(
    State(app): State<App>,
    Extension(print): Extension<Print<LivePage>>,
    login: Result<SignedIn, ApiError>,
    Path(session): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    member: Result<Member, ApiError>,
) -> Result<Response, ApiError> {
    let Ok(SignedIn(login)) = login else {
        return Ok(found(&format!("/login?next=/session/{session}/live")));
    };
    let member = member?;
    let Query(Asked { from }) = asked.map_err(|_| malformed())?;
    let said = Said {
        name: String::new(),
        from,
        columns: vec![(String::new(), ColumnType::Number); FIELDS],
        kept: Kept::default(),
        more: false,
    };
    document(&app, &print, login, &member, said, None).await
}

async fn said(
    State(app): State<App>,
    Extension(print): Extension<Print<LivePage>>,
    SignedIn(login): SignedIn,
    member: Member,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, ApiError> {
    let Form(fields) = form.map_err(|_| malformed())?;
    let mut said = read(fields)?;
    let session = member.session;
    if said.more {
        let more = (String::new(), ColumnType::Number);
        said.columns.extend(vec![more; MORE_FIELDS]);
        return document(&app, &print, login, &member, said, None).await;
    }
    let again = Member {
        session,
        person: member.person.clone(),
    };
    let begun = match kept::read(&said.kept) {
        Ok(keep) => begin(&app, again, asked(&said, keep)).await,
        Err(problem) => Err(problem),
    };
    match begun {
        Ok(id) => {
            let address = format!("/session/{session}/data/{id}/about");
            Ok(Redirect::to(&address).into_response())
        }
        Err(problem) => document(&app, &print, login, &member, said, Some(problem)).await,
    }
}

fn asked(said: &Said, keep: Keep) -> Begin {
    let columns = said.columns.iter().filter(|(name, _)| !name.is_empty());
    let columns = columns.map(|(name, column_type)| NewColumn {
        name: name.clone(),
        column_type: *column_type,
    });
    let has_name = said.from.is_none() || !said.name.is_empty();
    Begin {
        name: has_name.then(|| said.name.clone()),
        columns: match said.from {
            Some(_) => Vec::new(),
            None => columns.collect(),
        },
        from: said.from,
        keep,
        sample: None,
    }
}

/// Columns stand in pairs of fields, a name and a type.
fn read(fields: Vec<(String, String)>) -> Result<Said, ApiError> {
    let mut said = Said {
        name: String::new(),
        from: None,
        columns: Vec::new(),
        kept: Kept::default(),
        more: false,
    };
    for (field, value) in fields {
        match field.as_str() {
            "name" => said.name = value.trim().to_owned(),
            "from" => said.from = Some(value.parse().map_err(|_| malformed())?),
            "column" => said
                .columns
                .push((value.trim().to_owned(), ColumnType::Number)),
            "type" => {
                let column = said.columns.last_mut().ok_or_else(malformed)?;
                column.1 = ColumnType::named(&value).ok_or_else(malformed)?;
            }
            "unit" => said.kept.unit = KeptUnit::named(&value),
            "count" => said.kept.count = value,
            "more" => said.more = true,
            _ => return Err(malformed()),
        }
    }
    Ok(said)
}

async fn document(
    app: &App,
    print: &Print<LivePage>,
    login: Login,
    member: &Member,
    said: Said,
    problem: Option<ApiError>,
) -> Result<Response, ApiError> {
    let (session, me) = (member.session, login.person.id);
    let from = match said.from {
        Some(id) => {
            let title = move |state: &StreamState| -> Result<String, Rejection> {
                Ok(state.dataset_here(id)?.title())
            };
            let title = app.streams.read(session, me, title).await??;
            Some((id, title))
        }
        None => None,
    };
    let status = problem.as_ref().map_or(200, ApiError::status);
    let page = LivePage {
        look: login.look,
        me: login.person,
        session,
        from,
        name: said.name,
        columns: said.columns,
        kept: said.kept,
        problem: problem.map(|problem| problem.message),
    };
    let status = StatusCode::from_u16(status).unwrap_or_default();
    Ok((status, Html(print(page))).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeepSaid {
    unit: String,
    #[serde(default)]
    count: String,
}

async fn keep(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path((session, id)): Path<(String, String)>,
    form: Result<Form<KeepSaid>, FormRejection>,
) -> Result<Response, ApiError> {
    let row = member::dataset(&app, &login.person, &id).await?;
    let Form(said) = form.map_err(|_| malformed())?;
    let keep = kept::read(&Kept {
        unit: KeptUnit::named(&said.unit),
        count: said.count,
    })?;
    kept::check(keep)?;
    app.keep_rows(row.session, &login.person, row.id, keep)
        .await?;
    let address = format!("/session/{session}/data/{id}/about");
    Ok(Redirect::to(&address).into_response())
}
