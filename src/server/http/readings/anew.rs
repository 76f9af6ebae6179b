//! A kept file is read again as people say: the next version of its data set.

use crate::server::{
    app::App,
    db::{self, datasets::DatasetRow},
    http::kept_file::{Again, Purpose, read_again},
};
use crate::shared::{
    account::Person, api_error::ApiError, ids::DatasetId, reading::Decisions, session::StreamState,
};
use uuid::Uuid;

/// Reads the file of `row` by `decisions`, for everyone. On error nothing is left behind.
pub async fn read_anew(
    app: &App,
    by: &Person,
    row: DatasetRow,
    decisions: Decisions,
) -> Result<DatasetId, ApiError> {
    let before = db::readings::get(&app.db, row.id).await?;
    let again = Again {
        name: Some(Box::pin(name_now(app.clone(), by.clone(), row.clone()))),
        of: row,
        new: DatasetId(Uuid::new_v4()),
        decisions,
        purpose: Purpose::Version(before.and_then(|report| report.shape())),
    };
    read_again(app, by, again).await
}

/// What the data set is called in its session.
async fn name_now(app: App, by: Person, row: DatasetRow) -> Result<String, ApiError> {
    let id = row.id;
    let name = move |state: &StreamState| state.dataset(id).map(|dataset| dataset.name.clone());
    let name = app.streams.read(row.session, by.id, name).await?;
    Ok(name.unwrap_or(row.name))
}
