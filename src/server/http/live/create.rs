//! `POST /api/sessions/<id>/live`: begins a live data set, from columns alone or from a data set that is there.

use super::kept;
use crate::server::{
    app::App,
    db::{self, datasets::DatasetRow},
    engine::{Ingested, Keep},
    http::{
        analysis_failed,
        datasets::{Origin, record},
        look::Table,
        member::{self, Member},
    },
};
use crate::shared::{
    api_error::ApiError,
    dataset::{Column, ColumnType, MAX_NAME_CHARS},
    error_code::ErrorCode,
    ids::DatasetId,
    reading::ReadingReport,
    session::{Rejection, datasets::Place},
    text::{clean, isolated},
};
use axum::{Json, body::Bytes, extract::State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

const MAX_COLUMNS: usize = 500;
/// Of those of one session.
const MAX_LIVE: usize = 50;

/// What is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// None where it is called as the data set that it is made from.
    pub name: Option<String>,
    #[serde(default)]
    pub columns: Vec<NewColumn>,
    /// A data set of the session, whose columns it has and whose rows come first.
    pub from: Option<DatasetId>,
    /// How much of it is kept: `{"rows": 1000}`, `{"bytes": 1000000}`, `{"days": 7}`, or all.
    #[serde(default)]
    pub keep: Keep,
    /// Rows a second of the built-in source; nobody sends this.
    #[serde(skip)]
    pub sample: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewColumn {
    pub name: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
}

#[derive(Serialize)]
pub struct Begun {
    pub dataset_id: DatasetId,
}

pub async fn create(
    State(app): State<App>,
    member: Member,
    body: Bytes,
) -> Result<Json<Begun>, ApiError> {
    let asked: Begin = serde_json::from_slice(&body).map_err(|error| {
        malformed(format!(
            "Send JSON such as {{\"name\": \"weather\", \"columns\": [{{\"name\": \"wind\", \"type\": \
             \"number\"}}]}}: {error}."
        ))
    })?;
    let dataset_id = begin(&app, member, asked).await?;
    Ok(Json(Begun { dataset_id }))
}

/// Begins one in the session of a member.
pub async fn begin(app: &App, member: Member, asked: Begin) -> Result<DatasetId, ApiError> {
    kept::check(asked.keep)?;
    // It goes on even when its asker leaves: the session may have been told by then.
    let created = tokio::spawn(created(app.clone(), member, asked)).await;
    created.unwrap_or_else(|error| {
        tracing::error!(%error, "a live data set was not begun: a panic");
        let sentence = "Something failed on the server. Nothing was changed.";
        Err(ApiError::new(ErrorCode::ServerFailed, sentence))
    })
}

async fn created(app: App, member: Member, begin: Begin) -> Result<DatasetId, ApiError> {
    let (session, by) = (member.session, &member.person);
    let live = app
        .streams
        .read(session, by.id, |state| state.live_datasets());
    if live.await?.len() >= MAX_LIVE {
        let sentence = format!("A session has up to {MAX_LIVE} live data sets. Remove one first.");
        return Err(ApiError::new(ErrorCode::RequestRefused, sentence));
    }
    let from = match begin.from {
        Some(from) => {
            let row = member::dataset(&app, by, &from.to_string()).await?;
            Some(row)
                .filter(|row| row.session == session)
                .ok_or_else(member::no_dataset)
                .map(Some)?
        }
        None => None,
    };
    let columns = match &from {
        Some(_) if !begin.columns.is_empty() => {
            return Err(malformed(
                "Send “columns” or “from”, one of the two.".into(),
            ));
        }
        Some(row) => row.columns.clone(),
        None => columns(begin.columns)?,
    };
    let name = match (begin.name, &from) {
        (Some(name), _) => name_of(&name)?,
        (None, Some(row)) => row.name.clone(),
        (None, None) => return Err(malformed("Give it a name.".into())),
    };
    check_room(&app, &from, session).await?;
    let table = match &from {
        Some(row) => Some(Table::of(&app, row).await?),
        None => None,
    };
    let id = DatasetId(Uuid::new_v4());
    let path = table.as_ref().map(Table::path);
    let made = app.live.create(id, columns.clone(), begin.keep, path).await;
    let (rows, bytes) = made.map_err(analysis_failed)?;
    let row = DatasetRow {
        id,
        session,
        name,
        file_name: String::new(),
        content_hash: String::new(),
        bytes,
        rows: 0,
        columns: Vec::new(),
        live: true,
    };
    let ingested = Ingested {
        rows,
        columns,
        // No file has this one.
        content_hash: format!("live {id}"),
        notes: Vec::new(),
        report: ReadingReport::default(),
    };
    let origin = Origin {
        row,
        place: Place::Own,
        sample: begin.sample,
    };
    let recorded = record(&app, by, origin, ingested).await;
    if recorded.is_err()
        && let Err(error) = app.live.remove(id).await
    {
        // The next start removes what no session has heard of.
        tracing::warn!(%error, "left behind by a live data set that was refused");
    }
    recorded.map(|()| id)
}

async fn check_room(
    app: &App,
    from: &Option<DatasetRow>,
    session: crate::shared::ids::SessionId,
) -> Result<(), ApiError> {
    let quota = app.config.max_session;
    let more = from.as_ref().map_or(0, |row| row.bytes);
    let stored = db::datasets::bytes_in_session(&app.db, session).await?;
    match (stored + more) as u64 > quota {
        true => Err(crate::server::live::full(quota)),
        false => Ok(()),
    }
}

fn name_of(name: &str) -> Result<String, ApiError> {
    let name = clean(name);
    match name.chars().count() {
        1..=MAX_NAME_CHARS => Ok(name),
        _ => Err(Rejection::BadDatasetName {
            max: MAX_NAME_CHARS,
        }
        .into()),
    }
}

fn columns(named: Vec<NewColumn>) -> Result<Vec<Column>, ApiError> {
    if named.is_empty() || named.len() > MAX_COLUMNS {
        let sentence = format!("Name 1 to {MAX_COLUMNS} columns in “columns”.");
        return Err(malformed(sentence));
    }
    let mut names = BTreeSet::new();
    for column in &named {
        let name = &column.name;
        if clean(name) != *name || !(1..=MAX_NAME_CHARS).contains(&name.chars().count()) {
            let sentence = format!(
                "“{}” is no name of a column: 1 to {MAX_NAME_CHARS} characters that can be seen.",
                isolated(name)
            );
            return Err(malformed(sentence));
        }
        if !names.insert(name) {
            let sentence = format!("Two columns are called “{}”.", isolated(name));
            return Err(malformed(sentence));
        }
    }
    let columns = named.into_iter().map(|column| Column {
        name: column.name,
        column_type: column.column_type,
        nulls: 0,
    });
    Ok(columns.collect())
}

fn malformed(sentence: String) -> ApiError {
    ApiError::new(ErrorCode::RequestMalformed, sentence)
}
