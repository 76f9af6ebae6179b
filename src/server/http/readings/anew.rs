//! A kept file is read again as people say: the next version of its data set.

use crate::server::{
    app::App,
    db::{self, datasets::DatasetRow},
    http::{
        kept_file::{Again, Purpose, read_again},
        more_rows::Before,
    },
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
    let report = db::readings::get(&app.db, row.id)
        .await?
        .unwrap_or_default();
    let before = match report.after {
        Some(id) => Some(Before::known(app, row.session, by, id).await?),
        None => None,
    };
    let again = Again {
        name: Some(Box::pin(name_now(app.clone(), by.clone(), row.clone()))),
        of: row,
        new: DatasetId(Uuid::new_v4()),
        decisions,
        purpose: Purpose::Version {
            shape: report.shape(),
            before,
        },
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
