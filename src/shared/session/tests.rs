//! The rules of a session, as histories: given these events, when someone asks, then.

mod naming;
mod people;

use super::testing::*;
use super::*;
use crate::shared::{
    analysis::{Aggregate, GroupBy, Profile, Spec},
    ids::{DatasetId, EventId, RunId},
    protocol::MAX_MESSAGE_CHARS,
    stream::{Event, RunStatus, redact},
};
use uuid::Uuid;

fn mean_wind() -> Spec {
    let measure = Some("wind".into());
    Spec::GroupBy(GroupBy {
        by: "weather".into(),
        aggregate: Aggregate::Mean,
        measure,
    })
}

#[test]
fn a_stranger_can_do_nothing() {
    let (mut story, dataset_id) = Story::with_weather();
    let wishes = [
        Command::SendMessage {
            text: "hello".into(),
            reply_to: None,
            about: None,
        },
        Command::RunAnalysis {
            dataset_id,
            spec: mean_wind(),
        },
        Command::CancelAnalysis {
            run_id: RunId(Uuid::nil()),
        },
        Command::DeleteMessage {
            message_id: EventId(Uuid::nil()),
        },
    ];
    for wish in wishes {
        assert_eq!(
            story.when(&noor(), wish).unwrap_err(),
            Rejection::NotAMember
        );
    }
}

#[test]
fn empty_and_overlong_messages_are_refused() {
    let mut story = Story::with_two_people();
    let mut send = |text: String| {
        story
            .when(
                &ada(),
                Command::SendMessage {
                    text,
                    reply_to: None,
                    about: None,
                },
            )
            .map(|_| ())
    };
    assert_eq!(send(" \n ".into()), Err(Rejection::EmptyMessage));
    let refused = send("é".repeat(MAX_MESSAGE_CHARS + 1)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Too long: 4001 of at most 4000 characters."
    );
    assert_eq!(send("é".repeat(MAX_MESSAGE_CHARS)), Ok(()));
}

#[test]
fn what_shows_nothing_is_refused_and_spelling_stays() {
    let mut story = Story::with_two_people();
    let message_id = story.says(&ada(), "می\u{200c}خواهم 👩\u{200d}💻");
    for nothing in [
        "\u{200b}",
        "\u{3164}",
        "\u{2800} ",
        "**\u{202e}**",
        "```\n```",
        "\0",
    ] {
        let text = nothing.to_owned();
        let said = Command::SendMessage {
            text: text.clone(),
            reply_to: None,
            about: None,
        };
        let title = text.clone();
        let edited = Command::EditMessage { message_id, text };
        for command in [said, edited] {
            let refused = story.when(&ada(), command).unwrap_err();
            assert_eq!(refused, Rejection::EmptyMessage, "{nothing:?}");
        }
        if !nothing.contains(['*', '`']) {
            let refused = story.when(&ada(), Command::Rename { title }).unwrap_err();
            assert!(matches!(refused, Rejection::BadTitle { .. }), "{nothing:?}");
        }
    }
    for emoji in ["\u{200b}", "\u{3164}", "👍\u{202e}"] {
        let react = Command::React {
            message_id,
            emoji: emoji.into(),
            on: true,
        };
        let refused = story.when(&ada(), react).unwrap_err();
        assert_eq!(refused, Rejection::UnknownReaction, "{emoji:?}");
    }
    let title = "\u{202e}July\u{200b}".into();
    story.when(&ada(), Command::Rename { title }).unwrap();
    assert_eq!(story.state.title, "July");
    let Some(EntryBody::Message { text, .. }) = story.state.entry(message_id).map(|e| &e.body)
    else {
        panic!("it is a message")
    };
    assert_eq!(text, "می\u{200c}خواهم 👩\u{200d}💻");
}

#[test]
fn only_the_author_edits_and_deletes() {
    let mut story = Story::with_two_people();
    let message_id = story.says(&ada(), "Juli is dry");
    let edit = |text: &str| Command::EditMessage {
        message_id,
        text: text.into(),
    };
    assert_eq!(
        story.when(&grace(), edit("mine")).unwrap_err(),
        Rejection::NotTheAuthor
    );
    story.when(&ada(), edit("July is dry")).unwrap();
    let expected = EntryBody::Message {
        text: "July is dry".into(),
        reply_to: None,
        about: None,
        reactions: vec![],
        edited: true,
    };
    assert_eq!(story.state.entry(message_id).unwrap().body, expected);

    story
        .when(&ada(), Command::DeleteMessage { message_id })
        .unwrap();
    assert_eq!(
        story.state.entry(message_id).unwrap().body,
        EntryBody::Deleted
    );
    assert_eq!(
        story.when(&ada(), edit("again")).unwrap_err(),
        Rejection::UnknownMessage
    );
}

#[test]
fn a_run_needs_its_columns() {
    let (mut story, dataset_id) = Story::with_weather();
    let ask = |measure: &str| Command::RunAnalysis {
        dataset_id,
        spec: Spec::GroupBy(GroupBy {
            by: "weather".into(),
            aggregate: Aggregate::Sum,
            measure: Some(measure.into()),
        }),
    };
    let refused = story.when(&ada(), ask("windspeed")).unwrap_err();
    let sentence = "There is no column “windspeed”. weather has: weather, wind, temp_max.";
    assert_eq!(refused.to_string(), sentence);
    let refused = story.when(&ada(), ask("weather")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "“weather” holds text. Choose a column of numbers."
    );
    let elsewhere = DatasetId(Uuid::from_u128(5));
    let unknown = Command::RunAnalysis {
        dataset_id: elsewhere,
        spec: mean_wind(),
    };
    assert_eq!(
        story.when(&ada(), unknown).unwrap_err(),
        Rejection::UnknownDataset
    );
}

