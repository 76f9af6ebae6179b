//! Jobs that take too long are stopped, and leave nothing behind.

use super::*;

#[tokio::test]
async fn run_is_stopped_at_its_deadline_and_the_worker_replaced() {
    let limits = Limits {
        run: Duration::from_secs(1),
        ..Limits::default()
    };
    let fixture = Fixture::new(limits).await;
    fixture.assert_runs_work().await;
    let before = fixture.runner().unwrap();
    let error = fixture.run(fixture.endless()).0.await.unwrap_err();
    assert_eq!(error.kind, AnalysisErrorKind::TooSlow);
    assert_eq!(
        error.message,
        "Stopped after 1 s. Choose a smaller data set."
    );
    fixture.assert_runs_work().await;
    assert_ne!(fixture.runner(), Some(before));
    end_of(before).await;
}

#[tokio::test]
async fn upload_stopped_at_its_deadline_leaves_no_file() {
    let limits = Limits {
        ingest: Duration::from_secs(2),
        ..Limits::default()
    };
    let fixture = Fixture::new(limits).await;
    let before = std::fs::read_dir(fixture.folder.path()).unwrap().count();
    let (source, parquet) = (fixture.endless(), fixture.path("never.parquet"));
    std::fs::write(fixture.path("never.unfinished"), b"half").unwrap();
    let job = IngestJob {
        source,
        file_name: "never.csv".into(),
        decisions: Decisions::default(),
        after: None,
        parquet,
    };
    let error = fixture.pool.ingest(job).await.unwrap_err();
    assert_eq!(error.message, "Stopped after 2 s. Upload a smaller file.");
    let after = std::fs::read_dir(fixture.folder.path()).unwrap().count();
    assert_eq!(after, before + 1, "only the pipe itself is new");
}
