//! What there is no room for is refused before any of it comes.

use super::*;
use crate::support::SmallDisk;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_announced_counts_until_it_ends() {
    let fixture = Fixture::with(|config| {
        config.max_session = 10_000;
        config.max_upload = 9_000;
    })
    .await;
    let (ada, grace) = (&fixture.ada, &fixture.grace);
    let large = announce(ada, fixture.session, "rain.csv", 9_001).await;
    let sentence = "rain.csv is over 9 kB. This server takes up to 9 kB.";
    assert_eq!((large.status, large.message()), (413, sentence));
    assert!(fixture.files().is_empty());
    let path = &begin(ada, fixture.session, "rain.csv", 6_000).await;
    let full = announce(grace, fixture.session, "two.csv", 4_001).await;
    let sentence = "This session is full: its files may take up 10 kB in all.";
    assert_eq!((full.status, full.message()), (507, sentence));
    let body = vec![b'1'; 4_001];
    let (status, _) = fixture.upload(grace, "two.csv", body).await;
    assert_eq!(status, 507, "the plain way");
    assert_eq!(fixture.files().len(), 2, "{:?}", fixture.files());
    assert_eq!(cancel(grace, path).await.status, 204);
    begin(grace, fixture.session, "two.csv", 9_000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_wait_for_their_rest_and_the_sentence_says_what_helps() {
    let fixture = Fixture::with(|config| config.connections.uploads_per_person = 1).await;
    let mut first = None;
    for _ in 0..20 {
        let path = begin(&fixture.ada, fixture.session, "rain.csv", 10).await;
        first.get_or_insert(path);
    }
    let heard = announce(&fixture.ada, fixture.session, "rain.csv", 10).await;
    assert_eq!((heard.status, heard.code()), (400, "upload/too-many"));
    assert!(heard.message().contains("Resume one of them, or cancel it"));
    begin(&fixture.grace, fixture.session, "rain.csv", 10).await;
    cancel(&fixture.ada, &first.unwrap()).await;
    begin(&fixture.ada, fixture.session, "rain.csv", 10).await;
    // Those that wait do not count as running.
    let (status, answer) = fixture.upload(&fixture.ada, "plain.csv", "a\n1\n").await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_without_room_is_told_of_beforehand() {
    let Some(disk) = SmallDisk::of(32) else {
        return;
    };
    let data = disk.path().join("data");
    let fixture = Fixture::with(|config| config.data = data).await;
    let before = fixture.files().len();
    let heard = announce(&fixture.ada, fixture.session, "rain.csv", 60_000_000).await;
    assert_eq!((heard.status, heard.code()), (507, "server/disk-full"));
    assert!(heard.message().contains("rain.csv, which has 60 MB"));
    let path = address(fixture.session, "rain.csv");
    let length = "content-length: 60000000\r\n";
    let mut plain = write_by_hand(&fixture.ada, &path, length, "").await;
    let mut words = vec![0; 12];
    let read = tokio::io::AsyncReadExt::read_exact(&mut plain, &mut words);
    timeout(PATIENCE, read).await.unwrap().unwrap();
    assert_eq!(words, b"HTTP/1.1 507");
    // What others have announced is spoken for.
    begin(&fixture.grace, fixture.session, "one.csv", 20_000_000).await;
    let heard = announce(&fixture.ada, fixture.session, "two.csv", 20_000_000).await;
    assert_eq!((heard.status, heard.code()), (507, "server/disk-full"));
    assert_eq!(fixture.files().len(), before + 2);
}
