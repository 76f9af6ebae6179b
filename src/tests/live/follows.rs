//! Runs that follow: what they come to is told to all who watch, and the log has a checkpoint now and then.

use super::*;
use std::collections::HashMap;
use tandem::{
    client::Notice,
    server::db::streams,
    shared::{
        analysis::{Aggregate, GroupBy, Histogram, Output, Profile, Spec},
        ids::{Cid, RunId, SessionId},
        protocol::{Body as _, Durable, Join, Leave, RunFrame, Signal as _},
        session::{
            Run,
            runs::{AsOf, PauseRun, RunAnalysis, RunCheckpoint, RunStatus},
        },
        stream::{Fact, Kind as _},
    },
};
use tokio::time::sleep;
use uuid::Uuid;

/// Has a run computed; answers its id, and what the log says of its answer.
pub async fn run(
    socket: &NativeSocket,
    session: SessionId,
    dataset_id: DatasetId,
    spec: Spec,
) -> (RunId, Value) {
    let run = RunAnalysis { dataset_id, spec };
    let run = run.once_in_session(session, Cid(Uuid::new_v4()));
    let run_id = ask(socket, run).await.unwrap().run_id;
    loop {
        let update = next(socket, "analysis_update").await;
        if update["run_id"] == json!(run_id) && update["status"] == json!(RunStatus::Done) {
            return (run_id, update);
        }
    }
}

pub async fn next(socket: &NativeSocket, event: &str) -> Value {
    timeout(PATIENCE, socket.next_event(event))
        .await
        .unwrap()
        .unwrap()
}

async fn next_frame(socket: &NativeSocket) -> RunFrame {
    serde_json::from_value(next(socket, RunFrame::NAME).await).unwrap()
}

/// What a run comes to over so many rows that ever came.
pub async fn frame_of(socket: &NativeSocket, run_id: RunId, head: i64) -> RunFrame {
    loop {
        let frame = next_frame(socket).await;
        if frame.run_id == run_id && frame.as_of.head == head {
            return frame;
        }
    }
}

/// A run as whoever joins now finds it.
async fn known(socket: &NativeSocket, session: SessionId, run_id: RunId) -> Run {
    let join = Join {
        after: None,
        last: None,
        epoch: None,
    };
    let joined = ask(socket, join.in_session(session)).await.unwrap();
    let state = joined.snapshot.unwrap();
    state.run(run_id).unwrap().clone()
}

async fn pause(socket: &NativeSocket, session: SessionId, run_id: RunId, paused: bool) {
    let pause = PauseRun { run_id, paused };
    let pause = pause.once_in_session(session, Cid(Uuid::new_v4()));
    ask(socket, pause).await.unwrap();
}

pub async fn append(fixture: &Fixture, id: DatasetId, row: Value) {
    let (status, answer) = post(&fixture.ada, id, JSON, None, row.to_string()).await;
    assert_eq!(status, 200, "{answer}");
}

