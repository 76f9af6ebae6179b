//! Rules as histories.

use super::*;
use crate::shared::session::{
    EntryBody, Rejection,
    datasets::{AddDataset, Place, RemoveDataset},
    testing::{Story, ada, grace, noor},
};
use crate::shared::{
    dataset::{Column, ColumnType},
    stream::Fact,
};
use uuid::Uuid;

/// Ada's session with a live data set of the columns city, text, and speed, number.
fn with_wind() -> (Story, DatasetId) {
    let mut story = Story::with_two_people();
    let dataset_id = DatasetId(Uuid::from_u128(77));
    let column = |name: &str, column_type| Column {
        name: name.into(),
        column_type,
        nulls: 0,
    };
    let add = AddDataset {
        dataset_id,
        name: "wind".into(),
        rows: 0,
        columns: vec![
            column("city", ColumnType::Text),
            column("speed", ColumnType::Number),
        ],
        bytes: 0,
        notes: vec![],
        content: String::new(),
        place: Place::Own,
        live: true,
        sample: None,
    };
    story.when(&ada(), add).unwrap();
    (story, dataset_id)
}

fn mean() -> Condition {
    Condition {
        of: RuleOf::Mean,
        column: Some("speed".into()),
        over_s: 60,
        bound: 10.0,
        for_s: 30,
        ..Condition::default()
    }
}

fn make(story: &mut Story, dataset_id: DatasetId, condition: Condition) -> RuleId {
    let command = MakeRule {
        dataset_id,
        condition,
    };
    RuleId(story.when(&grace(), command).unwrap().id.0)
}

fn speaks(rule_id: RuleId, fires: bool, value: f64) -> SpeakRule {
    SpeakRule {
        rule_id,
        fires,
        value: Some(value),
        values: Vec::new(),
    }
}

