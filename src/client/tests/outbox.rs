//! Histories of an outbox: what was wished, what the server said, what is left.

use crate::{
    client::{MemoryStorage, Outbox, PendingState, Storage},
    shared::{
        api_error::ApiError,
        error_code::ErrorCode,
        ids::{Cid, PersonId, SessionId, StreamId},
        protocol::{DurableCommand, Target},
        session::chat::SendMessage,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

const TARGET: Target = Target::Session(SessionId(Uuid::nil()));

fn cid(n: u128) -> Cid {
    Cid(Uuid::from_u128(n))
}

fn says(text: &str) -> DurableCommand {
    DurableCommand::SendMessage(SendMessage {
        text: text.to_owned(),
        reply_to: None,
        about: None,
        seen: None,
    })
}

fn open(storage: &MemoryStorage) -> Outbox<MemoryStorage> {
    Outbox::open(storage.clone(), PersonId(1), TARGET)
}

/// An outbox that holds commands with these ids, pushed in this order at time 100.
fn holding(storage: &MemoryStorage, ids: &[u128]) -> Outbox<MemoryStorage> {
    let mut outbox = open(storage);
    for id in ids {
        outbox.push(cid(*id), says(&id.to_string()), 100);
    }
    outbox
}

fn next(outbox: &mut Outbox<MemoryStorage>) -> Option<Cid> {
    outbox.next().map(|pending| pending.cid)
}

fn cids(outbox: &Outbox<MemoryStorage>) -> Vec<Cid> {
    outbox.pending().iter().map(|pending| pending.cid).collect()
}

fn too_long() -> ApiError {
    ApiError::new(ErrorCode::ChatTooLong, "Too long.")
}

#[test]
fn commands_go_out_in_order_and_one_at_a_time() {
    let mut outbox = holding(&MemoryStorage::default(), &[9, 3, 5]);
    assert_eq!(next(&mut outbox), Some(cid(9)));
    assert_eq!(next(&mut outbox), None);
    outbox.acked(cid(9));
    assert_eq!(next(&mut outbox), Some(cid(3)));
    outbox.acked(cid(3));
    assert_eq!(next(&mut outbox), Some(cid(5)));
    outbox.acked(cid(5));
    assert_eq!(outbox.pending(), []);
}

#[test]
fn command_is_stored_before_it_is_sent() {
    let storage = MemoryStorage::default();
    let _outbox = holding(&storage, &[9]);
    let [(key, text)] = &storage.entries("tandem/outbox/1/")[..] else {
        panic!("one entry")
    };
    let nil = Uuid::nil();
    assert_eq!(
        *key,
        format!("tandem/outbox/1/{nil}/0000000000000100-{}", cid(9))
    );
    assert!(text.contains(r#""text":"9""#), "{text}");
}

#[test]
fn reload_keeps_what_is_not_acked() {
    let storage = MemoryStorage::default();
    let mut outbox = holding(&storage, &[9, 3, 5]);
    next(&mut outbox);
    outbox.acked(cid(9));
    next(&mut outbox);
    drop(outbox);

    let mut outbox = open(&storage);
    assert_eq!(cids(&outbox), [cid(3), cid(5)]);
    assert_eq!(
        next(&mut outbox),
        Some(cid(3)),
        "in flight when the page died, so sent again"
    );
    outbox.push(cid(1), says("one"), 50);
    assert_eq!(
        cids(&open(&storage)),
        [cid(3), cid(5), cid(1)],
        "a clock set back changes no order"
    );
}

#[test]
fn refused_command_stays_and_lets_the_next_pass() {
    let storage = MemoryStorage::default();
    let mut outbox = holding(&storage, &[1, 2]);
    next(&mut outbox);
    outbox.failed(cid(1), too_long());
    assert_eq!(next(&mut outbox), Some(cid(2)));
    let reloaded = open(&storage);
    assert_eq!(
        reloaded.pending()[0].state,
        PendingState::Failed(too_long())
    );
}

#[test]
fn retried_command_goes_out_again() {
    let storage = MemoryStorage::default();
    let mut outbox = holding(&storage, &[1, 2]);
    next(&mut outbox);
    outbox.failed(cid(1), too_long());
    outbox.retry(cid(1));
    assert_eq!(open(&storage).pending()[0].state, PendingState::Waiting);
    assert_eq!(next(&mut outbox), Some(cid(1)));
}

#[test]
fn discarded_command_is_handed_back_and_gone() {
    let storage = MemoryStorage::default();
    let mut outbox = holding(&storage, &[1]);
    next(&mut outbox);
    assert_eq!(outbox.discard(cid(1)), None, "it may be in the log already");
    outbox.failed(cid(1), too_long());
    let given_up = outbox.discard(cid(1)).unwrap();
    assert_eq!(given_up.command, says("1"));
    assert_eq!(open(&storage).pending(), []);
}

#[test]
fn trouble_that_passes_is_no_refusal() {
    for code in [
        "client/offline",
        "client/timeout",
        "rate/limited",
        "server/unavailable",
    ] {
        let mut outbox = holding(&MemoryStorage::default(), &[1, 2]);
        next(&mut outbox);
        outbox.failed(cid(1), ApiError::new(code.into(), ""));
        assert_eq!(next(&mut outbox), Some(cid(1)), "{code}");
    }
}

#[test]
fn lost_connection_puts_the_command_in_flight_back() {
    let mut outbox = holding(&MemoryStorage::default(), &[1, 2]);
    next(&mut outbox);
    outbox.connection_lost();
    assert_eq!(outbox.pending()[0].state, PendingState::Waiting);
    assert_eq!(next(&mut outbox), Some(cid(1)));
}

#[test]
fn full_storage_keeps_the_command_in_memory() {
    let storage = MemoryStorage::with_room(1);
    let mut outbox = holding(&storage, &[1, 2]);
    assert_eq!(cids(&open(&storage)), [cid(1)]);
    next(&mut outbox);
    outbox.acked(cid(1));
    assert_eq!(next(&mut outbox), Some(cid(2)));
}

#[test]
fn same_command_is_held_once() {
    let mut outbox = holding(&MemoryStorage::default(), &[1, 1]);
    assert_eq!(cids(&outbox), [cid(1)]);
    outbox.acked(cid(1));
    outbox.acked(cid(1));
    assert_eq!(outbox.pending(), []);
}

#[test]
fn outboxes_of_others_are_not_touched() {
    let storage = MemoryStorage::default();
    let _mine = holding(&storage, &[1]);
    let others = Outbox::open(storage.clone(), PersonId(11), TARGET);
    assert_eq!(others.pending(), []);
    let elsewhere = Outbox::open(storage, PersonId(1), Target::Room(StreamId(Uuid::max())));
    assert_eq!(elsewhere.pending(), []);
}

#[test]
fn entry_of_another_version_is_left_alone() {
    let storage = MemoryStorage::default();
    let key = format!("tandem/outbox/1/{}/0000000000000001-x", Uuid::nil());
    storage.put(&key, "{}");
    assert_eq!(open(&storage).pending(), []);
    assert_eq!(storage.entries(&key).len(), 1);
}

#[test]
fn what_an_earlier_page_stored_is_read() {
    let storage = MemoryStorage::default();
    let nil = Uuid::nil();
    let key = |n: u128| format!("tandem/outbox/1/{nil}/{n:016}-{}", cid(n));
    let stored = |n: u128, name: &str, payload: Value| {
        let entry = json!({ "cid": cid(n), "name": name, "payload": payload, "queued_at": 7 });
        assert!(storage.put(&key(n), &entry.to_string()));
    };
    let said = json!({ "session_uuid": nil, "cid": cid(1), "text": "hello" });
    stored(1, "send_message", said);
    stored(2, "of_a_later_page", json!({ "session_uuid": nil }));
    let stop = json!({ "session_uuid": nil, "cid": cid(3), "run_id": nil });
    stored(3, "cancel_analysis", stop);
    let outbox = open(&storage);
    assert_eq!(cids(&outbox), [cid(1), cid(3)]);
    assert_eq!(outbox.pending()[0].command, says("hello"));
    let payload = says("hello").payload(TARGET, cid(1));
    assert_eq!(
        payload,
        json!({ "session_uuid": nil, "cid": cid(1), "text": "hello" })
    );
    // Another page may know it.
    assert_eq!(storage.entries(&key(2)).len(), 1);
}

/// What another tab sees: the same storage, opened when there was nothing in it.
fn two_tabs(storage: &MemoryStorage) -> (Outbox<MemoryStorage>, Outbox<MemoryStorage>) {
    let (mut one, mut two) = (open(storage), open(storage));
    for id in [1, 2] {
        one.push(cid(id), says(&id.to_string()), 100);
    }
    two.reload();
    (one, two)
}

#[test]
fn what_another_tab_put_there_is_shown_and_left_to_it() {
    let storage = MemoryStorage::default();
    let (mut one, mut two) = two_tabs(&storage);
    assert_eq!(cids(&two), [cid(1), cid(2)]);
    assert_eq!(next(&mut two), None);
    two.push(cid(3), says("3"), 200);
    assert_eq!(next(&mut two), Some(cid(3)));
    assert_eq!(next(&mut one), Some(cid(1)));
    one.acked(cid(1));
    two.reload();
    assert_eq!(cids(&two), [cid(2), cid(3)]);
}

#[test]
fn what_a_closed_tab_left_goes_out_in_its_order() {
    let storage = MemoryStorage::default();
    let (one, mut two) = two_tabs(&storage);
    drop(one);
    assert!(!two.adopt(5_100));
    assert!(two.adopt(5_101));
    assert_eq!(next(&mut two), Some(cid(1)));
    two.acked(cid(1));
    assert_eq!(next(&mut two), Some(cid(2)));
    two.acked(cid(2));
    assert_eq!(storage.entries(""), []);
}

#[test]
fn a_refusal_and_its_end_are_seen_in_every_tab() {
    let storage = MemoryStorage::default();
    let (mut one, mut two) = two_tabs(&storage);
    let first = next(&mut one).unwrap();
    one.failed(first, too_long());
    two.reload();
    assert_eq!(two.pending()[0].refusal(), Some("Too long."));
    two.retry(first);
    one.reload();
    assert_eq!(one.pending()[0].state, PendingState::Waiting);
    assert_eq!(next(&mut two), Some(first));
    two.discard(cid(2));
    one.reload();
    assert_eq!(cids(&one), [first]);
}

#[test]
fn what_is_on_its_way_here_is_not_touched_by_what_other_tabs_do() {
    let storage = MemoryStorage::default();
    let (mut one, mut two) = two_tabs(&storage);
    assert!(two.adopt(6_000));
    let both = (next(&mut one), next(&mut two));
    assert_eq!(both, (Some(cid(1)), Some(cid(1))));
    one.acked(cid(1));
    two.reload();
    assert_eq!(two.pending()[0].state, PendingState::InFlight);
    two.acked(cid(1));
    assert_eq!(cids(&two), [cid(2)]);
}

#[test]
fn where_something_waits_is_told_once_for_each_place() {
    let storage = MemoryStorage::default();
    let room = Target::Room(StreamId(Uuid::from_u128(9)));
    holding(&storage, &[1, 2]);
    Outbox::open(storage.clone(), PersonId(1), room).push(cid(3), says("3"), 100);
    Outbox::open(storage.clone(), PersonId(2), room).push(cid(4), says("4"), 100);
    let targets = Outbox::targets(&storage, PersonId(1));
    assert_eq!(targets.len(), 2);
    assert!(targets.contains(&TARGET) && targets.contains(&room));
}

#[test]
fn what_found_no_room_in_storage_is_not_taken_for_sent() {
    let mut outbox = holding(&MemoryStorage::with_room(1), &[1, 2]);
    outbox.reload();
    assert_eq!(cids(&outbox), [cid(1), cid(2)]);
}
