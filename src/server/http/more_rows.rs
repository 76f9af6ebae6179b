//! The data set that a file has more rows of: its rows come first in the version that both become.

use crate::server::{app::App, engine::After};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    dataset::Dataset,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
    session::StreamState,
    text::isolated,
};

pub struct Before {
    pub dataset_id: DatasetId,
    pub after: After,
}

impl Before {
    /// The newest version of that name.
    pub async fn newest(
        app: &App,
        session: SessionId,
        by: &Person,
        name: &str,
    ) -> Result<Self, ApiError> {
        let called = name.to_owned();
        let newest = move |state: &StreamState| {
            // Rows come to a live one in another way.
            let here = |one: &&Dataset| one.name == called && one.removal.is_none() && !one.live;
            state.datasets.iter().rfind(here).cloned()
        };
        let newest = app.streams.read(session, by.id, newest).await?;
        let newest = newest.map(|dataset| Self::of(app, &dataset));
        newest.ok_or_else(|| {
            let name = isolated(name);
            let sentence = format!(
                "There is no data set {name} any more that rows could be added to. Upload the file \
                 again to add it by itself."
            );
            ApiError::new(ErrorCode::DatasetUnknown, sentence)
        })
    }

    /// The one that it was when the file was read before.
    pub async fn known(
        app: &App,
        session: SessionId,
        by: &Person,
        id: DatasetId,
    ) -> Result<Self, ApiError> {
        let known = move |state: &StreamState| state.dataset_here(id).ok().cloned();
        let known = app.streams.read(session, by.id, known).await?;
        let known = known.map(|dataset| Self::of(app, &dataset));
        known.ok_or_else(|| {
            let sentence = "The rows before those of this file are of a version that was removed. \
                            Upload the file again to read it otherwise.";
            ApiError::new(ErrorCode::DatasetRemoved, sentence)
        })
    }

    fn of(app: &App, dataset: &Dataset) -> Self {
        Self {
            dataset_id: dataset.dataset_id,
            after: After {
                parquet: app.config.parquet(dataset.dataset_id),
                title: dataset.title(),
                rows: dataset.rows,
                columns: dataset.columns.clone(),
            },
        }
    }
}
