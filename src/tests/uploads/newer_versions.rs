//! A run whose data set gets another version while it is on its way: it is of the version that it began with, and says so.

use super::*;
use serde_json::json;
use std::process::Command;
use tandem::{
    client::Notice,
    shared::{
        analysis::{Aggregate, GroupBy, Spec},
        ids::{Cid, RunId},
        protocol::Durable as _,
        session::runs::{RunAnalysis, RunStatus},
    },
};
use uuid::Uuid;

const FIRST: &str = "item,qty\nbolt,3\nnut,4\n";
const SECOND: &str = "item,qty\nbolt,30\nnut,40\nnail,50\n";

/// The worker for analyses, stopped in its tracks until this is dropped.
struct Frozen(u32);

impl Frozen {
    async fn new(app: &TestApp) -> Self {
        let warm = async {
            loop {
                match app.engine.process_ids()[0] {
                    Some(worker) => return worker,
                    None => tokio::task::yield_now().await,
                }
            }
        };
        let worker = timeout(PATIENCE, warm).await.unwrap();
        signal(worker, "-STOP");
        Self(worker)
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        signal(self.0, "-CONT");
    }
}

fn signal(process: u32, name: &str) {
    let process = process.to_string();
    let sent = Command::new("kill").args([name, &process]).status();
    assert!(sent.unwrap().success());
}

impl Fixture {
    async fn sums(&self, socket: &NativeSocket, dataset_id: DatasetId) -> RunId {
        let spec = Spec::GroupBy(GroupBy {
            by: "item".into(),
            aggregate: Aggregate::Sum,
            measure: Some("qty".into()),
        });
        let run = RunAnalysis { dataset_id, spec };
        let run = run.once_in_session(self.session, Cid(Uuid::new_v4()));
        ask(socket, run).await.unwrap().run_id
    }

    async fn page(&self, by: &Visitor, of: &str) -> String {
        let path = format!("/session/{}{of}", self.session);
        by.navigate(&path).await.text().await.unwrap()
    }
}

/// What is told of a run once it is so far.
async fn is(socket: &NativeSocket, run_id: RunId, status: RunStatus) -> Value {
    let mut notices = socket.notices().await;
    let told = async {
        loop {
            if let Some(Notice::Event { name, data }) = notices.recv().await
                && name == "analysis_update"
                && data["run_id"] == json!(run_id)
                && data["status"] == json!(status)
            {
                return data;
            }
        }
    };
    timeout(PATIENCE, told).await.unwrap()
}

/// Items and their sums.
fn totals(update: &Value) -> Vec<(&str, f64)> {
    let rows = update["output"]["table"]["rows"].as_array().unwrap();
    let total = |row: &'_ Value| row[3].as_f64().unwrap();
    rows.iter()
        .map(|row| (row[0].as_str().unwrap(), total(row)))
        .collect()
}

/// The elements of a page that begin so, each up to its end.
fn elements<'a>(html: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let cut = |part: &'a str| part.split(end).next().unwrap();
    html.split(start).skip(1).map(cut).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_ends_after_its_data_changed_is_of_what_it_began_with_and_says_so() {
    let fixture = Fixture::new().await;
    let (_, answer) = fixture.upload(&fixture.ada, "stock.csv", FIRST).await;
    let first = added(&answer);
    let ada = fixture.listener(&fixture.ada).await;
    let grace = fixture.listener(&fixture.grace).await;

    let frozen = Frozen::new(&fixture.app).await;
    let run = fixture.sums(&ada, first).await;
    is(&grace, run, RunStatus::Running).await;
    let (status, answer) = fixture.upload(&fixture.grace, "stock.csv", SECOND).await;
    assert_eq!(status, 200, "{answer}");
    let second = added(&answer);
    // It is marked while it runs, too.
    for by in [&fixture.ada, &fixture.grace] {
        let card = format!("id=\"run-{run}\" data-state=\"running\" data-stale");
        let html = fixture.page(by, "").await;
        assert!(html.contains(&card), "{card}: {html}");
    }
    drop(frozen);
    for socket in [&ada, &grace] {
        let done = is(socket, run, RunStatus::Done).await;
        assert_eq!(done["dataset_id"], json!(first));
        assert_eq!(totals(&done), [("nut", 4.0), ("bolt", 3.0)]);
    }
    let stale = "From stock v1. v2 has 1 more row.";
    for by in [&fixture.ada, &fixture.grace] {
        let html = fixture.page(by, "").await;
        let card = format!("id=\"run-{run}\" data-state=\"done\" data-stale");
        assert!(html.contains(&card), "{card}: {html}");
        assert!(html.contains(stale) && html.contains("Run on v2"), "{html}");
        let report = fixture.page(by, "/report").await;
        let cards = elements(&report, "<article", "</article>");
        assert_eq!(cards.len(), 1, "{report}");
        let said = format!("<strong>Stale. </strong>{stale}");
        assert!(
            cards[0].contains("data-stale") && cards[0].contains(&said),
            "{report}"
        );
        assert!(
            report.contains("1 run is not of the newest data."),
            "{report}"
        );
    }

    // What the button beside it asks for.
    let again = fixture.sums(&grace, second).await;
    let done = is(&ada, again, RunStatus::Done).await;
    assert_eq!(done["dataset_id"], json!(second));
    assert_eq!(
        totals(&done),
        [("nail", 50.0), ("nut", 40.0), ("bolt", 30.0)]
    );

    // The bytes of the first as the third.
    let (_, answer) = fixture.upload(&fixture.ada, "stock.csv", FIRST).await;
    let third = fixture.sums(&ada, added(&answer)).await;
    let done = is(&grace, third, RunStatus::Done).await;
    assert_eq!(totals(&done), [("nut", 4.0), ("bolt", 3.0)]);
    let report = fixture.page(&fixture.grace, "/report").await;
    let cards = elements(&report, "<article", "</article>");
    let said = cards.iter().map(|card| {
        let said = elements(card, "<strong>Stale. </strong>", "<!>");
        said.first().copied().unwrap_or_default()
    });
    let expected = [
        "From stock v1. v3 has the same content.",
        "From stock v2. v3 has 1 row fewer.",
        "",
    ];
    assert_eq!(said.collect::<Vec<_>>(), expected, "{report}");
}
