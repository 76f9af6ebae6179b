//! The rules of a session as a whole, as histories: given these events, when someone asks, then.

use super::{testing::*, *};
use crate::shared::session::{
    chat::{DeleteMessage, SendMessage},
    runs::{CancelAnalysis, RunAnalysis},
};
use crate::shared::{
    ids::{EventId, RunId},
    stream::Event,
};
use uuid::Uuid;

#[test]
fn a_stranger_can_do_nothing() {
    let (mut story, dataset_id) = Story::with_weather();
    let wishes: [Command; 4] = [
        SendMessage {
            text: "hello".into(),
            reply_to: None,
            about: None,
            seen: None,
        }
        .into(),
        RunAnalysis {
            dataset_id,
            spec: mean_wind(),
        }
        .into(),
        CancelAnalysis {
            run_id: RunId(Uuid::nil()),
        }
        .into(),
        DeleteMessage {
            message_id: EventId(Uuid::nil()),
        }
        .into(),
    ];
    for wish in wishes {
        assert_eq!(
            story.when(&noor(), wish).unwrap_err(),
            Rejection::NotAMember
        );
    }
}

#[test]
fn a_late_joiner_sees_finished_runs_and_the_end_of_the_talk() {
    let (mut story, dataset_id) = Story::with_weather();
    for i in 0..100 {
        story.says(&ada(), &format!("line {i}"));
    }
    story.asks(&ada(), dataset_id, mean_wind());
    let snapshot = story.state.snapshot();
    assert_eq!(snapshot.runs, story.state.runs);
    assert!(snapshot.chat.has_earlier && snapshot.chat.timeline.len() < 100);

    let mut late = snapshot;
    let before = late.chat.timeline[0].n;
    let (entries, more) = story.state.history(before, 500);
    late.prepend(entries, more);
    assert_eq!(late, story.state);
}

#[test]
fn applying_twice_or_out_of_order_changes_nothing() {
    let mut story = Story::with_two_people();
    story.says(&ada(), "once");
    let state = story.state.clone();
    let last = story.events.last().unwrap().clone();
    apply(&mut story.state, &last);
    let ahead = Event {
        n: last.n + 5,
        ..last
    };
    apply(&mut story.state, &ahead);
    assert_eq!(story.state, state);
}

#[test]
fn events_survive_the_wire() {
    let (mut story, dataset_id) = Story::with_weather();
    let message_id = story.says(&ada(), "hi");
    story.when(&ada(), DeleteMessage { message_id }).unwrap();
    story.asks(&grace(), dataset_id, mean_wind());
    for event in &story.events {
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(
            &serde_json::from_str::<Event>(&text).unwrap(),
            event,
            "{text}"
        );
        assert!(text.contains(&format!("\"event\":\"{}\"", event.fact.name())));
    }
}
