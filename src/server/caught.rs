//! Panics held where they happen: whoever else uses the server goes on. `metrics` counts them.

use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, time::Duration};

/// Before a task begins again: one that panics at once must not take a processor.
const REST: Duration = Duration::from_millis(100);

/// What comes of `work`; none when it panicked. What it worked on is not looked at again, or is read
/// anew.
pub async fn caught<F: Future>(work: F) -> Option<F::Output> {
    AssertUnwindSafe(work).catch_unwind().await.ok()
}

/// A task that lasts as long as the server: after a panic it begins again.
pub fn keep_running<F>(begin: impl Fn() -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move {
        while caught(begin()).await.is_none() {
            tokio::time::sleep(REST).await;
        }
    });
}

/// What somebody hears whose request panicked: it may have been carried out before.
pub fn failed() -> ApiError {
    let sentence = "Something failed on the server. Reload the page to see what became of it.";
    ApiError::new(ErrorCode::ServerFailed, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };
    use tokio::sync::Notify;

    #[tokio::test]
    async fn a_task_that_panics_begins_again() {
        let (begun, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let (count, end) = (begun.clone(), done.clone());
        keep_running(move || {
            let (count, end) = (count.clone(), end.clone());
            async move {
                assert!(count.fetch_add(1, Ordering::SeqCst) == 2, "not yet");
                end.notify_one();
            }
        });
        done.notified().await;
        assert_eq!(begun.load(Ordering::SeqCst), 3);
    }
}
