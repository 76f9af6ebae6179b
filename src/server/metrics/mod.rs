//! What this process has counted since it started, for whoever runs it.
//!
//! Counters are plain atomics that whoever does a thing raises where it does it; a process has one of
//! each, whatever it serves. What can be asked at any time (sockets, people, streams) is not counted
//! here. `http/metrics` reads both and writes them down.

mod codes;
mod counter;
mod histogram;
mod panics;
mod process;
mod text;

pub use codes::CODES;
pub use counter::{Counter, Counters};
pub use histogram::{BOUNDS, Histogram};
pub use panics::{PANICS, watch_panics};
pub use process::{Process, uptime};
pub use text::Text;

/// Events that the log took in.
pub static EVENTS_APPENDED: Counter = Counter::new();
/// Groups that the log's writer committed, and those that the database refused whole.
pub static COMMITS: Counters<2> = Counters::new([COMMITTED, FAILED]);
/// How long a group takes, from handing it over to the end of its sync to disk.
pub static COMMIT_SECONDS: Histogram = Histogram::new();
/// Socket commands that were refused, by the code in their ack.
pub static REFUSALS: Counters<{ CODES.len() }> = Counters::new(CODES);
/// HTTP responses, by the first digit of their status.
pub static RESPONSES: Counters<5> = Counters::new(["1xx", "2xx", "3xx", "4xx", "5xx"]);
/// Runs that this process worked on, by how they ended.
pub static RUNS: Counters<4> = Counters::new([DONE, STORED, FAILED, CANCELLED]);
/// Worker processes, those that replaced others included.
pub static WORKERS_STARTED: Counter = Counter::new();
/// Bytes of files that people brought in.
pub static UPLOADED_BYTES: Counter = Counter::new();

pub const COMMITTED: &str = "committed";
/// Computed by a worker.
pub const DONE: &str = "done";
/// Answered from an output that was there already.
pub const STORED: &str = "stored";
pub const FAILED: &str = "failed";
pub const CANCELLED: &str = "cancelled";

/// Counts a response by its status.
pub fn count_response(status: u16) {
    RESPONSES.add_at(usize::from(status / 100).wrapping_sub(1));
}
