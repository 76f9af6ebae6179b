//! What is kept of a session's runs and data sets, and the word that nothing is any more.

use super::{Streams, runs};
use crate::server::db;
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{DatasetId, PersonId, RunId, SessionId},
    session::StreamState,
};

impl Streams {
    /// The JSON of a finished run's output. For members only.
    pub async fn output(
        &self,
        session: SessionId,
        person: PersonId,
        run_id: RunId,
    ) -> Result<String, ApiError> {
        let find = move |state: &StreamState| {
            let run = state.run(run_id)?.clone();
            let dataset = state.dataset(run.dataset_id)?.clone();
            Some((dataset, run))
        };
        let found = self.read(session, person, find).await?;
        let no_output = || ApiError::new(ErrorCode::RunUnknown, "That run has no result here.");
        let (dataset, run) = found.ok_or_else(no_output)?;
        if let Some(sentence) = dataset.removed() {
            return Err(gone(sentence));
        }
        let place = runs::place_of_output(self, &dataset, &run).await;
        let (key, _) =
            place.map_err(|error| ApiError::new(ErrorCode::ServerFailed, error.message))?;
        db::outputs::get(&self.0.db, &key)
            .await?
            .ok_or_else(no_output)
    }

    /// Says who took a data set away; refuses those who are no members.
    pub async fn check_kept(
        &self,
        session: SessionId,
        person: PersonId,
        dataset_id: DatasetId,
    ) -> Result<(), ApiError> {
        let removed = move |state: &StreamState| state.dataset(dataset_id)?.removed();
        match self.read(session, person, removed).await? {
            None => Ok(()),
            Some(sentence) => Err(gone(sentence)),
        }
    }

    /// Waits until a data set or a page of notes is taken away, or was since this was last asked.
    pub async fn something_removed(&self) {
        self.0.removed.notified().await;
    }

    /// Something was taken out of rows: nothing of it is to stay in the database's files.
    pub fn wipe_soon(&self) {
        self.0.wiper.wipe_soon();
    }
}

fn gone(sentence: String) -> ApiError {
    ApiError::new(ErrorCode::DatasetRemoved, format!("{sentence}."))
}