fn output(frame: &RunFrame) -> Output {
    *frame.output.clone().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_watch_hear_the_same_and_it_is_what_a_run_comes_to() {
    let fixture = Fixture::new().await;
    let (session, id) = (fixture.session, fixture.sensors().await);
    append(&fixture, id, json!({ "sensor": "a", "value": 1 })).await;
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let (run_id, update) = run(&ada, session, id, Spec::Profile(Profile {})).await;
    let as_of: AsOf = serde_json::from_value(update["as_of"].clone()).unwrap();
    assert_eq!((as_of.rows, as_of.head), (1, 1));
    for value in 2..=5 {
        append(&fixture, id, json!({ "sensor": "b", "value": value })).await;
    }
    let frame = frame_of(&ada, run_id, 5).await;
    assert_eq!(frame.as_of.rows, 5);
    assert_eq!(frame_of(&grace, run_id, 5).await, frame);
    // Whoever comes late finds it, and so does who comes back: in the log, or told at once.
    for one in [&fixture.grace, &fixture.ada] {
        let late = one.socket().await;
        let found = known(&late, session, run_id).await;
        let found = match found.as_of {
            Some(as_of) if as_of == frame.as_of => found.output,
            _ => frame_of(&late, run_id, 5).await.output,
        };
        assert_eq!(found, frame.output);
    }
    let (_, plain) = run(&ada, session, id, Spec::Profile(Profile {})).await;
    assert_eq!(plain["output"], json!(output(&frame)));
    let path = format!("/api/sessions/{session}/runs/{run_id}/output?head=5");
    let (status, fetched) = answer(fixture.grace.request(Method::GET, &path)).await;
    assert_eq!((status, fetched), (200, json!(output(&frame))));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_last_three_rows_nothing_else_is_in_what_runs_come_to() {
    let fixture = Fixture::new().await;
    let columns = json!([{ "name": "a", "type": "number" }, { "name": "b", "type": "number" }]);
    let id = fixture
        .begun(json!({ "name": "last", "columns": columns, "keep": { "rows": 3 } }))
        .await;
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let by_a = GroupBy {
        by: "a".into(),
        aggregate: Aggregate::Max,
        measure: Some("b".into()),
    };
    let of_b = Histogram {
        column: "b".into(),
        bins: None,
    };
    let specs = [
        Spec::Profile(Profile {}),
        Spec::GroupBy(by_a),
        Spec::Histogram(of_b),
    ];
    append(&fixture, id, json!({ "a": 100, "b": 9 })).await;
    page_of(&fixture.ada, id, 1).await;
    let mut runs = Vec::new();
    for spec in &specs {
        runs.push(run(&ada, fixture.session, id, spec.clone()).await.0);
    }
    let rows = [
        json!({ "a": 10 }),
        json!({ "b": 1 }),
        json!({ "a": 20 }),
        json!({ "b": 2 }),
    ];
    for row in rows {
        append(&fixture, id, row).await;
    }
    let mut told = HashMap::new();
    while told.len() < runs.len() {
        let frame = next_frame(&ada).await;
        if frame.as_of.head == 5 {
            assert_eq!(frame.as_of.rows, 3);
            told.insert(frame.run_id, output(&frame));
        }
    }
    let all = format!("{told:?}");
    for gone in ["100", "9.0", "Num(9", "Int(9)"] {
        assert!(!all.contains(gone), "{gone} is in {all}");
    }
    // What a run that begins now comes to; its numbers are held against those of the case in `retention`.
    for (run_id, spec) in runs.iter().zip(specs) {
        let (_, now) = run(&ada, fixture.session, id, spec).await;
        assert_eq!(json!(told[run_id]), now["output"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn either_person_has_a_run_stay_as_it_is_and_go_on() {
    let fixture = Fixture::new().await;
    let (session, id) = (fixture.session, fixture.sensors().await);
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let (paused, _) = run(&ada, session, id, Spec::Profile(Profile {})).await;
    let (other, _) = run(&ada, session, id, Spec::Profile(Profile {})).await;
    append(&fixture, id, json!({ "value": 1 })).await;
    let last = frame_of(&ada, paused, 1).await;
    pause(&grace, session, paused, true).await;
    let checkpoint = next(&ada, RunCheckpoint::NAME).await;
    assert_eq!(checkpoint["run_id"], json!(paused));
    assert_eq!(checkpoint["as_of"], json!(last.as_of));
    append(&fixture, id, json!({ "value": 2 })).await;
    // The other one follows, and nothing is told of this one.
    let told = async {
        let mut notices = ada.notices().await;
        loop {
            if let Some(Notice::Event { name, data }) = notices.recv().await
                && name == RunFrame::NAME
            {
                assert_eq!(data["run_id"], json!(other), "{data}");
                if data["as_of"]["head"] == 2 {
                    return;
                }
            }
        }
    };
    timeout(PATIENCE, told).await.unwrap();
    let run = known(&grace, session, paused).await;
    assert_eq!(run.as_of, Some(last.as_of));
    assert_eq!(run.output, last.output);
    assert_eq!(run.pause.unwrap().by.name, "Grace");
    pause(&ada, session, paused, false).await;
    assert_eq!(frame_of(&grace, paused, 2).await.as_of.rows, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_has_it_when_rows_cease_and_when_nobody_looks_and_only_the_newest() {
    let fixture = Fixture::new().await;
    let (session, id) = (fixture.session, fixture.sensors().await);
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let (run_id, _) = run(&ada, session, id, Spec::Profile(Profile {})).await;
    append(&fixture, id, json!({ "value": 1 })).await;
    let frame = frame_of(&ada, run_id, 1).await;
    let checkpoint = next(&ada, RunCheckpoint::NAME).await;
    assert_eq!(checkpoint["output"], json!(frame.output));
    append(&fixture, id, json!({ "value": 2 })).await;
    let frame = frame_of(&ada, run_id, 2).await;
    ask(&ada, Leave {}.in_session(session)).await.unwrap();
    let outputs = || async {
        let events = streams::since(&fixture.app.db, session.into(), 0, 100).await;
        let events = events.unwrap().into_iter();
        let outputs = events.filter_map(|event| match event.fact {
            Fact::AnalysisUpdate(update) if update.status == RunStatus::Done => Some(update.output),
            Fact::RunCheckpoint(checkpoint) => Some(checkpoint.output),
            _ => None,
        });
        outputs.collect::<Vec<_>>()
    };
    let kept = async {
        while outputs().await != [None, None, frame.output.clone()] {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, kept).await.expect("the newest alone");
    // Nobody is there: the log stays as it is, and whoever comes hears what has come since.
    append(&fixture, id, json!({ "value": 3 })).await;
    page_of(&fixture.ada, id, 3).await;
    let grace = fixture.grace.socket().await;
    let found = known(&grace, session, run_id).await;
    assert_eq!(
        (found.as_of, found.output),
        (Some(frame.as_of), frame.output)
    );
    assert_eq!(frame_of(&grace, run_id, 3).await.as_of.rows, 3);
}
