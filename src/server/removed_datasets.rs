//! What was kept of a data set that was taken away: its files, its rows in the log, the results of its runs.
//!
//! The log says what was removed; the row of the data set, whether it is cleared. So a server that stops in between
//! goes on where it was.

use super::{
    app::App,
    db::{self, removed_datasets},
    error::ServerError,
    orphaned_files::remove_files,
    removed_notes,
    streams::output_keys,
};
use crate::shared::{ids::DatasetId, stream::Event};
use std::time::Duration;
use tokio::time::sleep;

/// After a fault.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Clears what is removed, pages of notes too, for as long as the server runs.
pub async fn clear_as_they_go(app: App) {
    loop {
        match clear_all(&app).await {
            Ok(()) => app.streams.something_removed().await,
            Err(error) => {
                tracing::warn!(%error, "what was removed is not cleared");
                sleep(TRY_AGAIN).await;
            }
        }
    }
}

async fn clear_all(app: &App) -> Result<(), ServerError> {
    for (removal, dataset_id) in removed_datasets::uncleared(&app.db).await? {
        clear(app, &removal, dataset_id).await?;
    }
    removed_notes::clear_all(app).await
}

async fn clear(app: &App, removal: &Event, dataset_id: DatasetId) -> Result<(), ServerError> {
    app.live.remove(dataset_id).await?;
    remove_files(&app.config, dataset_id)?;
    let told = removed_datasets::told_of(&app.db, removal, dataset_id).await?;
    if let Some(row) = db::datasets::get(&app.db, dataset_id).await?
        && db::datasets::other_of_content(&app.db, &row.content_hash, dataset_id)
            .await?
            .is_none()
    {
        let keys = output_keys(&told, &row.content_hash, &row.name);
        db::outputs::remove_of(&app.db, &row.content_hash, keys).await?;
    }
    removed_datasets::take_out(&app.db, removal, told).await?;
    db::readings::remove(&app.db, dataset_id).await?;
    db::datasets::mark_cleared(&app.db, dataset_id).await?;
    app.streams.wipe_soon();
    Ok(())
}
