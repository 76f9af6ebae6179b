//! How much is taken: of one file, and of all files of a session.

use super::*;
use futures_util::stream;
use std::io;
use tokio::io::AsyncReadExt;

/// A body whose length is not told beforehand, in pieces of a kilobyte.
fn untold(kilobytes: usize) -> Body {
    let pieces = (0..kilobytes).map(|_| Ok::<_, io::Error>(table(1_000)));
    Body::wrap_stream(stream::iter(pieces))
}

/// One column, `bytes` long; its lines are two bytes each.
fn table(bytes: usize) -> String {
    "1\n".repeat(bytes / 2)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_over_the_limit_is_refused_with_its_name_and_the_limit() {
    let fixture = Fixture::with(|config| config.max_upload = 1_000).await;
    let grace = fixture.listener(&fixture.grace).await;
    let sentence = "weather.csv is over 1 kB. This server takes up to 1 kB.";
    // Beforehand when its length is told, else while it arrives; also when much more would come
    // and nobody reads it.
    for body in [table(1_002).into(), untold(2), untold(5_000)] {
        let (status, answer) = fixture.upload(&fixture.ada, "weather.csv", body).await;
        assert_eq!((status, answer["message"].as_str()), (413, Some(sentence)));
    }
    for _ in 0..2 {
        let told = hears_phase(&grace, UploadPhase::Failed).await;
        assert_eq!(told.error.as_deref(), Some(sentence));
    }
    assert!(fixture.files().is_empty(), "{:?}", fixture.files());
    let (status, answer) = fixture.upload(&fixture.ada, "fits.csv", table(1_000)).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_that_lies_is_taken_at_its_word() {
    let fixture = Fixture::with(|config| config.max_upload = 1_000).await;
    let path = address(fixture.session, "weather.csv");
    // More than may come is refused before anything of it has come.
    let headers = "content-length: 1001\r\n";
    let mut connection = write_by_hand(&fixture.ada, &path, headers, "").await;
    assert_eq!(status_of(&mut connection).await, "HTTP/1.1 413");
    assert!(fixture.files().is_empty());
    // Of more than was told, what was told is the file.
    let headers = "content-length: 4\r\nconnection: close\r\n";
    let mut connection = write_by_hand(&fixture.ada, &path, headers, "a\n1\n22222\n").await;
    assert_eq!(status_of(&mut connection).await, "HTTP/1.1 200");
    assert_eq!(fixture.datasets().await[0].bytes, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_takes_no_more_than_its_share() {
    let fixture = Fixture::with(|config| config.max_session = 10).await;
    let (status, answer) = fixture.upload(&fixture.ada, "one.csv", "a\n1\n2\n").await;
    assert_eq!(status, 200, "{answer}");
    for body in ["a\n1\n2\n".into(), untold(1)] {
        let (status, answer) = fixture.upload(&fixture.grace, "two.csv", body).await;
        assert_eq!(
            (status, answer["code"].as_str()),
            (507, Some("server/full"))
        );
    }
    assert_eq!(fixture.files().len(), 2);
    let (status, _) = fixture.upload(&fixture.grace, "three.csv", "a\n1\n").await;
    assert_eq!(status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_still_arriving_counts_towards_the_share() {
    let fixture = Fixture::with(|config| config.max_session = 10_000).await;
    let grace = fixture.listener(&fixture.grace).await;
    let path = address(fixture.session, "one.csv");
    let headers = "content-length: 10000\r\n";
    let mut connection = write_by_hand(&fixture.ada, &path, headers, &table(9_000)).await;
    // Progress is told with a piece that comes some time after the last was told.
    let mut sent = 9_000;
    let piece = Duration::from_millis(20);
    while !matches!(timeout(piece, hears(&grace)).await, Ok(told) if told.received >= 9_000) {
        connection.write_all(b"1\n").await.unwrap();
        sent += 2;
    }
    let (status, answer) = fixture.upload(&fixture.grace, "two.csv", untold(2)).await;
    assert_eq!(
        (status, answer["code"].as_str()),
        (507, Some("server/full"))
    );
    let rest = table(10_000 - sent);
    connection.write_all(rest.as_bytes()).await.unwrap();
    assert_eq!(status_of(&mut connection).await, "HTTP/1.1 200");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_send_hears_so_however_much_is_sent() {
    let fixture = Fixture::new().await;
    let nobody = Visitor::anonymous(fixture.app.addr);
    for (by, expected) in [(&fixture.noor, 404), (&nobody, 401)] {
        let (status, answer) = fixture.upload(by, "weather.csv", untold(5_000)).await;
        assert_eq!(status, expected, "{answer}");
    }
    assert!(fixture.files().is_empty());
}

/// The first words of the answer.
async fn status_of(connection: &mut TcpStream) -> String {
    let mut words = vec![0; 12];
    let read = timeout(PATIENCE, connection.read_exact(&mut words));
    read.await.unwrap().unwrap();
    String::from_utf8(words).unwrap()
}
