//! Files other than delimited text come in by what is inside; several tables are several data sets.

use super::*;
use tandem::shared::reading::{Decisions, FileFormat, ReadingReport};

const BOOK: &[u8] = include_bytes!("../../server/worker/ingest/tests/files/h21-sheets.xlsx");
const PARQUET: &[u8] = include_bytes!("../../server/worker/ingest/tests/files/h06-times.parquet");

impl Fixture {
    async fn titles(&self) -> Vec<String> {
        self.datasets().await.iter().map(Dataset::title).collect()
    }

    async fn report(&self, id: DatasetId) -> ReadingReport {
        let path = format!("/api/datasets/{id}/reading");
        let (status, report) = send(&self.grace, Method::GET, &path, "").await;
        assert_eq!(status, 200, "{report}");
        serde_json::from_value(report).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_of_a_workbook_are_data_sets_of_their_own() {
    let fixture = Fixture::new().await;
    let (status, answer) = fixture.upload(&fixture.ada, "stock.xlsx", BOOK).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(fixture.titles().await, ["stock", "stock – Prices"]);
    let datasets = fixture.datasets().await;
    assert_eq!(answer["others"][0], datasets[1].dataset_id.to_string());
    assert_eq!(datasets[1].columns.len(), 3);
    assert!(!datasets[0].has_content_of(&datasets[1]));
    let report = fixture.report(datasets[1].dataset_id).await;
    assert_eq!(report.format, FileFormat::Sheet);
    assert_eq!(report.inside.unwrap().read, "Prices");
    // Its bytes lie there once.
    let kept = tandem::server::db::datasets::bytes_in_session(&fixture.app.db, fixture.session);
    assert_eq!(kept.await.unwrap(), BOOK.len() as i64);

    // Brought again: the next version of each.
    fixture.upload(&fixture.grace, "stock.xlsx", BOOK).await;
    let again = ["stock", "stock – Prices", "stock v2", "stock – Prices v2"];
    assert_eq!(fixture.titles().await, again);
    let datasets = fixture.datasets().await;
    assert!(datasets[1].has_content_of(&datasets[3]));
    // Taking one away leaves the other its file.
    let removed = datasets[2].dataset_id;
    fixture.remove(&fixture.grace, removed).await.unwrap();
    let rows = format!("/api/datasets/{}/rows?limit=3", datasets[3].dataset_id);
    let (status, page) = send(&fixture.ada, Method::GET, &rows, "").await;
    assert_eq!(status, 200, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sheet_can_be_read_in_place_of_the_first() {
    let fixture = Fixture::new().await;
    let (_, answer) = fixture.upload(&fixture.ada, "stock.xlsx", BOOK).await;
    let hidden = Decisions {
        table: Some("Old".into()),
        ..Decisions::default()
    };
    let (status, answer) = fixture
        .decide(&fixture.grace, added(&answer), &hidden)
        .await;
    assert_eq!(status, 200, "{answer}");
    let datasets = fixture.datasets().await;
    let last = datasets.last().unwrap();
    assert_eq!((last.title().as_str(), last.rows), ("stock v2", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_table_is_told_beside_those_that_are() {
    let fixture = Fixture::new().await;
    let socket = fixture.listener(&fixture.grace).await;
    let archive = zip(&[
        ("may.csv", b"a\n1\n2\n"),
        ("june.csv", b"a,b\n"),
        ("july.csv", b"%PDF-1.7 \0\0"),
    ]);
    let (status, answer) = fixture.upload(&fixture.ada, "year.zip", archive).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(fixture.titles().await, ["year"]);
    let notes = fixture.datasets().await.remove(0).notes;
    let left_out = "Left out of year.zip: july.csv, not a table.";
    assert!(notes.iter().any(|note| note == left_out), "{notes:?}");
    let failed = hears_phase(&socket, UploadPhase::Failed).await;
    assert_eq!(failed.name, "year – june.csv");
    let sentence = failed.error.unwrap();
    assert_eq!(sentence, "year.zip has a header but no rows.");
    assert_eq!(fixture.files().len(), 2, "nothing of it is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_with_types_of_their_own_keep_them() {
    let fixture = Fixture::new().await;
    let (status, answer) = fixture.upload(&fixture.ada, "times.csv", PARQUET).await;
    assert_eq!(status, 200, "{answer}");
    let id = added(&answer);
    assert_eq!(fixture.report(id).await.format, FileFormat::Columns);
    let page = format!("/session/{}/data/{id}", fixture.session);
    let page = fixture.ada.navigate(&page).await.text().await.unwrap();
    assert!(
        page.contains("Its columns have types of their own"),
        "{page}"
    );
    assert!(!page.contains("name=\"delimiter\""));
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).unwrap();
        std::io::Write::write_all(&mut archive, bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
