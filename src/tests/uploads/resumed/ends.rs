//! Uploads that end before they are whole: cancelled, expired, or left without a session.

use super::*;
use tokio::io::AsyncReadExt;

#[tokio::test(flavor = "multi_thread")]
async fn either_cancels_and_nobody_else() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    for by in [&fixture.grace, &fixture.ada] {
        let path = &begin(&fixture.ada, fixture.session, "rain.csv", 10).await;
        bring(&fixture.ada, path, 0, "a\n1\n").await;
        let stranger = cancel(&fixture.noor, path).await;
        assert_eq!((stranger.status, stranger.code()), (404, "upload/unknown"));
        let heard = cancel(by, path).await;
        assert_eq!(heard.status, 204, "{heard:?}");
        let told = hears_phase(&grace, UploadPhase::Failed).await;
        let sentence = format!("{} cancelled it.", by.name);
        assert_eq!(told.error, Some(sentence));
        assert!(fixture.files().is_empty(), "{:?}", fixture.files());
        assert_eq!(look(&fixture.ada, path).await.status, 404);
        assert_eq!(bring(&fixture.ada, path, 4, "2\n").await.status, 404);
        assert_eq!(cancel(by, path).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_still_sends_hears_who_cancelled() {
    let fixture = Fixture::new().await;
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", 1_000).await;
    let resumable = patch_by_hand(&fixture.ada, path, 0, 1_000, b"a\n1\n").await;
    fixture.has(path, 4).await;
    assert_eq!(cancel(&fixture.grace, path).await.status, 204);
    hears_that_it_was_cancelled(resumable).await;

    let grace = fixture.listener(&fixture.grace).await;
    let address = address(fixture.session, "rain.csv");
    let length = "content-length: 1000\r\n";
    let plain = write_by_hand(&fixture.ada, &address, length, "a\n1\n").await;
    let told = hears_phase(&grace, UploadPhase::Receiving).await;
    let path = format!("/api/uploads/{}", told.upload_id);
    assert_eq!(cancel(&fixture.noor, &path).await.status, 404);
    assert_eq!(look(&fixture.ada, &path).await.status, 404);
    assert_eq!(cancel(&fixture.grace, &path).await.status, 204);
    hears_that_it_was_cancelled(plain).await;
    let told = hears_phase(&grace, UploadPhase::Failed).await;
    assert_eq!(told.error.as_deref(), Some("Grace cancelled it."));
    assert!(fixture.files().is_empty(), "{:?}", fixture.files());
    assert!(fixture.datasets().await.is_empty());
}

async fn hears_that_it_was_cancelled(mut connection: TcpStream) {
    let mut heard = Vec::new();
    let reading = async {
        while !String::from_utf8_lossy(&heard).contains("Grace cancelled it.") {
            assert_ne!(connection.read_buf(&mut heard).await.unwrap(), 0);
        }
    };
    timeout(PATIENCE, reading).await.unwrap();
    assert!(heard.starts_with(b"HTTP/1.1 410"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_resumes_expires_and_its_room_is_free_again() {
    let fixture = Fixture::with(|config| {
        config.max_session = 10_000;
        config.upload_kept = Duration::from_millis(1_500);
    })
    .await;
    let grace = fixture.listener(&fixture.grace).await;
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", 9_000).await;
    bring(&fixture.ada, path, 0, rows(4_000)).await;
    let full = announce(&fixture.grace, fixture.session, "two.csv", 9_000).await;
    assert_eq!((full.status, full.code()), (507, "server/full"));
    let told = hears_phase(&grace, UploadPhase::Failed).await;
    let sentence = "Its rest did not come in time.";
    assert_eq!(told.error.as_deref(), Some(sentence));
    assert!(fixture.files().is_empty(), "{:?}", fixture.files());
    assert_eq!(look(&fixture.ada, path).await.status, 404);
    begin(&fixture.grace, fixture.session, "two.csv", 9_000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_session_takes_its_uploads_along() {
    let fixture = Fixture::new().await;
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", 9_000).await;
    bring(&fixture.ada, path, 0, rows(4_000)).await;
    let socket = fixture.ada.socket().await;
    let deleted = tandem::shared::protocol::DeleteSession {
        session_uuid: fixture.session,
        title: "Seattle".into(),
    };
    ask(&socket, deleted).await.unwrap();
    assert!(fixture.files().is_empty(), "{:?}", fixture.files());
    assert_eq!(look(&fixture.ada, path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_read_is_cancelled_or_is_there() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let file = rows(5_000_000);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    let bringing = bring(&fixture.ada, path, 0, file);
    let cancelling = async {
        hears_phase(&grace, UploadPhase::Reading).await;
        cancel(&fixture.grace, path).await
    };
    let (brought, cancelled) = tokio::join!(bringing, cancelling);
    match cancelled.status {
        204 => {
            assert_eq!((brought.status, brought.code()), (410, "upload/cancelled"));
            let told = hears_phase(&grace, UploadPhase::Failed).await;
            assert_eq!(told.error.as_deref(), Some("Grace cancelled it."));
            assert!(fixture.datasets().await.is_empty());
            assert!(fixture.files().is_empty(), "{:?}", fixture.files());
        }
        // It was quicker.
        status => {
            assert_eq!((status, brought.status), (404, 204));
            assert_eq!(fixture.datasets().await.len(), 1);
        }
    }
}
