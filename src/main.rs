//! The one binary: `tandem worker` is a worker process.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("worker") => tandem::server::worker::run(),
        _ => ExitCode::FAILURE,
    }
}
