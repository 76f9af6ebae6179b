//! What the conversation shows of the log, of acks and of the outbox.

use super::*;
use crate::client::PendingState;
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::EventId,
    session::{
        chat::SendMessage,
        testing::{Story, ada, grace},
    },
};

fn cid(id: u128) -> Cid {
    Cid(Uuid::from_u128(id))
}

fn unsent(id: u128, text: &str) -> Pending {
    let message = SendMessage {
        text: text.into(),
        reply_to: None,
        about: None,
        seen: None,
    };
    Pending {
        cid: cid(id),
        command: message.into(),
        queued_at: 9_000,
        state: PendingState::Waiting,
    }
}

const NOTHING: RangeInclusive<i64> = RangeInclusive::new(1, 0);

fn talk<'a>(timeline: &'a [Entry], sent: &'a [Sent], unsent: &'a [Pending]) -> Vec<Line> {
    opened(NOTHING, timeline, sent, unsent)
}

fn opened(
    unread: RangeInclusive<i64>,
    timeline: &[Entry],
    sent: &[Sent],
    unsent: &[Pending],
) -> Vec<Line> {
    let (me, calendar) = (ada(), Calendar::UTC);
    TimelineInputs {
        timeline,
        sent,
        unsent,
        me: &me,
        joined: true,
        is_last: true,
        calendar,
        unread,
    }
    .lines(0..timeline.len())
}

fn said(lines: &[Line]) -> Vec<(&str, &Way)> {
    let said = lines.iter().filter_map(|line| match &line.body {
        LineBody::Message(said) => Some((said.text.as_str(), &said.way)),
        _ => None,
    });
    said.collect()
}

/// What Ada's message looks like once its event is applied.
fn stored_message(id: u128, text: &str) -> Vec<Entry> {
    let mut story = Story::with_two_people();
    story.says(&ada(), text);
    let mut entry = story.state.chat.timeline.pop().unwrap();
    entry.cid = Some(cid(id));
    vec![entry]
}

#[test]
fn a_message_is_one_line_from_typing_to_log() {
    let waiting = [unsent(5, "hello")];
    let acked = [Sent {
        cid: cid(5),
        n: 3,
        id: EventId(Uuid::from_u128(3)),
        at: 9_100,
        text: "hello".into(),
    }];
    let stored = stored_message(5, "hello");
    let stages = [
        talk(&[], &[], &waiting),
        talk(&[], &acked, &waiting),
        talk(&[], &acked, &[]),
        talk(&stored, &acked, &waiting),
        talk(&stored, &[], &[]),
    ];
    let keys: Vec<LineKey> = stages
        .iter()
        .map(|lines| lines.last().unwrap().key)
        .collect();
    for lines in &stages {
        assert_eq!(said(lines).len(), 1);
    }
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    assert_eq!(said(&stages[0]), [("hello", &Way::Pending)]);
    assert_eq!(said(&stages[1]), [("hello", &Way::Stored)]);
}

#[test]
fn another_person_cannot_hide_my_line_by_its_id() {
    let mut theirs = stored_message(5, "theirs");
    theirs[0].by = grace();
    assert_eq!(said(&talk(&theirs, &[], &[unsent(5, "mine")])).len(), 2);
}

#[test]
fn waiting_messages_know_their_place_and_refused_ones_their_reason() {
    let refusal = ApiError::new(ErrorCode::ChatTooLong, "Too long.");
    let refused = Pending {
        state: PendingState::Failed(refusal),
        ..unsent(1, "long")
    };
    let queue = [refused, unsent(2, "a"), unsent(3, "b")];
    let me = ada();
    let lines = TimelineInputs {
        timeline: &[],
        sent: &[],
        unsent: &queue,
        me: &me,
        joined: false,
        is_last: true,
        calendar: Calendar::UTC,
        unread: NOTHING,
    };
    let lines = lines.lines(0..0);
    let ways: Vec<&Way> = said(&lines).into_iter().map(|(_, way)| way).collect();
    assert_eq!(
        ways[0],
        &Way::Failed {
            cid: cid(1),
            sentence: "Too long.".into()
        }
    );
    assert_eq!(
        ways[1..],
        [
            &Way::Waiting { place: 1, of: 2 },
            &Way::Waiting { place: 2, of: 2 }
        ]
    );
}

#[test]
fn each_day_is_named_once_and_heads_are_shared_within_a_breath() {
    let mut story = Story::with_two_people();
    for _ in 0..3 {
        story.says(&ada(), "x");
    }
    story.says(&grace(), "y");
    let mut timeline = story.state.chat.timeline.split_off(2);
    timeline[0].at = 86_399_000;
    timeline[1].at = 86_400_000;
    timeline[2].at = 86_500_000;
    timeline[3].at = 86_501_000;
    let shape = shape(&talk(&timeline, &[], &[]));
    let expected = [
        "1 January 1970",
        "Ada false",
        "2 January 1970",
        "Ada false",
        "Ada true",
        "Grace false",
    ];
    assert_eq!(shape, expected);
}

#[test]
fn what_was_unread_begins_with_a_line_before_anothers_first_message() {
    let mut story = Story::with_two_people();
    for (by, text) in [
        (grace(), "old"),
        (ada(), "mine"),
        (grace(), "a"),
        (grace(), "b"),
    ] {
        story.says(&by, text);
    }
    let timeline = story.state.chat.timeline.split_off(2);
    let lines = shape(&opened(timeline[1].n..=timeline[3].n, &timeline, &[], &[]));
    let expected = [
        "1 January 1970",
        "Grace false",
        "Ada false",
        "new",
        "Grace false",
        "Grace true",
    ];
    assert_eq!(lines, expected);
    let read = opened(NOTHING, &timeline, &[], &[]);
    assert!(read.iter().all(|line| line.key != LineKey::New));
}

#[test]
fn many_comings_and_goings_are_one_line_that_grows() {
    let mut story = Story::with_two_people();
    let joined = story.state.chat.timeline.split_off(0);
    assert_eq!(
        shape(&talk(&joined, &[], &[])).len(),
        3,
        "two stand as they are"
    );
    let many = [joined.clone(), joined.clone()].concat();
    let [day, line] = &talk(&many, &[], &[])[..] else {
        panic!("one day, one line");
    };
    assert!(matches!(day.body, LineBody::Day(_)));
    assert_eq!(line.key, LineKey::Folded(joined[0].id.0));
    let LineBody::Folded(texts) = &line.body else {
        panic!("{line:?}");
    };
    assert_eq!(texts.len(), 4);
    story.says(&ada(), "hello");
    let parted = [joined.clone(), story.state.chat.timeline, joined].concat();
    assert_eq!(talk(&parted, &[], &[]).len(), 6, "a message parts them");
}

/// Each line in a word or two.
fn shape(lines: &[Line]) -> Vec<String> {
    let word = |line: &Line| match &line.body {
        LineBody::Day(words) => words.clone(),
        LineBody::Message(said) => format!("{} {}", said.by.name, said.follows),
        LineBody::System(line) => line.text.clone(),
        LineBody::Folded(texts) => format!("{} folded", texts.len()),
        LineBody::New => "new".into(),
    };
    lines.iter().map(word).collect()
}
