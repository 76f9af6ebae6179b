//! How long jobs may take, and how long workers live.

use std::time::Duration;

/// How long jobs may take once a worker has them, and how long workers live.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub run: Duration,
    /// To compute a run again as rows come: others wait for the worker meanwhile.
    pub frame: Duration,
    /// And a second more for each MB of the file.
    pub ingest: Duration,
    pub rows: Duration,
    /// To compute a view, or what columns hold.
    pub view: Duration,
    pub export: Duration,
    /// A worker is replaced after this many jobs.
    pub jobs_per_worker: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            run: Duration::from_secs(30),
            frame: Duration::from_secs(10),
            ingest: Duration::from_secs(120),
            rows: Duration::from_secs(10),
            view: Duration::from_secs(60),
            export: Duration::from_secs(300),
            jobs_per_worker: 500,
        }
    }
}
