//! What this process has counted since it started, for whoever runs it.
//!
//! Whoever does a thing counts it where it does it; a process has one of each counter, whatever it
//! serves. What can be asked at any time (sockets, people, streams) is not counted here. `http/metrics`
//! reads both and writes them down.

mod counter;
mod panics;
mod process;

pub use counter::Counters;
pub use panics::{PANICS, unheard, watch_panics};
pub use process::{Process, uptime};

use crate::shared::error_code::ErrorCode;
use prometheus_client::metrics::{counter::Counter, histogram::Histogram};
use std::sync::LazyLock;

/// Events that the log took in.
pub static EVENTS_APPENDED: LazyLock<Counter> = LazyLock::new(Counter::default);
/// Groups that the log's writer committed, and those that the database refused whole.
pub static COMMITS: LazyLock<Counters> =
    LazyLock::new(|| Counters::new("result", [COMMITTED, FAILED]));
/// How long a group takes, from handing it over to the end of its sync to disk. In seconds.
pub static COMMIT_SECONDS: LazyLock<Histogram> = LazyLock::new(|| Histogram::new(SECONDS));
/// Socket commands that were refused, by the code in their ack: every code that there is, and one for
/// what has none.
pub static REFUSALS: LazyLock<Counters> = LazyLock::new(|| {
    let codes = ErrorCode::ALL.iter().map(ErrorCode::as_str);
    Counters::new("code", codes.chain(["other"]))
});
/// HTTP responses, by the first digit of their status.
pub static RESPONSES: LazyLock<Counters> =
    LazyLock::new(|| Counters::new("status", ["1xx", "2xx", "3xx", "4xx", "5xx"]));
/// Runs that this process worked on, by how they ended.
pub static RUNS: LazyLock<Counters> =
    LazyLock::new(|| Counters::new("outcome", [DONE, STORED, FAILED, CANCELLED]));
/// Answers of runs that follow live data sets, each computed once for all who watch.
pub static RUN_FRAMES: LazyLock<Counter> = LazyLock::new(Counter::default);
/// Worker processes, those that replaced others included.
pub static WORKERS_STARTED: LazyLock<Counter> = LazyLock::new(Counter::default);
/// Bytes of files that people uploaded.
pub static UPLOADED_BYTES: LazyLock<Counter> = LazyLock::new(Counter::default);

pub const COMMITTED: &str = "committed";
/// Computed by a worker.
pub const DONE: &str = "done";
/// Answered from an output that was there already.
pub const STORED: &str = "stored";
pub const FAILED: &str = "failed";
pub const CANCELLED: &str = "cancelled";

/// Upper bounds of the classes of a histogram of seconds.
const SECONDS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
];

/// Counts a response by its status.
pub fn count_response(status: u16) {
    RESPONSES.inc(match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    });
}
