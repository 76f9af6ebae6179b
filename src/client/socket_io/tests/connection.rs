//! Histories of a connection: joined, refused, lost, found again.

use super::{
    super::{
        Notice,
        core::{CONNECT_TIMEOUT_MS, Core, Options},
        step::{Effect, Input},
    },
    history::{HELLO, History, JOINED, SILENCE_MS, failed},
};
use crate::shared::api_error::ApiError;
use serde_json::json;

#[test]
fn namespace_is_joined_after_the_handshake() {
    let history = History::with(&[], false, Some(json!({ "token": "t" }))).then(Input::RetryNow);
    assert!(history.did(Effect::OpenTransport));
    let history = history.then(Input::Opened);
    assert_eq!(history.sent(), Vec::<&str>::new());
    let history = history.frame(HELLO);
    assert_eq!(history.sent(), [r#"40/session,{"token":"t"}"#]);
    let history = history.frame(JOINED);
    assert_eq!(history.notices(), [&Notice::Connected]);
}

#[test]
fn root_is_joined_beside_when_asked_for() {
    let history = History::with(&[], true, None)
        .then(Input::RetryNow)
        .then(Input::Opened)
        .frame(HELLO);
    assert_eq!(history.sent(), ["40/session,", "40"]);
    let history = history.frame(r#"40{"sid":"r"}"#);
    assert_eq!(history.notices(), Vec::<&Notice>::new());
    let history = history
        .frame(JOINED)
        .frame(r#"44{"message":"Invalid namespace"}"#)
        .emit(1);
    assert_eq!(history.sent(), [r#"42/session,1["typing",{}]"#]);
}

#[test]
fn silent_server_is_left_for_a_new_connection() {
    let history = History::joined()
        .after(SILENCE_MS - 1)
        .frame("2")
        .after(SILENCE_MS - 1);
    assert_eq!(
        history.did,
        [Effect::SetTimer {
            at: history.now + 1
        }]
    );
    let history = history.emit(1).after(1);
    assert_eq!(history.did[0], Effect::CloseTransport);
    assert_eq!(history.acks(), [failed(1, "client/offline")]);
    assert_eq!(history.delay_ms(), 500);
}

#[test]
fn tab_that_slept_notices_a_dead_connection_at_its_first_look() {
    let history = History::joined().after(3_600_000);
    assert!(history.did(Effect::CloseTransport));
    assert_eq!(history.delay_ms(), 500);
}

#[test]
fn disconnect_by_the_server_leads_back() {
    for frame in ["41/session,", "1"] {
        let history = History::joined().frame(frame);
        assert_eq!(history.did[0], Effect::CloseTransport);
        assert_eq!(history.delay_ms(), 500);
    }
    assert_eq!(History::joined().frame("41").did, []);
}

#[test]
fn back_off_doubles_to_ten_seconds() {
    let mut history = History::new().then(Input::RetryNow);
    let mut delays = Vec::new();
    for _ in 0..7 {
        history = history.then(Input::Closed);
        delays.push(history.delay_ms());
        let delay_ms = history.delay_ms() as i64;
        history = history.after(delay_ms);
    }
    assert_eq!(delays, [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
}

#[test]
fn back_off_is_spread_by_half_to_both_sides() {
    for (chance, delay_ms) in [(0.0, 250), (0.25, 375), (0.999_999, 749)] {
        let history = History::with(&[chance], false, None)
            .then(Input::RetryNow)
            .then(Input::Closed);
        assert_eq!(history.delay_ms(), delay_ms);
    }
}

#[test]
fn back_off_goes_on_when_connections_do_not_hold() {
    let history = History::joined().then(Input::Closed).after(500);
    let history = history
        .then(Input::Opened)
        .frame(HELLO)
        .frame(JOINED)
        .then(Input::Closed);
    assert_eq!(history.delay_ms(), 1_000);
    let history = history.after(1_000);
    let history = history
        .then(Input::Opened)
        .frame(HELLO)
        .frame(JOINED)
        .after(5_000)
        .then(Input::Closed);
    assert_eq!(history.delay_ms(), 500);
}

#[test]
fn retry_now_and_a_network_that_is_back_skip_the_wait() {
    for input in [Input::RetryNow, Input::Online] {
        let history = History::joined().then(Input::Closed).then(input);
        assert!(history.did(Effect::OpenTransport));
        assert_eq!(history.then(Input::Closed).delay_ms(), 500);
    }
    assert_eq!(History::joined().then(Input::RetryNow).did, []);
    assert_eq!(History::new().then(Input::Online).did, []);
}

#[test]
fn attempt_that_hangs_is_made_anew_when_the_network_is_back() {
    let history = History::new().then(Input::RetryNow).then(Input::Online);
    assert!(history.did(Effect::OpenTransport));
}

#[test]
fn attempt_that_hangs_is_given_up() {
    let dialing = History::new()
        .then(Input::RetryNow)
        .after(CONNECT_TIMEOUT_MS);
    assert!(dialing.did(Effect::CloseTransport));
    assert_eq!(dialing.delay_ms(), 500);
    let joining = History::new()
        .then(Input::RetryNow)
        .then(Input::Opened)
        .frame(HELLO);
    let joining = joining.after(CONNECT_TIMEOUT_MS);
    assert!(joining.did(Effect::CloseTransport));
    assert_eq!(joining.delay_ms(), 500);
}

#[test]
fn refused_login_is_not_tried_again() {
    let history = History::new()
        .then(Input::RetryNow)
        .then(Input::Opened)
        .frame(HELLO);
    let history = history.frame(r#"44/session,{"message":"auth/required: Sign in first."}"#);
    assert_eq!(
        history.did,
        [
            Effect::CloseTransport,
            Effect::Notice(Notice::Refused(ApiError::new(
                "auth/required",
                "Sign in first."
            ))),
        ]
    );
    let history = history.after(3_600_000).then(Input::Online);
    assert_eq!(history.did, []);
    assert!(history.then(Input::RetryNow).did(Effect::OpenTransport));
}

#[test]
fn other_refusals_are_tried_again_later() {
    let history = History::new()
        .then(Input::RetryNow)
        .then(Input::Opened)
        .frame(HELLO);
    let history = history.frame(r#"44/session,{"message":"rate/limited"}"#);
    assert_eq!(history.delay_ms(), 500);
}

#[test]
fn handshake_that_fails_twice_is_probed() {
    let history = History::new().then(Input::RetryNow).then(Input::Closed);
    assert!(!history.did(Effect::Probe));
    let history = history.after(500).then(Input::Closed);
    assert!(history.did(Effect::Probe));
    let history = history.then(Input::Refused(ApiError::new("auth/required", "Sign in.")));
    assert_eq!(
        history.notices(),
        [&Notice::Refused(ApiError::new("auth/required", "Sign in."))]
    );
    assert_eq!(history.after(60_000).did, []);
}

#[test]
fn refusal_learned_late_does_not_touch_a_live_connection() {
    let history = History::joined().then(Input::Refused(ApiError::new("auth/required", "")));
    assert_eq!(history.did, []);
}

#[test]
fn auth_is_asked_anew_at_each_attempt() {
    let mut tokens = 0;
    let mut history = History::new();
    history.core = Core::new(Options {
        namespace: "/session".into(),
        with_root: false,
        auth: Box::new(move || {
            tokens += 1;
            Some(json!(tokens))
        }),
        random: Box::new(|| 0.5),
    });
    let history = history
        .then(Input::RetryNow)
        .then(Input::Opened)
        .frame(HELLO);
    assert_eq!(history.sent(), ["40/session,1"]);
    let history = history
        .then(Input::Closed)
        .after(500)
        .then(Input::Opened)
        .frame(HELLO);
    assert_eq!(history.sent(), ["40/session,2"]);
}

#[test]
fn draining_server_spreads_the_returns() {
    let history = History::with(&[0.25], true, None).join();
    let history = history
        .frame(r#"42["server_draining",{"max_delay_ms":8000}]"#)
        .then(Input::Closed);
    assert_eq!(history.delay_ms(), 2_000);
    assert_eq!(history.after(2_000).then(Input::Closed).delay_ms(), 1_000);
}
