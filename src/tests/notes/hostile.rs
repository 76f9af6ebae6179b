//! What is no update is refused, and nobody else notices.

use super::*;
use tandem::shared::error_code::ErrorCode;

#[tokio::test(flavor = "multi_thread")]
async fn odd_updates_are_refused_and_the_next_good_one_is_taken() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    let bot = Writer::open(grace, session, note).await;
    hers.writes(0, "Привет 🌉").await;
    bot.hears("Привет 🌉").await;
    let good = bot.types(9, " <");
    let mut refused = 0;
    let mut random = 7_u64;
    for i in 0..210_usize {
        let odd = match i % 3 {
            0 => good[..(i / 3) % good.len()].to_vec(),
            1 => {
                let mut changed = good.clone();
                changed[(i / 3) % good.len()] ^= 0x81;
                changed.push(0);
                changed
            }
            _ => (0..i)
                .map(|_| {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    (random >> 56) as u8
                })
                .collect(),
        };
        let answer = bot.send(2, &odd).await;
        let code = answer.unwrap_err().code;
        assert!(
            [ErrorCode::NoteMalformed, ErrorCode::NoteBehind].contains(&code),
            "{code}"
        );
        refused += 1;
        if i % 30 == 0 {
            hers.writes(0, "a").await;
        }
    }
    assert_eq!(refused, 210);
    let (text, n) = page(ada, session, note).await;
    assert_eq!((text.as_str(), n), ("aaaaaaaПривет 🌉", 8));
    bot.send(2, &good).await.unwrap();
    hers.hears("aaaaaaaПривет 🌉 <").await;
    // The fixture's server has not panicked, or the test fails at its end.
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_an_end() {
    let fixture = Fixture::new().await;
    let (ada, session) = (&fixture.ada, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    let most = "x".repeat(100_000);
    for _ in 0..10 {
        hers.writes(0, &most).await;
    }
    let full = hers.types(0, "y");
    let refused = hers.send(2, &full).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NoteTooLong);
    assert_eq!(page(ada, session, note).await.0.len(), 1_000_000);
    let shorter = {
        let mut under_way = hers.doc.transact_mut();
        hers.text.remove_range(&mut under_way, 0, 10);
        under_way.encode_update_v1()
    };
    // It builds on what was refused.
    let behind = hers.send(2, &shorter).await.unwrap_err();
    assert_eq!(behind.code, ErrorCode::NoteBehind);
    let again = Writer::open(ada, session, note).await;
    let shorter = {
        let mut under_way = again.doc.transact_mut();
        again.text.remove_range(&mut under_way, 0, 999_990);
        under_way.encode_update_v1()
    };
    again.send(2, &shorter).await.unwrap();
    assert_eq!(page(ada, session, note).await.0, "xxxxxxxxxx");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_members_open_pages_and_nobody_writes_in_an_archive() {
    let fixture = Fixture::new().await;
    let (ada, noor, session) = (&fixture.ada, &fixture.noor, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    hers.writes(0, "secret").await;
    let update = hers.types(0, "x");
    let stranger = noor.socket().await;
    let open = NoteOpen {
        session_uuid: session,
        note_id: note,
        message: message(0, &[0]),
    };
    let edit = NoteEdit {
        session_uuid: session,
        note_id: note,
        message: message(2, &update),
    };
    let refused = ask(&stranger, open.clone()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SessionRefused);
    let refused = ask(&stranger, edit).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SessionRefused);
    // A page of the same id in a session of her own is another page.
    let own = noor.create_session().await;
    add_page(noor, own, note).await.unwrap();
    assert_eq!(Writer::open(noor, own, note).await.read(), "");
    let archive = tandem::shared::session::people::Archive { on: true };
    let cid = Cid(Uuid::new_v4());
    ask(&hers.socket, archive.once_in_session(session, cid))
        .await
        .unwrap();
    let refused = hers.send(2, &update).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SessionArchived);
    assert_eq!(page(ada, session, note).await.0, "secret");
}
