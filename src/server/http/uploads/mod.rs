//! Files on their way in: streamed to disk, read by a worker, recorded in the session.
//!
//! `POST /api/sessions/<uuid>/datasets?name=&as=` with the file as raw body, and the same with the
//! sample that Tandem ships. What does not arrive whole leaves nothing behind.

mod in_flight;
mod incoming;
mod keep;
mod tables;

pub use in_flight::InFlight;

use self::incoming::Incoming;
use super::{file_name::file_name, member::Member};
use crate::server::{
    app::App,
    engine::sample::{SAMPLE, SAMPLE_NAME},
};
use crate::shared::{api_error::ApiError, error_code::ErrorCode, ids::DatasetId};
use axum::{
    Extension, Json,
    body::BodyDataStream,
    extract::{Query, Request, State, rejection::QueryRejection},
};
use futures_util::{Stream, StreamExt, stream};
use http::header::CONTENT_LENGTH;
use serde::{Deserialize, Serialize};
use std::{convert::Infallible, pin::pin, time::Duration};

#[derive(Deserialize)]
pub struct Named {
    name: Option<String>,
    /// What it is where its name is taken: "own", a data set of its own; else the next version.
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
    Extension(in_flight): Extension<InFlight>,
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
        let mut incoming =
            Incoming::open(&app, &in_flight, member?, file_name(&name), total).await?;
        incoming.own = r#as.as_deref() == Some("own");
        add(app, incoming, &mut body).await
    };
    let added = arriving.await;
    if added.is_err() {
        discard(body);
    }
    added
}

pub async fn sample(
    State(app): State<App>,
    Extension(in_flight): Extension<InFlight>,
    member: Member,
) -> Result<Json<Added>, ApiError> {
    let bytes: &'static [u8] = SAMPLE;
    let total = Some(bytes.len() as u64);
    let incoming = Incoming::open(&app, &in_flight, member, SAMPLE_NAME.to_owned(), total).await?;
    add(app, incoming, stream::iter([Ok::<_, Infallible>(bytes)])).await
}

async fn add<B: AsRef<[u8]>, E>(
    app: App,
    mut incoming: Incoming,
    mut body: impl Stream<Item = Result<B, E>> + Unpin,
) -> Result<Json<Added>, ApiError> {
    let mut stopped = pin!(incoming.stopped());
    loop {
        let next = tokio::select! {
            next = body.next() => next,
            () = &mut stopped => return Err(incoming.stop()),
        };
        let Some(piece) = next else {
            break;
        };
        // The connection was cut: nobody hears this answer, the other person hears that it failed.
        let piece = piece.map_err(|_| incoming.cut())?;
        incoming.write(piece.as_ref()).await?;
    }
    // From here it goes on even when its sender leaves: the file is complete.
    let kept = tokio::spawn(keep::keep(app, incoming)).await;
    let added = kept.map_err(|error| {
        tracing::error!(%error, "an upload ended in a panic");
        ApiError::new(
            ErrorCode::ServerFailed,
            "Something failed on the server. Nothing was changed.",
        )
    })??;
    Ok(Json(added))
}

/// Reads on for a while after any refusal. Browsers hear an answer only once they have sent
/// everything; a connection closed under them is an answer lost.
pub fn discard(mut rest: BodyDataStream) {
    const PATIENCE: Duration = Duration::from_secs(30);
    tokio::spawn(tokio::time::timeout(PATIENCE, async move {
        while let Some(Ok(_)) = rest.next().await {}
    }));
}
