//! Rows for a live data set, however they come: who may send them, under which key, and what is answered. Who may say
//! how many of them are kept.

use super::{
    app::App,
    engine::{self, Append, Keep},
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
    protocol::{AppendRowsOk, Gap},
    session::{Rejection, StreamState},
};

impl App {
    /// Appends a batch, all of it or nothing; for members only. A key is known again from the same person only.
    pub async fn append_rows(
        &self,
        session: SessionId,
        by: &Person,
        dataset_id: DatasetId,
        batch: Append,
    ) -> Result<AppendRowsOk, ApiError> {
        let check = move |state: &StreamState| check(state, dataset_id);
        self.streams.read(session, by.id, check).await??;
        let key = batch.key.map(|key| format!("{} {key}", by.id));
        let batch = Append { key, ..batch };
        let appended = self.live.append(session, dataset_id, batch).await?;
        Ok(AppendRowsOk {
            first: appended.receipt.first as i64,
            rows: appended.receipt.rows as i64,
            dup: appended.dup,
            missing: appended.gaps.into_iter().map(gap).collect(),
            left_out: appended.left_out.into_iter().map(gap).collect(),
        })
    }

    /// Keeps so much of a live data set from now on: whoever added it may say so, and the session's creator.
    pub async fn keep_rows(
        &self,
        session: SessionId,
        by: &Person,
        dataset_id: DatasetId,
        keep: Keep,
    ) -> Result<(), ApiError> {
        let me = by.id;
        let check = move |state: &StreamState| {
            check(state, dataset_id)?;
            let dataset = state.dataset_here(dataset_id)?;
            match dataset.by.id == me || state.is_creator(me) {
                true => Ok(()),
                false => {
                    let sentence = "Only whoever added it can say how much is kept, and the creator of the session.";
                    Err(ApiError::new(ErrorCode::DatasetNotYours, sentence))
                }
            }
        };
        self.streams.read(session, me, check).await??;
        self.live.keep(session, dataset_id, keep).await
    }
}

fn check(state: &StreamState, dataset_id: DatasetId) -> Result<(), ApiError> {
    let dataset = state.dataset_here(dataset_id)?;
    if state.people.archived {
        return Err(Rejection::Archived.into());
    }
    if !dataset.live {
        let sentence = "Rows are appended to live data sets. This one is a file that was added, and stays as it is.";
        return Err(ApiError::new(ErrorCode::DatasetNotLive, sentence));
    }
    Ok(())
}

fn gap(gap: engine::Gap) -> Gap {
    Gap {
        column: gap.column,
        rows: gap.rows as i64,
        first: gap.first as i64,
    }
}
