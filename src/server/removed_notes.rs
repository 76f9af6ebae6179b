//! What was kept of a page of notes that was taken away: what stood on it, its history, what it was called.
//!
//! The log says what was removed. The page's names in it are the last to go, so a server that stops in between goes on
//! where it was.

use super::{
    app::App,
    db::{notes::NotePlace, removed_notes},
    error::ServerError,
};
use crate::shared::ids::SessionId;

/// Clears all that are removed and not cleared yet.
pub async fn clear_all(app: &App) -> Result<(), ServerError> {
    for (removal, note, told) in removed_notes::uncleared(&app.db).await? {
        let session = SessionId(removal.stream.0);
        app.notes.remove(NotePlace { session, note }).await?;
        removed_notes::take_out(&app.db, &removal, told).await?;
        app.streams.wipe_soon();
    }
    Ok(())
}
