//! Who watches a run that follows: it is computed once for all of them, and not told to a page that nobody sees.

use super::{
    follows::{append, frame_of, next, run},
    *,
};
use futures_util::future::join_all;
use tandem::{
    client::Notice,
    server::metrics::RUN_FRAMES,
    shared::{
        analysis::{Profile, Spec},
        ids::RunId,
        protocol::{Body as _, Presence, RunFrame, SetPresence, Signal as _},
        session::runs::RunCheckpoint,
        stream::Kind as _,
    },
};

const ROWS: i64 = 12;

/// How often a run is computed while `watchers` sockets look and rows come one after another, and that all of them
/// hear each answer.
async fn computed_for(watchers: usize) -> u64 {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let people = [&fixture.ada, &fixture.grace];
    let enter = (0..watchers).map(|one| fixture.enter(people[one % 2]));
    let sockets: Vec<NativeSocket> = join_all(enter).await.into_iter().map(|one| one.0).collect();
    let spec = Spec::Profile(Profile {});
    let (run_id, _) = run(&sockets[0], fixture.session, id, spec).await;
    let before = RUN_FRAMES.get();
    for value in 1..=ROWS {
        append(&fixture, id, json!({ "value": value })).await;
        let told = sockets.iter().map(|one| frame_of(one, run_id, value));
        let told = join_all(told).await;
        assert!(told.iter().all(|frame| *frame == told[0]));
    }
    RUN_FRAMES.get() - before
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_computed_once_for_all_who_watch() {
    let (one, twenty) = (computed_for(1).await, computed_for(20).await);
    eprintln!("{ROWS} rows: computed {one} times for 1 who watches, {twenty} times for 20");
    assert_eq!((one, twenty), (ROWS as u64, ROWS as u64));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_nobody_sees_hears_the_newest_once_it_is_seen_again() {
    let fixture = Fixture::new().await;
    let (session, id) = (fixture.session, fixture.sensors().await);
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let (run_id, _) = run(&ada, session, id, Spec::Profile(Profile {})).await;
    next(&grace, "analysis_update").await;
    let shows = async |state: Presence| {
        let told = SetPresence { state }.in_session(session);
        ask(&grace, told).await.unwrap();
    };
    for last in [5, 10] {
        shows(Presence::Away).await;
        for value in last - 4..=last {
            append(&fixture, id, json!({ "value": value })).await;
            frame_of(&ada, run_id, value).await;
        }
        shows(Presence::Active).await;
        hears_first(&grace, run_id, last).await;
    }
    // And goes on.
    append(&fixture, id, json!({ "value": 11 })).await;
    frame_of(&grace, run_id, 11).await;
}

/// The first answer that is told is that of so many rows, unless the log got it meanwhile.
async fn hears_first(socket: &NativeSocket, run_id: RunId, rows: i64) {
    let mut notices = socket.notices().await;
    let first = async {
        loop {
            let Some(Notice::Event { name, data }) = notices.recv().await else {
                continue;
            };
            let is_newest = data["as_of"]["head"] == json!(rows);
            match name.as_str() {
                RunFrame::NAME => {
                    assert_eq!(data["run_id"], json!(run_id));
                    assert!(is_newest, "{data}");
                    return;
                }
                RunCheckpoint::NAME if is_newest => return,
                _ => {}
            }
        }
    };
    timeout(PATIENCE, first).await.unwrap();
}
