//! Pages of notes: each loads, and as what its updates made of it.

use super::Report;
use crate::server::{
    db::{self, Database},
    error::ServerError,
    notes::fits,
};

pub async fn check(db: &Database, report: &mut Report) -> Result<(), ServerError> {
    for place in db::notes::places(db).await? {
        // A server may be writing there.
        if !fits(db, place).await? && !fits(db, place).await? {
            let (note, session) = (place.note, place.session);
            let sentence = format!("Page {note} of the notes of session {session} does not load.");
            report.findings.push(sentence);
        }
    }
    Ok(())
}
