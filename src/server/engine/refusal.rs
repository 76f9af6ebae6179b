//! Why a job has no result, in words.

use super::worker_slot::Stopped;
use crate::server::{metrics, worker::wire::Reply};
use crate::shared::analysis::{AnalysisError, AnalysisErrorKind};
use std::time::Duration;

/// Why there is no result, in words: what helps against slowness, and what after a crash.
pub fn refusal(
    end: Result<Reply, Stopped>,
    deadline: Duration,
    when_slow: &str,
    when_dead: &str,
) -> AnalysisError {
    let stopped = || {
        AnalysisError::new(
            AnalysisErrorKind::Unavailable,
            format!("The worker stopped unexpectedly. {when_dead}"),
        )
    };
    match end {
        Ok(Reply::Failed(error)) => error,
        Ok(Reply::Panicked(words)) => {
            tracing::error!(words, "a worker panicked");
            metrics::PANICS.inc();
            stopped()
        }
        Ok(other) => {
            tracing::error!(?other, "a worker answered another question");
            stopped()
        }
        Err(Stopped::Died(error)) => {
            tracing::warn!(%error, "a worker died");
            stopped()
        }
        Err(Stopped::AtDeadline) => AnalysisError::new(
            AnalysisErrorKind::TooSlow,
            format!("Stopped after {}. {when_slow}", seconds(deadline)),
        ),
    }
}

fn seconds(time: Duration) -> String {
    if time.as_secs() > 0 {
        format!("{} s", time.as_secs())
    } else {
        format!("{} ms", time.as_millis())
    }
}