fn last_line(story: &Story) -> String {
    match &story.state.chat.timeline.last().unwrap().body {
        EntryBody::Rule { text, .. } => text.replace(['\u{2068}', '\u{2069}'], ""),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_rule_that_could_never_speak_is_refused() {
    let (mut story, dataset_id) = with_wind();
    let wrong = [
        (
            Condition {
                column: None,
                ..mean()
            },
            Rejection::RuleColumn,
        ),
        (
            Condition {
                column: Some("gusts".into()),
                ..mean()
            },
            Rejection::RuleColumn,
        ),
        (
            Condition {
                column: Some("city".into()),
                ..mean()
            },
            Rejection::RuleColumn,
        ),
        (
            Condition {
                over_s: 0,
                ..mean()
            },
            Rejection::RuleTimes,
        ),
        (
            Condition {
                for_s: -1,
                ..mean()
            },
            Rejection::RuleTimes,
        ),
        (
            Condition {
                over_s: LONGEST_S + 1,
                ..mean()
            },
            Rejection::RuleTimes,
        ),
        (
            Condition {
                bound: f64::NAN,
                ..mean()
            },
            Rejection::RuleTimes,
        ),
    ];
    for (condition, refusal) in wrong {
        let words = format!("{condition:?}");
        let command = MakeRule {
            dataset_id,
            condition,
        };
        assert_eq!(story.when(&ada(), command), Err(refusal), "{words}");
    }
    let (mut weather, of_file) = Story::with_weather();
    let command = MakeRule {
        dataset_id: of_file,
        condition: mean(),
    };
    assert_eq!(weather.when(&ada(), command), Err(Rejection::NotHere));
    for _ in 0..MAX_RULES {
        make(&mut story, dataset_id, mean());
    }
    let command = MakeRule {
        dataset_id,
        condition: mean(),
    };
    let refused = story.when(&ada(), command).unwrap_err();
    assert_eq!(refused, Rejection::TooManyRules { max: MAX_RULES });
}

#[test]
fn it_fires_once_and_clears_once_and_its_lines_say_whose_it_is() {
    let (mut story, dataset_id) = with_wind();
    let rule_id = make(&mut story, dataset_id, mean());
    let made = "Grace’s new rule for wind: mean of speed over 1 minute above 10 for 30 s";
    assert_eq!(last_line(&story), made);
    let early = story
        .when(&grace(), speaks(rule_id, false, 1.0))
        .unwrap_err();
    assert_eq!(early, Rejection::NotHere);
    // The server speaks for whoever made it, and they may have left.
    story
        .when(&noor(), speaks(rule_id, true, 18.512_34))
        .unwrap();
    assert!(
        last_line(&story).ends_with("fired: mean of speed over 1 minute above 10 for 30 s (18.51)")
    );
    let again = story
        .when(&grace(), speaks(rule_id, true, 19.0))
        .unwrap_err();
    assert_eq!(again, Rejection::NotHere);
    story.when(&grace(), speaks(rule_id, false, 9.5)).unwrap();
    assert!(last_line(&story).starts_with("Grace’s rule for wind cleared: "));
    story.when(&ada(), RemoveRule { rule_id }).unwrap();
    assert!(last_line(&story).starts_with("Ada removed a rule for wind: mean"));
    let gone = story
        .when(&grace(), speaks(rule_id, true, 19.0))
        .unwrap_err();
    assert_eq!(gone, Rejection::UnknownRule);
}

#[test]
fn new_values_are_told_and_remembered() {
    let (mut story, dataset_id) = with_wind();
    let news = Condition {
        of: RuleOf::NewValue,
        column: Some("city".into()),
        ..Condition::default()
    };
    let rule_id = make(&mut story, dataset_id, news);
    let told = SpeakRule {
        rule_id,
        fires: true,
        value: None,
        values: vec!["Oslo".into(), "Rome".into()],
    };
    story.when(&grace(), told.clone()).unwrap();
    let line = "Grace’s rule for wind fired: a value never seen in city: “Oslo”, “Rome”";
    assert_eq!(last_line(&story), line);
    let rule = story.state.rule(rule_id).unwrap();
    assert_eq!((rule.firing, &rule.told), (false, &told.values));
}

#[test]
fn nothing_of_a_rule_outlives_its_data_set() {
    let (mut story, dataset_id) = with_wind();
    let rule_id = make(&mut story, dataset_id, mean());
    story.when(&grace(), speaks(rule_id, true, 18.5)).unwrap();
    story.when(&grace(), speaks(rule_id, false, 9.5)).unwrap();
    story.when(&ada(), RemoveRule { rule_id }).unwrap();
    make(&mut story, dataset_id, mean());
    story.when(&ada(), RemoveDataset { dataset_id }).unwrap();
    assert!(story.state.rules.is_empty());
    let removal = story.events.last().unwrap().clone();
    for event in &mut story.events {
        redact(event, &removal);
    }
    let of_rules = |event: &&crate::shared::stream::Event| {
        matches!(
            event.fact,
            Fact::RuleMade(_) | Fact::RuleRemoved(_) | Fact::RuleFired(_) | Fact::RuleCleared(_)
        )
    };
    let rows: Vec<_> = story.events.iter().filter(of_rules).collect();
    assert_eq!(rows.len(), 5);
    for told in [
        serde_json::to_string(&story.state).unwrap(),
        serde_json::to_string(&rows).unwrap(),
    ] {
        assert!(!told.contains("speed") && !told.contains("18.5"), "{told}");
    }
    // Whoever folds the rows sees what those see who were there.
    let mut folded = Story::with_two_people().state;
    folded.chat.timeline.clear();
    folded.head = 0;
    folded.people = crate::shared::session::StreamState::new(
        folded.stream,
        folded.kind,
        folded.people.title.clone(),
    )
    .people;
    for event in &story.events {
        crate::shared::session::apply(&mut folded, event);
    }
    assert_eq!(folded.chat, story.state.chat);
}

#[test]
fn spans_are_read_as_people_say_them() {
    for (seconds, words) in [
        (0, "0 s"),
        (30, "30 s"),
        (60, "1 minute"),
        (90, "90 s"),
        (600, "10 minutes"),
        (7_200, "2 hours"),
    ] {
        assert_eq!(span(seconds), words);
    }
}
