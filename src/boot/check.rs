//! `tandem check`: what was read, and what of it does not fit.

use super::database;
use crate::server::{
    check::{self, Report},
    config::Config,
    db::start,
    engine::{Limits, WorkerPool},
};
use anyhow::{Context, anyhow, bail};
use std::sync::Arc;

/// Fails when something does not fit.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let db = database::open_beside(&config).await?;
    let program = std::env::current_exe().context("This program's own path is unknown")?;
    let engine = Arc::new(WorkerPool::new(program, Limits::default()));
    let report = check::check(&config, &db, engine).await;
    let report =
        report.map_err(|error| anyhow!("The check was not finished: {}", start::why(&error)))?;
    for finding in &report.findings {
        println!("{finding}");
    }
    println!("{}", read(&report));
    match report.findings.len() {
        0 => Ok(()),
        1 => bail!("1 thing does not fit"),
        many => bail!("{many} things do not fit"),
    }
}

fn read(report: &Report) -> String {
    let fits = match report.findings.is_empty() {
        true => ": everything fits",
        false => "",
    };
    format!(
        "Read {} streams with {} events and {} snapshots, {} data sets, {} files{fits}.",
        report.streams, report.events, report.snapshots, report.datasets, report.files
    )
}
