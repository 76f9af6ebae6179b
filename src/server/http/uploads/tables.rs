//! The other tables of a file: each becomes a data set of its own, from the same kept file.

use crate::server::{
    app::App,
    db::datasets::DatasetRow,
    http::kept_file::{Again, Purpose, read_again},
};
use crate::shared::{
    account::Person,
    ids::DatasetId,
    protocol::{UploadPhase, UploadProgress},
    reading::{Decisions, Inside},
    session::datasets::Place,
};
use uuid::Uuid;

/// As many tables of one file come in by themselves; the page "How it was read" has the others.
const MOST: usize = 10;

/// Reads them one after the other. Members see each on its way, and why one did not come.
pub async fn bring_others(
    app: &App,
    by: &Person,
    of: &DatasetRow,
    inside: Inside,
    place: Place,
) -> Vec<DatasetId> {
    let mut brought = Vec::new();
    let others = inside
        .tables
        .into_iter()
        .filter(|name| *name != inside.read);
    for table in others.take(MOST - 1) {
        let new = DatasetId(Uuid::new_v4());
        let name = format!("{} – {table}", of.name);
        let tell = |phase, error| {
            app.streams.tell_upload(UploadProgress {
                session_uuid: of.session,
                upload_id: new.0,
                name: name.clone(),
                by: by.clone(),
                received: of.bytes,
                total: Some(of.bytes),
                phase,
                error,
            });
        };
        tell(UploadPhase::Reading, None);
        let named = name.clone();
        let again = Again {
            of: of.clone(),
            new,
            decisions: Decisions {
                table: Some(table),
                ..Decisions::default()
            },
            name: Some(Box::pin(async { Ok(named) })),
            purpose: Purpose::Table(place),
        };
        match read_again(app, by, again).await {
            Ok(_) => {
                tell(UploadPhase::Done, None);
                brought.push(new);
            }
            Err(refusal) => tell(UploadPhase::Failed, Some(refusal.message)),
        }
    }
    brought
}
