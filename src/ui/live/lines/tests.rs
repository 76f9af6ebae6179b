//! What the conversation shows of the log, of acks and of the outbox.

use super::*;
use crate::shared::{
    ids::EventId,
    session::testing::{Story, ada, grace},
};

fn cid(id: u128) -> Cid {
    Cid(Uuid::from_u128(id))
}

fn unsent(id: u128, text: &str) -> Unsent {
    Unsent {
        cid: cid(id),
        wish: Wish::Say(text.into()),
        queued_at: 9_000,
        refusal: None,
    }
}

fn talk<'a>(timeline: &'a [Entry], sent: &'a [Sent], unsent: &'a [Unsent]) -> Vec<Line> {
    let (me, calendar) = (ada(), Calendar::UTC);
    Talk {
        timeline,
        sent,
        unsent,
        me: &me,
        joined: true,
        calendar,
    }
    .lines()
}

fn said(lines: &[Line]) -> Vec<(&str, &Way)> {
    let said = lines.iter().filter_map(|line| match &line.body {
        LineBody::Said(said) => Some((said.text.as_str(), &said.way)),
        _ => None,
    });
    said.collect()
}

/// What Ada's message looks like once its event is applied.
fn stored_message(id: u128, text: &str) -> Vec<Entry> {
    let mut story = Story::with_two_people();
    story.says(&ada(), text);
    let mut entry = story.state.timeline.pop().unwrap();
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
    let refused = Unsent {
        refusal: Some("Too long.".into()),
        ..unsent(1, "long")
    };
    let queue = [refused, unsent(2, "a"), unsent(3, "b")];
    let me = ada();
    let lines = Talk {
        timeline: &[],
        sent: &[],
        unsent: &queue,
        me: &me,
        joined: false,
        calendar: Calendar::UTC,
    };
    let lines = lines.lines();
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
    let mut timeline = story.state.timeline.split_off(2);
    timeline[0].at = 86_399_000;
    timeline[1].at = 86_400_000;
    timeline[2].at = 86_500_000;
    timeline[3].at = 86_501_000;
    let shape: Vec<String> = talk(&timeline, &[], &[])
        .iter()
        .map(|line| match &line.body {
            LineBody::Day(words) => words.clone(),
            LineBody::Said(said) => format!("{} {}", said.by.name, said.follows),
            LineBody::Told { text, .. } => text.clone(),
        })
        .collect();
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
