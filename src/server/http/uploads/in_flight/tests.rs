//! How uploads add up, take turns and end.

use super::*;
use crate::shared::{
    dataset::AddAs,
    protocol::UploadPhase,
    session::testing::{ada, grace},
};
use futures_util::FutureExt;
use uuid::Uuid;

const SESSION: SessionId = SessionId(Uuid::nil());
const PLAIN: Kind = Kind::Plain(AddAs::Version);
const RESUMABLE: Kind = Kind::Resumable(AddAs::Version);

fn upload(kind: Kind, by: Person, total: Option<i64>) -> Upload {
    let progress = UploadProgress {
        session_uuid: SESSION,
        upload_id: Uuid::new_v4(),
        name: "rain.csv".into(),
        by,
        received: 0,
        total,
        phase: UploadPhase::Receiving,
        error: None,
    };
    Upload::new(kind, progress)
}

fn begin(of: &InFlight, kind: Kind, by: Person, total: Option<i64>) -> Share {
    of.begin(upload(kind, by, total), |_| Ok(())).unwrap()
}

#[test]
fn uploads_to_one_session_add_up_and_end() {
    let in_flight = InFlight::default();
    let one = begin(&in_flight, PLAIN, ada(), None);
    let two = begin(&in_flight, PLAIN, grace(), Some(20));
    assert_eq!(one.add(10), 30, "what is announced counts from the start");
    assert_eq!(two.add(5), 30);
    drop(one);
    assert_eq!(two.add(1), 20);
    drop(two);
    assert!(in_flight.uploads().is_empty());
}

#[test]
fn the_rule_sees_what_else_a_person_has() {
    let in_flight = InFlight::default();
    let _running = begin(&in_flight, PLAIN, ada(), Some(7));
    drop(begin(&in_flight, RESUMABLE, ada(), Some(5)));
    let _of_grace = begin(&in_flight, PLAIN, grace(), Some(1));
    let mut seen = None;
    let refused = in_flight.begin(upload(PLAIN, ada(), None), |others| {
        seen = Some((others.running, others.parked, others.of_session));
        let sentence = "Not now.";
        Err(ApiError::new(
            crate::shared::error_code::ErrorCode::RateLimited,
            sentence,
        ))
    });
    assert!(refused.is_err());
    assert_eq!(seen, Some((1, 1, 13)));
    assert_eq!(in_flight.uploads().len(), 3);
}

#[test]
fn all_hear_that_they_are_cut_also_those_that_come_after_it() {
    let in_flight = InFlight::default();
    let before = begin(&in_flight, PLAIN, ada(), None);
    assert!(before.stopped().now_or_never().is_none());
    in_flight.cut();
    let after = begin(&in_flight, PLAIN, ada(), None);
    for share in [before, after] {
        assert_eq!(share.stopped().now_or_never(), Some(Stopped::Server));
    }
}

#[tokio::test]
async fn who_comes_last_writes_and_who_wrote_is_told() {
    let in_flight = InFlight::default();
    let first = begin(&in_flight, RESUMABLE, ada(), Some(7));
    let upload = first.upload.clone();
    let (second, third) = (upload.clone(), upload.clone());
    let second = in_flight.take(&second, None);
    let third = in_flight.take(&third, None);
    tokio::pin!(second, third);
    assert!((&mut second).now_or_never().is_none());
    assert!((&mut third).now_or_never().is_none());
    assert_eq!(first.stopped().await, Stopped::TakenOver);
    drop(first);
    let second = second.await;
    assert_eq!(second.stopped().await, Stopped::TakenOver);
    drop(second);
    let third = third.await;
    assert!(third.is_there() && third.stopped().now_or_never().is_none());
}

#[tokio::test]
async fn whoever_writes_hears_who_cancelled() {
    let in_flight = InFlight::default();
    let mut writer = begin(&in_flight, RESUMABLE, ada(), Some(7));
    assert!(writer.cancelled().now_or_never().is_none());
    let (upload, by) = (writer.upload.clone(), grace());
    let cancelling = in_flight.take(&upload, Some(&by));
    tokio::pin!(cancelling);
    assert!((&mut cancelling).now_or_never().is_none());
    assert_eq!(writer.stopped().await, Stopped::Cancelled(grace()));
    assert_eq!(writer.cancelled().await, grace());
    writer.end();
    drop(writer);
    assert!(!cancelling.await.is_there());
}
