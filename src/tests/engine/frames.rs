//! Runs that follow and runs that somebody waits for share a worker.

use super::*;
use tokio::time::timeout;

impl Fixture {
    fn frame(
        &self,
        parquet: PathBuf,
    ) -> impl Future<Output = Result<Option<(Output, Reads)>, AnalysisError>> + Send + use<> {
        self.pool.frame(RunJob {
            parquet,
            dataset: self.dataset.clone(),
            spec: mean_mass(),
            now_ms: None,
        })
    }
}

#[tokio::test]
async fn a_frame_is_computed_only_where_no_run_wants_the_worker() {
    let fixture = Fixture::new(Limits::default()).await;
    fixture.assert_runs_work().await;
    let frame = || fixture.frame(fixture.path("penguins.parquet"));
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

#[tokio::test]
async fn a_frame_that_takes_long_gives_way_to_a_run() {
    let fixture = Fixture::new(Limits::default()).await;
    fixture.assert_runs_work().await;
    let frame = tokio::spawn(fixture.frame(fixture.endless()));
    let before = fixture.runner();
    // It takes the worker as soon as it may do anything.
    tokio::task::yield_now().await;
    let run = fixture.run(fixture.path("penguins.parquet")).0;
    let output = timeout(Duration::from_secs(8), run).await.unwrap().unwrap();
    assert_eq!(output.table.rows.len(), 3);
    assert_eq!(frame.await.unwrap().unwrap(), None);
    assert_ne!(fixture.runner(), before);
}
