//! The rules of runs, as histories.

use super::*;
use crate::shared::{
    analysis::{Aggregate, GroupBy, Profile, Table},
    chart::{Axis, Chart, Marks},
    session::{Rejection, datasets::RemoveDataset, testing::*},
    stream::Fact,
};
use uuid::Uuid;

#[test]
fn a_run_needs_its_columns() {
    let (mut story, dataset_id) = Story::with_weather();
    let ask = |measure: &str| RunAnalysis {
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
    let unknown = RunAnalysis {
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

    let report = |report| ReportRun { run_id, report };
    story.when(&grace(), report(RunReport::Started)).unwrap();
    assert_eq!(story.state.run(run_id).unwrap().status, RunStatus::Running);
    let done = RunReport::Done {
        output: None,
        output_url: "/o".into(),
        as_of: None,
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
    let stopped = story.when(&ada(), CancelAnalysis { run_id }).unwrap();
    assert_eq!(effects(stopped), Some(Effect::StopRun(run_id)));
    let late = ReportRun {
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
        .when(&ada(), CancelAnalysis { run_id: stopped })
        .unwrap();
    let open = story.asks(&ada(), dataset_id, mean_wind());
    assert_eq!(
        effects_after_restart(&story.state),
        [Effect::StartRun(open)]
    );
}

fn output(summary: &str) -> Option<Box<Output>> {
    Some(Box::new(Output {
        summary: summary.into(),
        table: Table {
            columns: vec![],
            rows: vec![],
            total_rows: 0,
        },
        chart: Chart {
            title: String::new(),
            subtitle: String::new(),
            x: Axis::default(),
            y: Axis::default(),
            marks: Marks::Bars {
                labels: vec![],
                values: vec![],
            },
        },
    }))
}

fn as_of(head: i64) -> AsOf {
    AsOf {
        at: 7,
        rows: head.min(100),
        head,
    }
}

/// A live data set, and a run of it that has an answer of its first 10 rows.
fn live() -> (Story, RunId) {
    let (mut story, dataset_id) = Story::with_sensors();
    let run_id = story.asks(&ada(), dataset_id, mean_wind());
    let report = RunReport::Done {
        output: output("ten"),
        output_url: "/o".into(),
        as_of: Some(as_of(10)),
    };
    story.when(&ada(), ReportRun { run_id, report }).unwrap();
    (story, run_id)
}

fn checkpoint(run_id: RunId, head: i64, summary: &str) -> CheckpointRun {
    CheckpointRun {
        run_id,
        as_of: as_of(head),
        output: output(summary),
        output_url: "/o".into(),
    }
}

fn shown(story: &Story, run_id: RunId) -> &str {
    let output = story.state.run(run_id).unwrap().output.as_ref();
    &output.unwrap().summary
}

#[test]
fn what_is_newer_takes_the_place_of_what_is_older() {
    let (mut story, run_id) = live();
    let not_newer = story.when(&ada(), checkpoint(run_id, 10, "again"));
    assert_eq!(not_newer.unwrap_err(), Rejection::RunHasEnded);
    story
        .when(&ada(), checkpoint(run_id, 20, "twenty"))
        .unwrap();
    assert_eq!(shown(&story, run_id), "twenty");
    // A page has heard more than the log has.
    let show = |story: &mut Story, head, summary: &str| {
        let url = Some("/o?head".into());
        story
            .state
            .show_frame(run_id, as_of(head), output(summary), url, None);
    };
    show(&mut story, 40, "forty");
    show(&mut story, 30, "thirty");
    assert_eq!(shown(&story, run_id), "forty");
    let failed = Some("Too slow.".to_owned());
    story
        .state
        .show_frame(run_id, as_of(50), None, None, failed.clone());
    assert_eq!(shown(&story, run_id), "forty");
    assert_eq!(story.state.run(run_id).unwrap().error, failed);
    show(&mut story, 60, "sixty");
    assert_eq!(story.state.run(run_id).unwrap().error, None);
    assert_eq!(story.state.run(run_id).unwrap().as_of, Some(as_of(60)));
}

#[test]
fn either_person_pauses_a_run_that_follows_and_the_first_is_named() {
    let (mut story, run_id) = live();
    let pause = |paused| PauseRun { run_id, paused };
    story.when(&grace(), pause(true)).unwrap();
    story.when(&ada(), pause(true)).unwrap();
    let paused = story.state.run(run_id).unwrap().pause.clone();
    assert_eq!(paused.unwrap().by, grace());
    story
        .state
        .show_frame(run_id, as_of(30), output("thirty"), None, None);
    assert_eq!(shown(&story, run_id), "ten");
    story.when(&ada(), pause(false)).unwrap();
    assert_eq!(story.state.run(run_id).unwrap().pause, None);

    let (mut still, weather) = Story::with_weather();
    let run_id = still.asks(&ada(), weather, mean_wind());
    let refused = still.when(
        &ada(),
        PauseRun {
            run_id,
            paused: true,
        },
    );
    assert_eq!(refused.unwrap_err(), Rejection::NotHere);
    let run_id = RunId(Uuid::from_u128(5));
    let refused = story.when(
        &noor(),
        PauseRun {
            run_id,
            paused: true,
        },
    );
    assert_eq!(refused.unwrap_err(), Rejection::NotAMember);
}

#[test]
fn rows_hold_the_newest_output_alone_and_none_of_what_was_removed() {
    let (mut story, run_id) = live();
    story
        .when(&ada(), checkpoint(run_id, 20, "twenty"))
        .unwrap();
    story
        .when(&ada(), checkpoint(run_id, 30, "thirty"))
        .unwrap();
    let mut rows = story.events.clone();
    let newest = rows.last().cloned().unwrap();
    let (last, before) = rows.split_last_mut().unwrap();
    before.iter_mut().for_each(|row| redact(row, &newest));
    let text = serde_json::to_string(&before).unwrap();
    assert!(!text.contains("ten") && !text.contains("twenty"), "{text}");
    let dataset_id = story.state.run(run_id).unwrap().dataset_id;
    let removal = RemoveDataset { dataset_id };
    let removal = story.when(&ada(), removal).unwrap().clone();
    crate::shared::session::redact(last, &removal);
    let Fact::RunCheckpoint(kept) = &last.fact else {
        panic!("{last:?}")
    };
    assert_eq!((&kept.output, &kept.output_url), (&None, &None));
    let refused = story.when(&ada(), checkpoint(run_id, 40, "forty"));
    assert_eq!(refused.unwrap_err(), Rejection::DatasetRemoved);
}
