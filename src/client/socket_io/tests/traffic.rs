//! Histories of what travels: emits with their acks, events, pings, and what cannot be read.

use super::{
    super::{
        Notice,
        core::{ACK_TIMEOUT_MS, CONNECT_TIMEOUT_MS},
        step::{Effect, Input},
    },
    history::{HELLO, History, failed},
};
use serde_json::json;

#[test]
fn ping_is_answered() {
    assert_eq!(History::joined().frame("2").sent(), ["3"]);
    assert_eq!(History::joined().frame("2probe").sent(), ["3probe"]);
}

#[test]
fn ack_answers_its_emit_once() {
    let history = History::joined().emit(7);
    assert_eq!(history.sent(), [r#"42/session,7["typing",{}]"#]);
    let history = history.frame(r#"43/session,7[{"ok":{"n":3}}]"#);
    assert_eq!(history.acks(), [(7, Ok(json!({ "n": 3 })))]);
    let history = history.frame(r#"43/session,7[{"ok":{"n":3}}]"#);
    assert_eq!(history.acks(), []);
}

#[test]
fn error_in_an_ack_is_passed_on() {
    let history = History::joined().emit(1);
    let history =
        history.frame(r#"43/session,1[{"err":{"code":"chat/too-long","message":"Too long."}}]"#);
    assert_eq!(history.acks(), [failed(1, "chat/too-long")]);
    let history = history.emit(2).frame("43/session,2[5]");
    assert_eq!(history.acks(), [failed(2, "protocol/unreadable")]);
}

#[test]
fn emit_without_a_connection_is_answered_at_once() {
    assert_eq!(History::new().emit(1).acks(), [failed(1, "client/offline")]);
    let joining = History::new()
        .then(Input::RetryNow)
        .then(Input::Opened)
        .frame(HELLO);
    assert_eq!(joining.emit(2).acks(), [failed(2, "client/offline")]);
}

#[test]
fn late_ack_becomes_a_timeout() {
    let history = History::joined().emit(1).after(ACK_TIMEOUT_MS - 1);
    assert_eq!(history.acks(), []);
    let history = history.after(1);
    assert_eq!(history.acks(), [failed(1, "client/timeout")]);
    assert_eq!(history.frame(r#"43/session,1[{"ok":{}}]"#).acks(), []);
}

#[test]
fn lost_connection_answers_open_acks_and_plans_the_next_attempt() {
    let history = History::joined().emit(1).emit(2).then(Input::Closed);
    assert_eq!(
        history.acks(),
        [failed(1, "client/offline"), failed(2, "client/offline")]
    );
    assert_eq!(
        history.notices(),
        [&Notice::Reconnecting {
            in_ms: 500,
            attempt: 1
        }]
    );
    let history = history.after(499);
    assert!(!history.did(Effect::OpenTransport));
    assert!(history.after(1).did(Effect::OpenTransport));
}

#[test]
fn event_is_told_and_acked_when_the_server_asks_for_it() {
    let history = History::joined().frame(r#"42/session,["heads",{"heads":{}}]"#);
    let event = Notice::Event {
        name: "heads".into(),
        data: json!({ "heads": {} }),
    };
    assert_eq!(history.did, [Effect::Notice(event)]);
    assert_eq!(
        history.frame(r#"42/session,9["heads"]"#).sent(),
        ["43/session,9[]"]
    );
}

#[test]
fn unreadable_frame_breaks_nothing() {
    for frame in [
        "",
        "x",
        "9",
        "4",
        "42/session,[",
        r#"42/session,[1]"#,
        "42/other,[\"a\"]",
        "0{}",
    ] {
        assert_eq!(History::joined().frame(frame).did, [], "{frame}");
    }
}

#[test]
fn frame_larger_than_the_server_takes_is_refused_here() {
    let text = "x".repeat(1_000);
    let emit = Input::Emit {
        id: 1,
        name: "send_message".into(),
        payload: json!({ "text": text }),
    };
    let history = History::joined().then(emit);
    assert_eq!(history.acks(), [failed(1, "request/too-large")]);
    assert_eq!(history.sent(), Vec::<&str>::new());
}

#[test]
fn too_many_open_emits_are_told_to_wait() {
    let mut history = History::joined();
    for id in 1..=256 {
        history = history.emit(id);
        assert_eq!(history.acks(), []);
    }
    history = history.emit(257);
    assert_eq!(history.acks(), [failed(257, "client/busy")]);
    history = history.frame(r#"43/session,1[{"ok":{}}]"#).emit(258);
    assert_eq!(history.sent().len(), 1);
}

#[test]
fn close_answers_open_acks_and_stays_away() {
    let history = History::joined().emit(1).then(Input::Close);
    assert_eq!(history.did[0], Effect::CloseTransport);
    assert_eq!(history.acks(), [failed(1, "client/offline")]);
    let history = history
        .then(Input::Closed)
        .after(60_000)
        .then(Input::Online);
    assert_eq!(history.did, []);
}

#[test]
fn timer_is_set_for_the_nearest_deadline_only() {
    let history = History::joined().emit(1);
    assert_eq!(
        history.did.len(),
        1,
        "joining's own deadline is no later: {:?}",
        history.did
    );
    let history = history.after(CONNECT_TIMEOUT_MS / 2);
    assert!(history.did(Effect::SetTimer {
        at: 1_000 + ACK_TIMEOUT_MS
    }));
}
