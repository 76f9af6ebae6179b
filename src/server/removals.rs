//! Accounts that whoever runs the server asked to be deleted, by a command beside it. The server does it:
//! it alone knows who is where, and what of them is in its memory.

use super::{app::App, db::operators};
use crate::shared::account_page::Words;
use std::time::Duration;

/// How soon one is deleted.
const EVERY: Duration = Duration::from_secs(2);

/// Deletes them, for as long as the server runs. Whatever is cut off is done again.
pub async fn delete_asked(app: App) {
    let mut clock = tokio::time::interval(EVERY);
    loop {
        clock.tick().await;
        let asked = match operators::to_delete(&app.db).await {
            Ok(asked) => asked,
            Err(error) => {
                // The next round asks again.
                tracing::debug!(%error, "accounts to delete not read");
                continue;
            }
        };
        for (person, with_words) in asked {
            let words = match with_words {
                true => Words::Go,
                false => Words::Stay,
            };
            if let Err(error) = app.delete_person(&person, words).await {
                tracing::warn!(%error.message, person = %person.id, "account not deleted");
            }
        }
    }
}