#[test]
fn a_run_goes_from_queued_to_done() {
    let (mut story, dataset_id) = Story::with_weather();
    let run_id = story.asks(&grace(), dataset_id, mean_wind());
    let queued = story.events.last().unwrap();
    assert_eq!(effects(queued), Some(Effect::StartRun(run_id)));

    let report = |report| Command::ReportRun { run_id, report };
    story.when(&grace(), report(RunReport::Started)).unwrap();
    assert_eq!(story.state.run(run_id).unwrap().status, RunStatus::Running);
    let done = RunReport::Done {
        output: None,
        output_url: "/o".into(),
    };
    story.when(&grace(), report(done.clone())).unwrap();
    let run = story.state.run(run_id).unwrap();
    assert_eq!((run.status, run.elapsed_ms), (RunStatus::Done, 2_000));
    assert_eq!(
        story.when(&grace(), report(done)).unwrap_err(),
        Rejection::RunHasEnded
    );
}

#[test]
fn either_person_stops_a_run_and_late_reports_change_nothing() {
    let (mut story, dataset_id) = Story::with_weather();
    let run_id = story.asks(&grace(), dataset_id, Spec::Profile(Profile {}));
    let stopped = story
        .when(&ada(), Command::CancelAnalysis { run_id })
        .unwrap();
    assert_eq!(effects(stopped), Some(Effect::StopRun(run_id)));
    let late = Command::ReportRun {
        run_id,
        report: RunReport::Failed {
            error: "late".into(),
        },
    };
    assert_eq!(
        story.when(&grace(), late).unwrap_err(),
        Rejection::RunHasEnded
    );
    let run = story.state.run(run_id).unwrap();
    assert_eq!(
        (run.status, &run.stopped_by),
        (RunStatus::Cancelled, &Some(ada()))
    );
}

#[test]
fn a_restart_takes_open_runs_up_again() {
    let (mut story, dataset_id) = Story::with_weather();
    let stopped = story.asks(&ada(), dataset_id, mean_wind());
    story
        .when(&ada(), Command::CancelAnalysis { run_id: stopped })
        .unwrap();
    let open = story.asks(&ada(), dataset_id, mean_wind());
    assert_eq!(
        effects_after_restart(&story.state),
        [Effect::StartRun(open)]
    );
}

#[test]
fn the_same_name_again_is_the_next_version() {
    let (mut story, _) = Story::with_weather();
    let again = Command::AddDataset {
        dataset_id: DatasetId(Uuid::from_u128(78)),
        name: "weather".into(),
        rows: 2_000,
        columns: vec![],
        bytes: 1,
        notes: vec![],
    };
    story.when(&grace(), again).unwrap();
    assert_eq!(story.state.datasets[1].version, 2);
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
    assert!(snapshot.has_earlier && snapshot.timeline.len() < 100);

    let mut late = snapshot;
    let before = late.timeline[0].n;
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
    story
        .when(&ada(), Command::DeleteMessage { message_id })
        .unwrap();
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

#[test]
fn what_is_deleted_or_answered_is_not_unread() {
    let mut story = Story::with_two_people();
    let said: Vec<EventId> = ["one", "two", "three"]
        .map(|text| story.says(&ada(), text))
        .to_vec();
    let unread = |story: &Story| story.state.unread(grace().id, 0);
    assert_eq!((unread(&story), story.state.unread(ada().id, 0)), (3, 0));
    for message_id in [said[0], said[2]] {
        let delete = Command::DeleteMessage { message_id };
        story.when(&ada(), delete).unwrap();
    }
    assert_eq!(unread(&story), 1);
    let mine = story.says(&grace(), "I see");
    assert_eq!(unread(&story), 0);
    let delete = Command::DeleteMessage { message_id: mine };
    story.when(&grace(), delete).unwrap();
    assert_eq!(unread(&story), 0, "she was here all the same");
    story.says(&ada(), "four");
    assert_eq!(unread(&story), 1);
}

#[test]
fn events_without_the_words_that_are_gone_make_the_same_state() {
    let mut story = Story::with_two_people();
    let (kept, gone) = (
        story.says(&ada(), "first words"),
        story.says(&ada(), "secret"),
    );
    let edit = |message_id, text: &str| Command::EditMessage {
        message_id,
        text: text.into(),
    };
    for change in [
        edit(kept, "second words"),
        edit(gone, "secret too"),
        edit(kept, "last words"),
        Command::DeleteMessage { message_id: gone },
    ] {
        story.when(&ada(), change).unwrap();
    }
    let mut stored: Vec<Event> = Vec::new();
    for event in &story.events {
        for earlier in &mut stored {
            redact(earlier, event);
        }
        stored.push(event.clone());
    }
    let json = serde_json::to_string(&stored).unwrap();
    for words in ["first words", "second words", "secret"] {
        assert!(!json.contains(words), "{words} in {json}");
    }
    // Whatever a page had seen before, it never shows an empty message on the way.
    for seen in 2..=story.events.len() {
        let mut state = Story::with_two_people().state;
        let before = story.events[..seen].iter();
        for event in before.chain(&stored[seen..]).skip(2) {
            apply(&mut state, event);
            let is_empty = |entry: &Entry| matches!(&entry.body, EntryBody::Message { text, .. } if text.is_empty());
            assert!(!state.timeline.iter().any(is_empty), "{event:?}");
        }
        assert_eq!(state, story.state);
    }
}
