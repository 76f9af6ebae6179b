//! Runs that follow and runs that somebody waits for share a worker.

use super::*;
use tokio::time::timeout;

#[tokio::test]
async fn a_frame_is_computed_only_where_no_run_wants_the_worker() {
    let fixture = Fixture::new(Limits::default()).await;
    fixture.assert_runs_work().await;
    let frame = || {
        fixture.pool.frame(RunJob {
            parquet: fixture.path("penguins.parquet"),
            dataset: fixture.dataset.clone(),
            spec: mean_mass(),
            now_ms: None,
        })
    };
    assert!(frame().await.unwrap().is_some());
    let (endless, started) = fixture.run(fixture.endless());
    let endless = tokio::spawn(endless);
    started.await.unwrap();
    assert_eq!(frame().await.unwrap(), None);
    endless.abort();
    let free = async {
        while frame().await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(30), free).await.unwrap();
}
