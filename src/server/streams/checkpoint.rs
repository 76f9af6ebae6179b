//! Runs that follow a live data set, as the log has them, and what is kept of what they come to.

use super::{
    Streams,
    frame::{Frame, output_url},
    runs,
};
use crate::server::db;
use crate::shared::{
    api_error::ApiError,
    dataset::Dataset,
    error_code::ErrorCode,
    ids::SessionId,
    session::{Run, StreamState, runs::CheckpointRun},
};

impl Streams {
    /// The runs of a session that follow now, each with its data set.
    pub async fn following(&self, session: SessionId) -> Result<Vec<(Run, Dataset)>, ApiError> {
        self.peek(session, |state: &StreamState| {
            let following = state
                .runs
                .iter()
                .filter(|run| run.pause.is_none() && state.follows(run.run_id));
            let with_data = following.filter_map(|run| {
                Some((without_output(run), state.dataset(run.dataset_id)?.clone()))
            });
            with_data.collect()
        })
        .await
    }

    /// Keeps what a run has come to, and nothing of what it had come to before.
    pub async fn keep_frame(
        &self,
        session: SessionId,
        run: &Run,
        dataset: &Dataset,
        frame: &Frame,
    ) -> Result<(), ApiError> {
        let db = &self.0.db;
        let (key, content) = runs::place_of_output(self, dataset, run)
            .await
            .map_err(|error| ApiError::new(ErrorCode::ServerFailed, error.message))?;
        let checkpoint = CheckpointRun {
            run_id: run.run_id,
            as_of: frame.as_of,
            output: frame.output.clone(),
            output_url: output_url(session, run.run_id),
        };
        let kept = self.submit(session, &run.by, None, checkpoint).await?;
        db::outputs::replace(db, &key, &content, frame.json.clone()).await?;
        db::checkpoints::forget_before(db, &kept.event).await?;
        // Whoever clears a data set that was removed may have been here before.
        let dataset_id = dataset.dataset_id;
        let is_here = move |state: &StreamState| state.dataset_here(dataset_id).is_ok();
        if !self.peek(session, is_here).await? {
            db::outputs::remove(db, &key).await?;
        }
        Ok(())
    }
}

/// What is asked of the data set, without what came of it.
fn without_output(run: &Run) -> Run {
    Run {
        output: None,
        ..run.clone()
    }
}
