//! `tandem check`: reads every stream, every snapshot and every file, and says what does not fit.
//!
//! Reads only, and beside a running server: what looks wrong is looked at once more before it is told,
//! as it may have been on its way.

mod files;
mod folds;
mod notes;

use super::{
    config::Config,
    db::{self, Database},
    engine::Engine,
    error::ServerError,
};
use std::sync::Arc;

/// What was read, and what of it does not fit.
#[derive(Debug, Default)]
pub struct Report {
    pub streams: usize,
    pub events: u64,
    pub snapshots: usize,
    pub datasets: usize,
    pub files: usize,
    /// A sentence each.
    pub findings: Vec<String>,
}

pub async fn check(
    config: &Config,
    db: &Database,
    engine: Arc<dyn Engine>,
) -> Result<Report, ServerError> {
    db.only_read().await?;
    let mut report = Report::default();
    for said in db::check::integrity(db).await? {
        report.findings.push(format!("The database: {said}."));
    }
    for stream in db::check::streams(db).await? {
        folds::check(db, stream, &mut report).await?;
    }
    for (what, stream) in db::check::without_stream(db).await? {
        let sentence = format!("Stream {stream} is not there, but {what} of it.");
        report.findings.push(sentence);
    }
    report.findings.extend(db::check::unreadable(db).await?);
    notes::check(db, &mut report).await?;
    files::check(config, db, engine, &mut report).await?;
    Ok(report)
}
