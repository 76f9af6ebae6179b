//! A file of a name that is taken, as more rows of what is there.

use super::*;
use serde_json::json;
use tandem::shared::{
    dataset::ColumnType,
    reading::{ColumnReading, Decisions},
};

const ROWS: &str = "weather.csv&as=rows";

impl Fixture {
    async fn shows(&self) -> Vec<(String, i64)> {
        let datasets = self.datasets().await;
        datasets.iter().map(|one| (one.title(), one.rows)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_after_those_of_the_newest_version() {
    let fixture = Fixture::new().await;
    let first = "day,wind\n2020-01-01,1\n2020-01-02,2\n";
    fixture.upload(&fixture.ada, "weather.csv", first).await;
    let more = "day,wind\n2020-01-03,3\n";
    let (status, answer) = fixture.upload(&fixture.grace, ROWS, more).await;
    assert_eq!(status, 200, "{answer}");
    let expected = [("weather".into(), 2), ("weather v2".into(), 3)];
    assert_eq!(fixture.shows().await, expected);
    let notes = &fixture.datasets().await[1].notes;
    assert_eq!(notes[0], "2 rows of weather, then 1 row of weather.csv.");
    // The same bytes once more are other content: they come after other rows.
    fixture.upload(&fixture.grace, ROWS, more).await;
    let datasets = fixture.datasets().await;
    assert_eq!(datasets[2].rows, 4);
    assert!(!datasets[1].has_content_of(&datasets[2]));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_files_that_come_at_once_none_is_lost() {
    let fixture = Fixture::new().await;
    fixture
        .upload(&fixture.ada, "weather.csv", "wind\n1\n")
        .await;
    let uploads = (2..=4).map(|wind| {
        let by = if wind % 2 == 0 {
            &fixture.ada
        } else {
            &fixture.grace
        };
        fixture.upload(by, ROWS, format!("wind\n{wind}\n"))
    });
    for (status, answer) in futures_util::future::join_all(uploads).await {
        assert_eq!(status, 200, "{answer}");
    }
    let expected: Vec<(String, i64)> = (1..=4)
        .map(|n| match n {
            1 => ("weather".into(), 1),
            n => (format!("weather v{n}"), n),
        })
        .collect();
    assert_eq!(fixture.shows().await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_is_of_that_name_or_nothing_fits_it_is_said() {
    let fixture = Fixture::new().await;
    let (status, answer) = fixture.upload(&fixture.ada, ROWS, "wind\n1\n").await;
    assert_eq!((status, &answer["code"]), (404, &json!("dataset/unknown")));
    assert!(fixture.files().is_empty());
    fixture
        .upload(&fixture.ada, "weather.csv", "wind\n1\n")
        .await;
    let kept = fixture.files();
    let (status, answer) = fixture.upload(&fixture.ada, ROWS, "tide\n1\n").await;
    assert_eq!(status, 422, "{answer}");
    let sentence =
        "weather.csv has none of the columns of weather, so its rows cannot be added there.";
    assert_eq!(answer["message"], sentence);
    assert_eq!(fixture.files(), kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_anew_after_the_same_rows() {
    let fixture = Fixture::new().await;
    let (_, answer) = fixture
        .upload(&fixture.ada, "weather.csv", "wind\n1\n")
        .await;
    let first = added(&answer);
    let (_, answer) = fixture.upload(&fixture.ada, ROWS, "wind\n2\n").await;
    let second = added(&answer);
    let mut decisions = Decisions::default();
    decisions.decide_column(0, ColumnReading::new("wind", ColumnType::Text));
    let (status, answer) = fixture.decide(&fixture.grace, second, &decisions).await;
    assert_eq!(status, 200, "{answer}");
    let third = fixture.datasets().await.pop().unwrap();
    assert_eq!((third.rows, third.version), (2, 3));
    assert_eq!(third.columns[0].column_type, ColumnType::Text);
    let said = third.notes.join(" ");
    assert!(
        said.contains("“wind” is text now; it was integer in weather."),
        "{said}"
    );

    fixture.remove(&fixture.ada, first).await.unwrap();
    let (status, answer) = fixture.decide(&fixture.grace, second, &decisions).await;
    assert_eq!((status, &answer["code"]), (410, &json!("dataset/removed")));
}
