//! Files on their way in: streamed to disk, read by a worker, recorded in the session.
//!
//! `POST /api/sessions/<uuid>/datasets?name=&as=` with the file as raw body, and the same with the
//! sample that Tandem ships. What does not arrive whole leaves nothing behind. In [`tus`] a file may come
//! in pieces, and goes on where it broke off.

pub mod tus;

mod broken;
mod first_rows;
mod in_flight;
mod incoming;
mod keep;
mod room;
mod tables;

pub use in_flight::InFlight;

use self::{
    in_flight::{Kind, Others},
    incoming::{Announced, Incoming},
};
use super::{file_name::file_name, member::Member};
use crate::server::{
    app::App,
    engine::sample::{SAMPLE, SAMPLE_NAME},
};
use crate::shared::{api_error::ApiError, dataset::AddAs, error_code::ErrorCode, ids::DatasetId};
use axum::{
    Json,
    body::BodyDataStream,
    extract::{Query, Request, State, rejection::QueryRejection},
};
use futures_util::{Stream, StreamExt, stream};
use http::header::CONTENT_LENGTH;
use serde::{Deserialize, Serialize};
use std::{convert::Infallible, time::Duration};
use tokio::task::JoinError;

#[derive(Deserialize)]
pub struct Named {
    name: Option<String>,
    /// What it is where its name is taken; see [`AddAs`].
    r#as: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Added {
    dataset_id: DatasetId,
    /// Of the other tables in the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<DatasetId>,
}

pub async fn file(
    State(app): State<App>,
    member: Result<Member, ApiError>,
    named: Result<Query<Named>, QueryRejection>,
    request: Request,
) -> Result<Json<Added>, ApiError> {
    let (name, r#as) = named.map_or((None, None), |Query(named)| (named.name, named.r#as));
    let name = name.unwrap_or_default();
    let length = request.headers().get(CONTENT_LENGTH);
    let total = length.and_then(|length| length.to_str().ok()?.parse().ok());
    let mut body = request.into_body().into_data_stream();
    let arriving = async {
        let announced = Announced {
            file_name: file_name(&name),
            total,
            kind: Kind::Plain(AddAs::said(r#as.as_deref())),
        };
        let allowed = another(&app, &announced.file_name);
        let incoming = Incoming::open(&app, member?, announced, allowed).await?;
        add(app, incoming, &mut body).await
    };
    let added = arriving.await;
    if added.is_err() {
        discard(body);
    }
    added
}

pub async fn sample(State(app): State<App>, member: Member) -> Result<Json<Added>, ApiError> {
    let bytes: &'static [u8] = SAMPLE;
    let announced = Announced {
        file_name: SAMPLE_NAME.to_owned(),
        total: Some(bytes.len() as u64),
        kind: Kind::Plain(AddAs::Version),
    };
    let incoming = Incoming::open(&app, member, announced, another(&app, SAMPLE_NAME)).await?;
    add(app, incoming, stream::iter([Ok::<_, Infallible>(bytes)])).await
}

async fn add<B: AsRef<[u8]>, E>(
    app: App,
    mut incoming: Incoming,
    body: impl Stream<Item = Result<B, E>> + Unpin,
) -> Result<Json<Added>, ApiError> {
    if let Err(broken) = incoming.receive(body).await {
        let words = broken.words(&incoming.file_name, false);
        return Err(incoming.failed(words));
    }
    // From here it goes on even when its sender leaves: the file is complete.
    let kept = tokio::spawn(keep::keep(app, incoming)).await;
    Ok(Json(kept.map_err(panicked)??))
}

/// Lets a person have so many at once.
fn another(app: &App, file_name: &str) -> impl FnOnce(&Others) -> Result<(), ApiError> + use<> {
    let most = app.config.connections.uploads_per_person as usize;
    let file_name = file_name.to_owned();
    move |others| {
        let running = others.running;
        if running < most {
            return Ok(());
        }
        let sentence = format!(
            "{running} of your files are on their way already. Wait until one has arrived, then send \
             {file_name} again."
        );
        Err(ApiError::new(ErrorCode::RateLimited, sentence).retry_after(5_000))
    }
}

fn panicked(error: JoinError) -> ApiError {
    tracing::error!(%error, "an upload ended in a panic");
    let sentence = "Something failed on the server. Nothing was changed.";
    ApiError::new(ErrorCode::ServerFailed, sentence)
}

/// Reads on for a while after any refusal. Browsers hear an answer only once they have sent
/// everything; a connection closed under them is an answer lost.
pub fn discard(mut rest: BodyDataStream) {
    const PATIENCE: Duration = Duration::from_secs(30);
    tokio::spawn(tokio::time::timeout(PATIENCE, async move {
        while let Some(Ok(_)) = rest.next().await {}
    }));
}
