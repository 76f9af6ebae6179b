//! Histories of a device that sleeps and wakes, and of its clock.

use super::{
    super::{
        Notice,
        step::{Effect, Input},
    },
    history::{HELLO, History, JOINED},
};

const ASKS: &str = r#"420["clock",{}]"#;

fn with_root() -> History {
    History::with(&[], true, None)
        .join()
        .frame(r#"40{"sid":"r"}"#)
}

#[test]
fn the_time_is_asked_for_once_root_is_joined() {
    let history = with_root();
    assert_eq!(history.sent(), [ASKS]);
    let now = history.now;
    // 400 ms there and back: what the server said was true 200 ms ago.
    let history = history
        .after(400)
        .frame(&format!(r#"430[{{"ok":{{"at":{}}}}}]"#, now + 7_200_200));
    let ahead_ms = 7_200_000;
    assert_eq!(history.did[0], Effect::SetClock { ahead_ms });
    let twice = history.frame(r#"430[{"ok":{"at":5}}]"#);
    assert_eq!(twice.did, []);
}

#[test]
fn a_line_that_carries_is_kept_after_waking() {
    let history = with_root().after(10_000).then(Input::Woke);
    assert_eq!(history.sent(), [ASKS]);
    let history = history.after(1_400).frame(r#"430[{"ok":{"at":5}}]"#);
    let history = history.after(10_000);
    assert_eq!(history.notices(), Vec::<&Notice>::new());
}

#[test]
fn a_dead_line_is_left_at_once_after_waking() {
    let history = with_root().after(10_000).then(Input::Woke).after(1_500);
    assert!(history.did(Effect::CloseTransport));
    assert!(history.did(Effect::OpenTransport), "nothing to wait for");
}

#[test]
fn waking_twice_does_not_give_a_dead_line_more_time() {
    let history = with_root().after(10_000).then(Input::Woke);
    let history = history.after(1_000).then(Input::Woke).after(500);
    assert!(history.did(Effect::OpenTransport));
}

#[test]
fn a_line_heard_just_now_is_not_asked() {
    let history = History::joined().frame("2").then(Input::Woke);
    assert_eq!(history.did, []);
}

#[test]
fn a_line_on_which_nobody_can_be_asked_is_left_alone() {
    let history = History::joined().after(10_000).then(Input::Woke);
    assert_eq!(history.did, []);
    assert_eq!(history.after(5_000).notices(), Vec::<&Notice>::new());
}

#[test]
fn a_pause_between_attempts_ends_with_waking() {
    let history = History::joined().then(Input::Closed).then(Input::Woke);
    assert!(history.did(Effect::OpenTransport));
}

#[test]
fn an_attempt_from_before_the_sleep_is_made_anew_and_a_young_one_left_alone() {
    let dialing = || History::joined().then(Input::Closed).then(Input::RetryNow);
    assert_eq!(dialing().after(500).then(Input::Woke).did, []);
    let old = dialing().after(2_000).then(Input::Woke);
    assert!(old.did(Effect::OpenTransport));
    let joining = dialing().then(Input::Opened).after(2_000).then(Input::Woke);
    assert!(joining.did(Effect::OpenTransport));
    let history = joining.then(Input::Opened).frame(HELLO).frame(JOINED);
    assert_eq!(history.notices(), [&Notice::Connected]);
}
