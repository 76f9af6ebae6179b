//! The session page as the server prints it.

use super::Workspace;
use crate::shared::{
    analysis::{Num, Output, Profile, Spec, Table},
    chart::{Axis, Chart, Marks},
    ids::EpochId,
    session::{
        RunReport, StreamState,
        chat::DeleteMessage,
        runs::{AsOf, CancelAnalysis, PauseRun, ReportRun},
        testing::{Story, ada, grace},
    },
};
use crate::ui::testing;
use leptos::prelude::*;
use leptos_meta::ServerMetaContext;

fn html(state: StreamState) -> String {
    rendered(&Owner::new(), state)
}

fn rendered(owner: &Owner, state: StreamState) -> String {
    owner.with(|| {
        provide_context(ServerMetaContext::new().0);
        let epoch = EpochId(uuid::Uuid::nil());
        testing::html(view! { <Workspace me=ada() state read=0 epoch/> })
    })
}

fn busy() -> StreamState {
    let (mut story, weather) = Story::with_weather();
    story.says(&ada(), "</textarea><script>alert(1)</script>");
    let gone = story.says(&grace(), "never mind");
    story
        .when(&grace(), DeleteMessage { message_id: gone })
        .unwrap();
    let run_id = story.asks(&grace(), weather, Spec::Profile(Profile {}));
    story.when(&ada(), CancelAnalysis { run_id }).unwrap();
    let run_id = story.asks(&ada(), weather, Spec::Profile(Profile {}));
    let done = RunReport::Done {
        output: Some(Box::new(output())),
        output_url: "/o".into(),
        as_of: None,
    };
    story
        .when(
            &ada(),
            ReportRun {
                run_id,
                report: done,
            },
        )
        .unwrap();
    story.state
}

fn output() -> Output {
    let (labels, values) = (vec!["rain".to_owned()], vec![Num(259.0)]);
    let chart = Chart {
        title: "Rows by weather".into(),
        subtitle: String::new(),
        x: Axis::default(),
        y: Axis::default(),
        marks: Marks::Bars { labels, values },
    };
    let table = Table {
        columns: vec![],
        rows: vec![],
        total_rows: 0,
    };
    Output {
        summary: "One kind of weather.".into(),
        table,
        chart,
    }
}

#[track_caller]
fn has(html: &str, part: &str) {
    assert!(html.contains(part), "{part} is missing in {html}");
}

#[test]
fn the_whole_session_stands_in_the_servers_html() {
    let html = html(busy());
    for part in [
        "><bdi>Seattle</bdi></h1>",
        "aria-label=\"Ada, you\"",
        "aria-label=\"Grace, not here\"",
        "Ada added weather",
        "Grace deleted a message",
        "Profile of weather",
        "data-state=\"cancelled\"",
        "Stopped by Ada",
        "data-state=\"done\"",
        "One kind of weather.",
        "Show as table",
        "temp_max",
        "Live updates need JavaScript",
    ] {
        has(&html, part);
    }
}

#[test]
fn a_run_of_a_live_data_set_says_of_what_it_is_and_who_paused_it() {
    let (mut story, dataset_id) = Story::with_sensors();
    let run_id = story.asks(&ada(), dataset_id, Spec::Profile(Profile {}));
    let report = RunReport::Done {
        output: Some(Box::new(output())),
        output_url: "/o".into(),
        as_of: Some(AsOf {
            at: 0,
            rows: 1_000,
            head: 1_202,
        }),
    };
    story.when(&ada(), ReportRun { run_id, report }).unwrap();
    let follows = html(story.state.clone());
    for part in [
        "<strong>Live</strong> as of ",
        "00:00 UTC",
        ", 1,000 rows.",
        "Pause for everyone",
        "Pause for me",
    ] {
        has(&follows, part);
    }
    let paused = true;
    story.when(&grace(), PauseRun { run_id, paused }).unwrap();
    let html = html(story.state);
    has(&html, "<strong>Paused</strong> by ");
    has(&html, "Go on");
    assert!(!html.contains("Pause for"), "{html}");
}

#[test]
fn what_people_write_is_text() {
    let html = html(busy());
    assert!(!html.contains("<script>alert"), "{html}");
    has(&html, "&lt;script&gt;");
}

#[test]
fn the_server_claims_no_connection_and_writes_no_style() {
    let html = html(busy());
    assert!(!html.contains("all saved"));
    assert!(!html.contains(" style="));
}

#[test]
fn an_empty_session_says_how_to_begin() {
    let html = html(Story::with_two_people().state);
    has(&html, "Start with some data");
    assert!(!html.contains("New analysis"), "{html}");
}

/// The response is often dropped by another thread than the one that rendered it.
#[test]
fn a_rendered_page_may_be_dropped_on_any_thread() {
    let owner = Owner::new();
    rendered(&owner, busy());
    std::thread::spawn(move || owner.cleanup()).join().unwrap();
}
