//! Histories of a connection: joined, refused, lost, found again.

use super::{
    super::{
        Notice,
        core::{CONNECT_TIMEOUT_MS, Core, Options},
        step::{Effect, Input},
    },
    history::{HELLO, History, JOINED, SILENCE_MS, failed},
};
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
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
fn what_everyone_was_told_before_the_namespace_is_confirmed_is_heard_after_it() {
    let history = History::new()
        .then(Input::RetryNow)
        .then(Input::Opened)
        .frame(HELLO);
    let early = r#"42/session,["users_updated",{"users":[]}]"#;
    let history = history.frame(early);
    assert_eq!(history.notices(), Vec::<&Notice>::new());
    let lost = history.then(Input::Closed);
    let history = lost.after(SILENCE_MS).then(Input::Opened).frame(HELLO);
    let history = history.frame(early).frame(JOINED);
    let told = Notice::Event {
        name: "users_updated".into(),
        data: json!({ "users": [] }),
    };
    assert_eq!(history.notices(), [&Notice::Connected, &told]);
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
                ErrorCode::AuthRequired,
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
    let history = history.then(Input::Refused(ApiError::new(
        ErrorCode::AuthRequired,
        "Sign in.",
    )));
    assert_eq!(
        history.notices(),
        [&Notice::Refused(ApiError::new(
            ErrorCode::AuthRequired,
            "Sign in."
        ))]
    );
    assert_eq!(history.after(60_000).did, []);
}

/// Attempts that fail at once, each probed from the second on.
fn failing(attempts: usize) -> History {
    let mut history = History::new().then(Input::RetryNow);
    for attempt in 1..=attempts {
        history = history.then(Input::Closed);
        if attempt < attempts {
            history = history.after(100_000);
        }
    }
    history
}

#[test]
fn a_server_that_answers_while_no_websocket_comes_about_is_behind_a_barrier() {
    let history = failing(2).then(Input::Answered(true));
    assert_eq!(history.did, []);
    let history = history.after(100_000).then(Input::Closed);
    assert!(history.did(Effect::Probe));
    let history = history.then(Input::Answered(true));
    assert_eq!(history.notices(), [&Notice::Blocked(true)]);
    let history = history.then(Input::Answered(true));
    assert_eq!(history.did, []);
    let history = history.then(Input::Answered(false));
    assert_eq!(history.notices(), [&Notice::Blocked(false)]);
}

#[test]
fn a_server_that_is_away_is_behind_no_barrier() {
    let mut history = failing(2).then(Input::Answered(true));
    for _ in 0..5 {
        history = history.then(Input::Answered(false));
        assert_eq!(history.did, []);
        // It was just starting.
        history = history.then(Input::Answered(true));
        assert_eq!(history.did, []);
    }
}

#[test]
fn an_attempt_that_hangs_is_doubted_before_ten_seconds() {
    for opened in [false, true] {
        let mut history = History::new().then(Input::RetryNow);
        if opened {
            // Something on the way says 101 and nothing else.
            history = history.then(Input::Opened);
        }
        let history = history.after(4_000);
        assert!(history.did(Effect::Probe));
        let history = history.then(Input::Answered(true)).after(4_000);
        assert!(history.did(Effect::Probe));
        let history = history.then(Input::Answered(true));
        assert_eq!(history.notices(), [&Notice::Blocked(true)]);
    }
    let greeted = History::new()
        .then(Input::RetryNow)
        .then(Input::Opened)
        .frame(HELLO)
        .after(4_000);
    assert!(!greeted.did(Effect::Probe));
}

#[test]
fn a_websocket_that_closes_before_a_word_is_probed_as_well() {
    let mut history = History::new().then(Input::RetryNow);
    for _ in 0..2 {
        history = history.then(Input::Opened).then(Input::Closed);
        assert!(matches!(
            history.notices()[..],
            [Notice::Reconnecting { .. }]
        ));
        if !history.did(Effect::Probe) {
            history = history.after(1_000);
        }
    }
    assert!(history.did(Effect::Probe));
}

#[test]
fn attempts_before_a_barrier_become_rare() {
    let mut history = failing(3)
        .then(Input::Answered(true))
        .then(Input::Answered(true));
    let mut attempts = 0;
    let until = history.now + 600_000;
    while history.now < until {
        history = history.after(60_000);
        if history.did(Effect::OpenTransport) {
            attempts += 1;
            history = history.then(Input::Closed);
        }
    }
    assert!(attempts <= 11, "{attempts} attempts in ten minutes");
    let joined = history.then(Input::RetryNow);
    let joined = joined.then(Input::Opened).frame(HELLO).frame(JOINED);
    assert_eq!(joined.notices(), [&Notice::Connected]);
    assert_eq!(joined.then(Input::Answered(true)).did, []);
}

#[test]
fn refusal_learned_late_does_not_touch_a_live_connection() {
    let history =
        History::joined().then(Input::Refused(ApiError::new(ErrorCode::AuthRequired, "")));
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
