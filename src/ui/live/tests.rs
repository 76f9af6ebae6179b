//! The live session without a connection: what the panels make of events.

use super::{Live, Way};
use crate::shared::{
    analysis::{Profile, Spec},
    session::{
        RunReport,
        runs::{ReportRun, RunStatus},
        testing::{Story, ada, grace},
    },
};
use leptos::prelude::*;

#[test]
fn a_run_card_follows_its_run() {
    let owner = Owner::new();
    owner.set();
    let (mut story, weather) = Story::with_weather();
    let run_id = story.asks(&ada(), weather, Spec::Profile(Profile {}));
    let live = Live::new(ada(), story.state.clone(), 0);
    let run = live.run(run_id);
    let status = move || run.get_untracked().unwrap().status;
    assert_eq!(status(), RunStatus::Queued);
    let started = ReportRun {
        run_id,
        report: RunReport::Started,
    };
    let event = story.when(&ada(), started).unwrap().clone();
    live.store.take([event]);
    assert_eq!(status(), RunStatus::Running);
    let failed = RunReport::Failed {
        error: "Too slow.".into(),
    };
    let event = story
        .when(
            &ada(),
            ReportRun {
                run_id,
                report: failed,
            },
        )
        .unwrap()
        .clone();
    live.store.take([event]);
    assert_eq!(
        run.get_untracked().unwrap().error.as_deref(),
        Some("Too slow.")
    );
}

#[test]
fn an_event_changes_its_panel_and_no_other() {
    let owner = Owner::new();
    owner.set();
    let mut story = Story::with_two_people();
    let live = Live::new(ada(), story.state.clone(), 0);
    let before = (
        live.lines().get_untracked().len(),
        live.datasets().get_untracked(),
    );
    story.says(&grace(), "look");
    live.store.take(story.events.clone());
    let lines = live.lines().get_untracked();
    assert_eq!(lines.len(), before.0 + 1);
    assert_eq!(live.datasets().get_untracked(), before.1);
    let super::LineBody::Said(said) = &lines.last().unwrap().body else {
        panic!("{lines:?}")
    };
    assert_eq!((said.text.as_str(), &said.way), ("look", &Way::Stored));
}
