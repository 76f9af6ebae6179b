//! Lines that break, and lines that only look as if they were there.

use super::*;
use socket2::SockRef;
use tokio::io::AsyncReadExt;

#[tokio::test(flavor = "multi_thread")]
async fn what_broke_off_at_half_goes_on_there() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let file = rows(400_000);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    let half = file.len() / 2;
    for torn in [false, true] {
        let here = look(&fixture.ada, path).await.offset().unwrap() as usize;
        let piece = &file[here..here + half / 2];
        let rest = file.len() - here;
        let connection = patch_by_hand(&fixture.ada, path, here, rest, piece).await;
        fixture.has(path, here + piece.len()).await;
        if torn {
            let none = Some(Duration::ZERO);
            SockRef::from(&connection).set_linger(none).unwrap();
        }
        drop(connection);
        let told = hears_phase(&grace, UploadPhase::Paused).await;
        assert_eq!((told.name.as_str(), told.error), ("rain.csv", None));
        assert_eq!(told.received as usize, here + piece.len());
    }
    let here = look(&fixture.ada, path).await.offset().unwrap() as usize;
    assert_eq!(here, half / 2 * 2);
    let heard = bring(&fixture.ada, path, here as u64, file[here..].to_vec()).await;
    assert_eq!(
        sha256(&fixture.stored(heard.dataset().unwrap())),
        sha256(&file)
    );
    hears_phase(&grace, UploadPhase::Done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_only_looks_open_is_taken_over() {
    let fixture = Fixture::new().await;
    let file = rows(300_000);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    let begun = 100_000;
    let mut old = patch_by_hand(&fixture.ada, path, 0, file.len(), &file[..begun]).await;
    fixture.has(path, begun).await;
    let soon = Duration::from_secs(5);
    let here = timeout(soon, look(&fixture.ada, path)).await.unwrap();
    assert_eq!((here.status, here.offset()), (200, Some(begun as u64)));
    // What the old line still brings goes nowhere.
    let _ = old.write_all(&file[begun..begun + 1_000]).await;
    let mut half = patch_by_hand(&fixture.ada, path, begun, 200_000, &file[begun..200_000]).await;
    fixture.has(path, 200_000).await;
    // Without asking first, too.
    let rest = bring(&fixture.ada, path, 200_000, file[200_000..].to_vec());
    let heard = timeout(PATIENCE, rest).await.unwrap();
    assert_eq!(heard.status, 204, "{heard:?}");
    let stored = fixture.stored(heard.dataset().unwrap());
    assert_eq!(sha256(&stored), sha256(&file));
    for connection in [&mut old, &mut half] {
        let mut words = vec![0; 12];
        let read = timeout(PATIENCE, connection.read_exact(&mut words));
        read.await.unwrap().unwrap();
        assert_eq!(words, b"HTTP/1.1 409");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_writes_and_nothing_is_doubled() {
    let fixture = Fixture::new().await;
    let file = rows(200_000);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    let all = (0..8).map(|_| bring(&fixture.ada, path, 0, file.clone()));
    futures_util::future::join_all(all).await;
    let here = look(&fixture.ada, path).await;
    let at = here.offset().unwrap();
    let heard = bring(&fixture.ada, path, at, file[at as usize..].to_vec()).await;
    assert_eq!(heard.status, 204, "{here:?} {heard:?}");
    let stored = fixture.stored(heard.dataset().unwrap());
    assert_eq!(sha256(&stored), sha256(&file));
    assert_eq!(fixture.datasets().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_is_told_of_what_is_on_its_way() {
    let fixture = Fixture::new().await;
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", 10).await;
    bring(&fixture.ada, path, 0, "a\n1\n").await;
    let other = fixture.ada.create_session().await;
    begin(&fixture.ada, other, "elsewhere.csv", 10).await;
    let grace = fixture.listener(&fixture.grace).await;
    let told = hears(&grace).await;
    assert_eq!(
        (told.name.as_str(), told.received, told.total),
        ("rain.csv", 4, Some(10))
    );
    assert_eq!(
        (told.upload_id, told.by.name),
        (id_of(path).0, "Ada".into())
    );
    // Between two requests it does not pause at once; then it does.
    if told.phase != UploadPhase::Paused {
        let paused = hears_phase(&grace, UploadPhase::Paused).await;
        assert_eq!((paused.name.as_str(), paused.received), ("rain.csv", 4));
    }
    let later = fixture.listener(&fixture.ada).await;
    assert_eq!(hears(&later).await.phase, UploadPhase::Paused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_on_which_nothing_comes_is_let_go_of_and_what_came_is_kept() {
    let fixture =
        Fixture::with(|config| config.connections.body_rests = Duration::from_millis(700)).await;
    let grace = fixture.listener(&fixture.grace).await;
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", 6).await;
    let mut silent = patch_by_hand(&fixture.ada, path, 0, 6, b"a\n1\n").await;
    let told = hears_phase(&grace, UploadPhase::Paused).await;
    assert_eq!((told.received, told.total), (4, Some(6)));
    let mut words = vec![0; 12];
    let read = timeout(PATIENCE, silent.read_exact(&mut words));
    read.await.unwrap().unwrap();
    assert_eq!(words, b"HTTP/1.1 408");
    let heard = bring(&fixture.ada, path, 4, "2\n").await;
    assert_eq!(fixture.stored(heard.dataset().unwrap()), b"a\n1\n2\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_while_it_is_read_finds_what_it_became() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let file = rows(3_000_000);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    let connection = patch_by_hand(&fixture.ada, path, 0, file.len(), &file).await;
    hears_phase(&grace, UploadPhase::Reading).await;
    drop(connection);
    let length = file.len() as u64;
    let here = look(&fixture.ada, path).await;
    assert_eq!((here.status, here.offset()), (200, Some(length)));
    let early = bring(&fixture.ada, path, 7, "a").await;
    assert_eq!((early.status, early.offset()), (409, Some(length)));
    let heard = bring(&fixture.ada, path, length, "").await;
    assert_eq!(heard.status, 204, "{heard:?}");
    assert_eq!(fixture.stored(heard.dataset().unwrap()), file);
    assert_eq!(fixture.datasets().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn first_rows_are_told_once_however_often_it_goes_on() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let file = rows(400_000);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    let connection = patch_by_hand(&fixture.ada, path, 0, file.len(), &file[..100_000]).await;
    let told = timeout(PATIENCE, grace.next_event("upload_preview")).await;
    assert_eq!(told.unwrap().unwrap()["rows"][3][0], 3);
    drop(connection);
    hears_phase(&grace, UploadPhase::Paused).await;
    let here = look(&fixture.ada, path).await.offset().unwrap();
    let rest = file[here as usize..].to_vec();
    assert_eq!(bring(&fixture.ada, path, here, rest).await.status, 204);
    // Of another file, so nothing was told of this one in between.
    let path = &begin(&fixture.ada, fixture.session, "snow.csv", 9_000).await;
    let other = patch_by_hand(&fixture.ada, path, 0, 9_000, b"x,y\n1,2\n").await;
    let told = timeout(PATIENCE, grace.next_event("upload_preview")).await;
    assert_eq!(told.unwrap().unwrap()["columns"][0]["name"], "x");
    drop(other);
}
