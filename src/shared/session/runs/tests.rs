//! The rules of runs, as histories.

use super::*;
use crate::shared::{
    analysis::{Aggregate, GroupBy, Profile},
    session::{Rejection, testing::*},
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
