//! Several who write at once: everything is there once, wherever lines were cut.

use super::*;
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use tandem::server::{db::notes::NotePlace, notes::fits};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_offline_is_there_once_for_everyone() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let mut hers = Writer::open(ada, session, note).await;
    let his = Writer::open(grace, session, note).await;
    hers.writes(0, "One\n").await;
    his.hears("One\n").await;
    hers.socket.close();
    // Both write on, and one of hers goes out twice.
    let update = hers.types(4, "Two, offline\n");
    his.writes(0, "Zero\n").await;
    hers.come_back(ada).await;
    let n = hers.send(2, &update).await.unwrap();
    let expected = "Zero\nOne\nTwo, offline\n";
    hers.hears(expected).await;
    his.hears(expected).await;
    assert_eq!(page(grace, session, note).await, (expected.to_owned(), n));
    assert_eq!(n, 3, "what is sent again gets no number");
}

/// Offsets count UTF-16 units, of which some letters here have two, and some that are seen as one have eight.
const LETTERS: &str = "Привет! Один\n👩\u{200d}👩\u{200d}👧 café (e\u{301}) 中文\nbridge 🌉 end";

#[tokio::test(flavor = "multi_thread")]
async fn letters_of_every_kind_stay_in_their_places() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    hers.writes(0, LETTERS).await;
    let his = Writer::open(grace, session, note).await;
    let bot = Writer::open(ada, session, note).await;
    // Before any of them has heard of the others.
    let end = hers.types(48, "!");
    let question = his.types(12, "?");
    let letter = bot.types(44, "X");
    let sent = tokio::join!(
        hers.send(2, &end),
        his.send(2, &question),
        bot.send(2, &letter)
    );
    assert!(sent.0.is_ok() && sent.1.is_ok() && sent.2.is_ok());
    let expected = LETTERS.replace("Один", "Один?").replace("🌉", "🌉X") + "!";
    assert_eq!((expected.encode_utf16().count(), expected.len()), (51, 79));
    for writer in [&hers, &his, &bot] {
        writer.hears(&expected).await;
    }
    assert_eq!(page(grace, session, note).await.0, expected);
    let path = format!("/session/{session}/notes/{note}");
    let shown = grace.navigate(&path).await.text().await.unwrap();
    for line in expected.lines() {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert!(!shown.contains('\u{fffd}'), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_begin_the_first_page_at_once_write_on_one() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = NoteId(session.0);
    let begun = tokio::join!(add_page(ada, session, note), add_page(grace, session, note));
    let refused: Vec<ApiError> = [begun.0, begun.1]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, "note/is-there");
    let hers = Writer::open(ada, session, note).await;
    let his = Writer::open(grace, session, note).await;
    hers.writes(0, "one page").await;
    his.hears("one page").await;
    let path = format!("/api/sessions/{session}/notes");
    let listed = ada
        .request(reqwest::Method::GET, &path)
        .send()
        .await
        .unwrap();
    let listed: Value = listed.json().await.unwrap();
    assert_eq!(listed["notes"].as_array().unwrap().len(), 1);
    assert_eq!(listed["notes"][0]["title"], "Notes");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_who_type_at_once_read_the_same_in_the_end() {
    let fixture = Fixture::new().await;
    let session = fixture.session;
    let note = first_page(&fixture.ada, session).await;
    let people = [
        &fixture.ada,
        &fixture.grace,
        &fixture.ada,
        &fixture.grace,
        &fixture.ada,
    ];
    let writers = join_all(people.map(|by| Writer::open(by, session, note))).await;
    let typing = writers
        .iter()
        .zip('a'..)
        .map(|(writer, letter)| async move {
            for n in 0..100 {
                writer.writes(n, &letter.to_string()).await;
            }
        });
    join_all(typing).await;
    let (text, n) = page(&fixture.ada, session, note).await;
    assert_eq!((text.len(), n), (500, 500));
    for writer in &writers {
        writer.hears(&text).await;
    }
    let late = Writer::open(&fixture.grace, session, note).await;
    assert_eq!(late.read(), text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_long_ago_is_kept_by_the_minute() {
    let fixture = Fixture::new().await;
    let (ada, session) = (&fixture.ada, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    for n in 0..100 {
        hers.writes(n, "a").await;
    }
    let db = &fixture.app.db;
    let long_ago = "UPDATE note_updates SET at = 60000 + n";
    db.write.execute_unprepared(long_ago).await.unwrap();
    for n in 100..210 {
        hers.writes(n, "b").await;
    }
    let expected = format!("{}{}", "a".repeat(100), "b".repeat(110));
    assert_eq!(page(ada, session, note).await, (expected, 210));
    let sql = "SELECT count(*) FROM note_updates";
    let statement = Statement::from_string(db.read.get_database_backend(), sql);
    let row = db.read.query_one_raw(statement).await.unwrap().unwrap();
    let rows: i64 = row.try_get_by_index(0).unwrap();
    assert_eq!(rows, 1 + 110, "a hundred are one");
    assert!(fits(db, NotePlace { session, note }).await.unwrap());
    // Who comes now begins with all of it as one.
    let late = Writer::open(&fixture.grace, session, note).await;
    assert_eq!(late.read().len(), 210);
}
