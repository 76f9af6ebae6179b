//! What people decided of one file is offered for the next one of the same shape.

use super::*;
use tandem::shared::{
    dataset::ColumnType,
    reading::{ColumnReading, Decisions, ReadingReport},
};

const FIRST: &str = "code,sum\n1067,7\n4109,8\n";
const NEXT: &str = "code,sum\n1,2\n3,4\n5,6\n";

fn text_codes() -> Decisions {
    let mut decisions = Decisions::default();
    decisions.decide_column(0, ColumnReading::new("code", ColumnType::Text));
    decisions
}

impl Fixture {
    /// A file of which Grace decided something; the version that came of it.
    async fn with_decided() -> (Self, DatasetId) {
        let fixture = Self::new().await;
        let (_, answer) = fixture.upload(&fixture.ada, "may.csv", FIRST).await;
        let (status, answer) = fixture
            .decide(&fixture.grace, added(&answer), &text_codes())
            .await;
        assert_eq!(status, 200, "{answer}");
        let id = added(&answer);
        (fixture, id)
    }

    /// The notes that offer to read the newest data set like another.
    async fn offers(&self) -> Vec<String> {
        let datasets = self.datasets().await;
        let notes = datasets.last().unwrap().notes.iter();
        let notes = notes.filter(|note| note.starts_with("Read like"));
        notes.cloned().collect()
    }

    async fn reading_of(&self, id: DatasetId) -> ReadingReport {
        let path = format!("/api/datasets/{id}/reading");
        let (_, report) = send(&self.ada, Method::GET, &path, "").await;
        serde_json::from_value(report).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_file_of_the_same_shape_can_be_read_alike_by_one_click() {
    let (fixture, decided) = Fixture::with_decided().await;
    let (_, answer) = fixture.upload(&fixture.ada, "june.csv", NEXT).await;
    let june = added(&answer);
    let note = "Read like “may v2”? It was decided there: “code” is text.";
    assert_eq!(fixture.offers().await, [note]);
    assert_eq!(fixture.reading_of(june).await.offer, Some(decided));

    let page = format!("/session/{}/data/{june}", fixture.session);
    let html = fixture.ada.navigate(&page).await.text().await.unwrap();
    let offer = "Read like “may v2”, as Grace decided: “code” is text.";
    assert!(
        html.contains(offer) && html.contains("Read it so"),
        "{html}"
    );
    let click = [("decisions", "{}"), ("then", "alike")];
    let answer = fixture.ada.form(&page, &click).await;
    assert_eq!(answer.status(), 303);

    let datasets = fixture.datasets().await;
    let titles: Vec<String> = datasets.iter().map(Dataset::title).collect();
    assert_eq!(titles, ["may", "may v2", "june", "june v2"]);
    let types = |dataset: &Dataset| {
        let columns = dataset.columns.iter();
        columns.map(|one| one.column_type).collect::<Vec<_>>()
    };
    assert_eq!(types(&datasets[3]), types(&datasets[1]));
    assert_eq!(datasets[3].columns[0].column_type, ColumnType::Text);
    let report = fixture.reading_of(datasets[3].dataset_id).await;
    assert_eq!((report.offer, report.decisions), (None, text_codes()));

    // What was taken is not offered twice.
    let html = fixture.ada.navigate(&page).await.text().await.unwrap();
    assert!(!html.contains("Read it so"), "{html}");
    assert_eq!(fixture.ada.form(&page, &click).await.status(), 400);
    // It is offered for the file after the next, too.
    fixture.upload(&fixture.grace, "july.csv", NEXT).await;
    let note = "Read like “june v2”? It was decided there: “code” is text.";
    assert_eq!(fixture.offers().await, [note]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_shape_or_read_so_already_has_no_offer() {
    let (fixture, _) = Fixture::with_decided().await;
    for (name, file) in [
        ("other.csv", "code,amount\n1,2\n3,4\n"),
        ("turned.csv", "sum,code\n1,2\n3,4\n"),
        ("marks.csv", "code;sum\n1;2\n3;4\n"),
        ("same.csv", "code,sum\nx1,2\ny3,4\n"),
    ] {
        let (status, answer) = fixture.upload(&fixture.ada, name, file).await;
        assert_eq!(status, 200, "{answer}");
        assert!(fixture.offers().await.is_empty(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_of_a_file_that_was_removed_or_taken_back_is_not_offered() {
    let (fixture, decided) = Fixture::with_decided().await;
    let (_, answer) = fixture.upload(&fixture.ada, "june.csv", NEXT).await;
    let june = format!("/session/{}/data/{}", fixture.session, added(&answer));
    fixture.remove(&fixture.grace, decided).await.unwrap();
    let html = fixture.ada.navigate(&june).await.text().await.unwrap();
    assert!(!html.contains("Read it so"), "{html}");
    fixture.upload(&fixture.ada, "july.csv", NEXT).await;
    assert!(fixture.offers().await.is_empty());

    let (fixture, decided) = Fixture::with_decided().await;
    let proposed = Decisions::default();
    fixture.decide(&fixture.ada, decided, &proposed).await;
    assert!(fixture.offers().await.is_empty(), "it was taken back");
    fixture.upload(&fixture.ada, "june.csv", NEXT).await;
    assert!(fixture.offers().await.is_empty());
}
