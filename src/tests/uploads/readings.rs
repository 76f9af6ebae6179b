//! A file is read anew as people say: the next version, from the kept original.

use super::*;
use serde_json::json;
use tandem::{
    server::db,
    shared::{
        dataset::ColumnType,
        reading::{ColumnReading, Decisions, Finding, FindingKind, MAX_EXAMPLES, ReadingReport},
    },
};

const FILE: &str = "place,sum\n1067,7\n4109,8\n";

fn text_places() -> Decisions {
    let mut decisions = Decisions::default();
    decisions.decide_column(0, ColumnReading::new("postcode", ColumnType::Text));
    decisions
}

impl Fixture {
    pub(super) async fn decide(
        &self,
        by: &Visitor,
        id: DatasetId,
        decisions: &Decisions,
    ) -> (u16, Value) {
        let path = format!("/api/datasets/{id}/reading");
        let decisions = serde_json::to_string(decisions).unwrap();
        let answer = by.form(&path, &[("decisions", &decisions)]).await;
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn either_reads_a_file_anew_and_everyone_has_the_next_version() {
    let fixture = Fixture::new().await;
    let (_, answer) = fixture.upload(&fixture.ada, "places.csv", FILE).await;
    let first = added(&answer);
    let decisions = text_places();
    let (status, answer) = fixture.decide(&fixture.grace, first, &decisions).await;
    assert_eq!(status, 200, "{answer}");
    let second = added(&answer);

    let datasets = fixture.datasets().await;
    let titles: Vec<String> = datasets.iter().map(Dataset::title).collect();
    assert_eq!(titles, ["places", "places v2"]);
    let column = &datasets[1].columns[0];
    assert_eq!(
        (column.name.as_str(), column.column_type),
        ("postcode", ColumnType::Text)
    );
    assert_eq!(datasets[1].by.name, "Grace");
    assert!(
        !datasets[0].has_content_of(&datasets[1]),
        "read in another way"
    );

    let path = format!("/api/datasets/{second}/reading");
    let (status, report) = send(&fixture.ada, Method::GET, &path, "").await;
    assert_eq!(status, 200, "{report}");
    let report: ReadingReport = serde_json::from_value(report).unwrap();
    assert_eq!(report.decisions, decisions);
    assert_eq!(report.reading.columns[0], decisions.columns[0].reading);
    assert_eq!(fixture.files().len(), 4);
    let bytes = db::datasets::bytes_in_session(&fixture.app.db, fixture.session).await;
    assert_eq!(
        bytes.unwrap(),
        FILE.len() as i64,
        "the same bytes are kept once"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_so_leaves_nothing_behind() {
    let fixture = Fixture::new().await;
    let (_, answer) = fixture.upload(&fixture.ada, "places.csv", FILE).await;
    let id = added(&answer);
    let nonsense = Decisions {
        encoding: Some("klingon".into()),
        ..Decisions::default()
    };
    let (status, refused) = fixture.decide(&fixture.ada, id, &nonsense).await;
    assert_eq!(
        (status, &refused["code"]),
        (422, &json!("dataset/unreadable"))
    );
    assert_eq!(refused["message"], "There is no encoding called klingon.");
    let (status, _) = fixture.decide(&fixture.noor, id, &text_places()).await;
    assert_eq!(status, 404);
    let path = format!("/api/datasets/{id}/reading");
    let answer = fixture.ada.form(&path, &[("decisions", "{\"x\":1}")]).await;
    assert_eq!(answer.status(), 400);
    assert_eq!(fixture.files().len(), 2);
    assert_eq!(fixture.datasets().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_the_file_beside_its_table_and_what_is_tried_is_not_kept() {
    let fixture = Fixture::new().await;
    let (_, answer) = fixture.upload(&fixture.ada, "places.csv", FILE).await;
    let page = format!("/session/{}/data/{}", fixture.session, added(&answer));
    let html = fixture.grace.navigate(&page).await.text().await.unwrap();
    for shown in [
        "How ",
        "places",
        "place,sum",
        "1067,7",
        "Apply for everyone",
    ] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    let tried = [
        ("decisions", "{}"),
        ("type.0", "text"),
        ("name.0", "<b>"),
        ("then", "try"),
    ];
    let html = fixture
        .grace
        .form(&page, &tried)
        .await
        .text()
        .await
        .unwrap();
    assert!(
        html.contains("&lt;b&gt;") && !html.contains("<b>"),
        "{html}"
    );
    assert_eq!(fixture.datasets().await.len(), 1);
    let applied = [("decisions", "{}"), ("type.0", "text"), ("then", "apply")];
    let answer = fixture.grace.form(&page, &applied).await;
    assert_eq!(answer.status(), 303);
    let datasets = fixture.datasets().await;
    assert_eq!(datasets[1].columns[0].column_type, ColumnType::Text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_of_many_is_found_by_its_name_and_read_otherwise() {
    let fixture = Fixture::new().await;
    let names: Vec<String> = (1..=120).map(|place| format!("c{place}")).collect();
    let values: Vec<String> = (1..=120).map(|place| place.to_string()).collect();
    let file = format!("{}\n{}\n", names.join(","), values.join(","));
    let (_, answer) = fixture.upload(&fixture.ada, "wide.csv", file).await;
    let page = format!("/session/{}/data/{}", fixture.session, added(&answer));
    let html = fixture.grace.navigate(&page).await.text().await.unwrap();
    assert!(html.contains("100 of 120 columns are shown"), "{html}");
    assert!(html.contains("name=\"type.99\"") && !html.contains("name=\"type.118\""));
    let found = [("decisions", "{}"), ("find", " C119 "), ("then", "try")];
    let html = fixture.grace.form(&page, &found).await;
    let html = html.text().await.unwrap();
    assert!(html.contains("name=\"type.118\"") && !html.contains("name=\"type.99\""));
    assert!(html.contains("1 of 120 columns are shown"), "{html}");
    let applied = [
        ("decisions", "{}"),
        ("find", "C119"),
        ("type.118", "text"),
        ("then", "apply"),
    ];
    assert_eq!(fixture.grace.form(&page, &applied).await.status(), 303);
    let columns = &fixture.datasets().await[1].columns;
    let texts = columns
        .iter()
        .filter(|one| one.column_type == ColumnType::Text);
    assert_eq!(
        texts.map(|one| one.name.as_str()).collect::<Vec<_>>(),
        ["c119"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_left_out_are_opened_and_the_page_says_how_many_of_them() {
    let fixture = Fixture::new().await;
    let rows = (1..=131).map(|place| format!("{place},7\nplace,sum\n"));
    let file = format!("place,sum\n{}", rows.collect::<String>());
    let (_, answer) = fixture.upload(&fixture.ada, "joined.csv", file).await;
    let id = added(&answer);

    let path = format!("/api/datasets/{id}/reading");
    let (_, report) = send(&fixture.grace, Method::GET, &path, "").await;
    let report: ReadingReport = serde_json::from_value(report).unwrap();
    let left_out = |one: &&Finding| one.kind == FindingKind::DroppedRow;
    let found = report.findings.iter().find(left_out).unwrap();
    assert_eq!((found.count, found.examples.len()), (131, MAX_EXAMPLES));
    let lines = found.examples.iter().map(|example| example.line);
    let every_other = (3..).step_by(2).take(MAX_EXAMPLES);
    assert!(lines.eq(every_other), "{:?}", found.examples);
    assert!(found.examples.iter().all(|one| one.text == "place,sum"));

    let page = format!("/session/{}/data/{id}", fixture.session);
    let html = fixture.grace.navigate(&page).await.text().await.unwrap();
    let shown = "As it stands in the file: the first 20 of 131";
    assert!(html.contains(shown), "{html}");
}
