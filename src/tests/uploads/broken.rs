//! Files that do not come whole, or are none: nothing of them is left behind.

use super::*;
use serde_json::json;
use socket2::SockRef;
use tokio::io::AsyncReadExt;

/// How a connection ends under an upload.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// Closed in good order, as when a browser's tab closes.
    Closed,
    /// Torn off, as when a machine goes.
    Torn,
}

const TOLD: &str = "content-length: 1000\r\n";
const CHUNKED: &str = "transfer-encoding: chunked\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_off_leaves_nothing_behind() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let path = address(fixture.session, "weather.csv");
    for (headers, begun) in [(TOLD, "a\n1"), (CHUNKED, "3\r\na\n1\r\n")] {
        for cut in [Cut::Closed, Cut::Torn] {
            let connection = write_by_hand(&fixture.ada, &path, headers, begun).await;
            hears_phase(&grace, UploadPhase::Receiving).await;
            assert_eq!(fixture.files().len(), 1, "the part: {:?}", fixture.files());
            if let Cut::Torn = cut {
                let none = Some(Duration::ZERO);
                SockRef::from(&connection).set_linger(none).unwrap();
            }
            drop(connection);
            let told = hears_phase(&grace, UploadPhase::Failed).await;
            assert_eq!(told.name, "weather.csv");
            let sentence = told.error.as_deref();
            assert_eq!(sentence, Some("The file did not arrive whole."), "{cut:?}");
            assert!(fixture.files().is_empty(), "{cut:?}: {:?}", fixture.files());
        }
    }
    assert!(fixture.datasets().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_ends_early_and_still_listens_hears_so() {
    let fixture = Fixture::new().await;
    let path = address(fixture.session, "weather.csv");
    let mut connection = write_by_hand(&fixture.ada, &path, TOLD, "a\n1").await;
    connection.shutdown().await.unwrap();
    let mut answer = String::new();
    let read = timeout(PATIENCE, connection.read_to_string(&mut answer));
    read.await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(
        answer.contains("The file did not arrive whole."),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_table_is_refused_in_words() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    for (file, sentence) in [
        (&b""[..], "notes.csv is empty."),
        (b"a\n", "notes.csv has a header but no rows."),
        (
            b"\x00\x01\x02\xff\xfe\x00\x07",
            "notes.csv is not a text file. Bring a table: CSV, Excel, JSON or Parquet.",
        ),
        (
            b"%PDF-1.7\n",
            "notes.csv is a PDF. Bring a table: CSV, Excel, JSON or Parquet.",
        ),
    ] {
        let answer = fixture.upload(&fixture.ada, "notes.csv", file).await;
        let refused = json!({ "code": "dataset/unreadable", "message": sentence });
        assert_eq!(answer, (422, refused));
        let told = hears_phase(&grace, UploadPhase::Failed).await;
        assert_eq!(told.error.as_deref(), Some(sentence));
        assert!(fixture.files().is_empty(), "{:?}", fixture.files());
    }
    assert!(fixture.datasets().await.is_empty());
}
