//! A file that comes whole: what becomes of it, and who may send one.

use super::*;
use serde_json::json;
use tandem::{
    server::{
        db,
        engine::sample::{SAMPLE, SAMPLE_NAME},
    },
    shared::dataset::{Column, ColumnType},
};

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_file_becomes_a_data_set_of_its_session() {
    let fixture = Fixture::new().await;
    let ada = fixture.listener(&fixture.ada).await;
    let sent = fixture.upload(&fixture.grace, "my%20weather.csv", "a\n1\n2\n");
    let (status, answer) = sent.await;
    assert_eq!(status, 200, "{answer}");
    let id = added(&answer);
    let config = &fixture.app.config;
    assert_eq!(fs::read(config.original(id)).unwrap(), b"a\n1\n2\n");
    assert!(fs::read(config.parquet(id)).unwrap().starts_with(b"PAR1"));
    assert_eq!(fixture.files().len(), 2, "no part: {:?}", fixture.files());

    let datasets = fixture.datasets().await;
    let dataset = &datasets[0];
    assert_eq!((dataset.dataset_id, datasets.len()), (id, 1));
    assert_eq!(
        (dataset.name.as_str(), dataset.by.name.as_str()),
        ("my weather", "Grace")
    );
    assert_eq!((dataset.bytes, dataset.rows), (6, 2));
    let column = Column {
        name: "a".into(),
        column_type: ColumnType::Integer,
        nulls: 0,
    };
    assert_eq!(dataset.columns, [column]);

    let mut phases = Vec::new();
    while phases.last() != Some(&UploadPhase::Done) {
        let told = hears(&ada).await;
        assert_eq!((told.upload_id, told.by.name.as_str()), (id.0, "Grace"));
        phases.push(told.phase);
    }
    // A slow machine tells more than once how far the file has come.
    phases.dedup();
    let expected = [
        UploadPhase::Receiving,
        UploadPhase::Reading,
        UploadPhase::Done,
    ];
    assert_eq!(phases, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_row_says_what_was_stored() {
    let fixture = Fixture::new().await;
    let db = &fixture.app.db;
    let (_, answer) = fixture.upload(&fixture.ada, "weather.csv", "a\n1\n").await;
    let row = db::datasets::get(db, added(&answer))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.name.as_str(), row.file_name.as_str()),
        ("weather", "weather.csv")
    );
    assert_eq!((row.session, row.bytes, row.rows), (fixture.session, 4, 1));
    assert_eq!(row.content_hash.len(), 64, "{}", row.content_hash);
    fixture
        .upload(&fixture.grace, "again.csv", "a\n1\n22\n")
        .await;
    let bytes = db::datasets::bytes_in_session(db, fixture.session).await;
    assert_eq!(bytes.unwrap(), 4 + 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_be_called_anything_and_lies_under_a_name_of_the_servers() {
    let fixture = Fixture::new().await;
    for (sent, expected) in [
        ("..%2F..%2Fetc%2Fpasswd.csv", "passwd"),
        ("C%3A%5CUsers%5Cada%5Cweather.csv", "weather"),
        ("Gr%C3%B6%C3%9Fe.csv", "Größe"),
        ("", "data"),
    ] {
        let (status, answer) = fixture.upload(&fixture.ada, sent, "a\n1\n").await;
        assert_eq!(status, 200, "{sent}: {answer}");
        let id = added(&answer);
        let datasets = fixture.datasets().await;
        assert_eq!(datasets.last().unwrap().name, expected, "{sent}");
        assert!(fixture.app.config.original(id).exists());
    }
    assert_eq!(fixture.files().len(), 2 * 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_comes_like_any_file() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let path = format!("/api/sessions/{}/datasets/sample", fixture.session);
    let (status, answer) = send(&fixture.ada, Method::POST, &path, "").await;
    assert_eq!(status, 200, "{answer}");
    let done = hears_phase(&grace, UploadPhase::Done).await;
    assert_eq!(done.name, SAMPLE_NAME);
    let datasets = fixture.datasets().await;
    assert_eq!(
        (datasets[0].name.as_str(), datasets[0].rows),
        ("penguins", 344)
    );
    let original = fixture.app.config.original(added(&answer));
    assert_eq!(fs::read(original).unwrap(), SAMPLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_cannot_tell_a_session_from_none() {
    let fixture = Fixture::new().await;
    let (status, refused) = fixture.upload(&fixture.noor, "x.csv", "a\n1\n").await;
    assert_eq!((status, &refused["code"]), (404, &json!("session/unknown")));
    for nowhere in ["00000000-0000-4000-8000-000000000000", "x"] {
        let path = format!("/api/sessions/{nowhere}/datasets?name=x.csv");
        let answer = send(&fixture.noor, Method::POST, &path, "a\n1\n").await;
        assert_eq!(answer, (404, refused.clone()), "{nowhere}");
    }
    let nobody = Visitor::anonymous(fixture.app.addr);
    let (status, answer) = fixture.upload(&nobody, "x.csv", "a\n1\n").await;
    assert_eq!((status, &answer["code"]), (401, &json!("auth/required")));
    assert!(fixture.files().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_name_is_a_version_or_a_data_set_of_its_own() {
    let fixture = Fixture::new().await;
    for name in [
        "weather.csv",
        "weather.csv",
        "weather.csv&as=own",
        "weather.csv&as=version",
    ] {
        let (status, answer) = fixture.upload(&fixture.ada, name, "a\n1\n").await;
        assert_eq!(status, 200, "{name}: {answer}");
    }
    let datasets = fixture.datasets().await;
    let named: Vec<String> = datasets.iter().map(Dataset::title).collect();
    assert_eq!(
        named,
        ["weather", "weather v2", "weather (2)", "weather v3"]
    );
    assert!(datasets[0].has_content_of(&datasets[3]));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_versions_are_compared_for_programs_too() {
    let fixture = Fixture::new().await;
    let mut versions = Vec::new();
    for text in ["day,wind\n1,5\n2,6\n", "day,wind\n2,7\n3,8\n"] {
        let (_, answer) = fixture.upload(&fixture.ada, "wind.csv", text).await;
        versions.push(added(&answer));
    }
    let path = format!("/api/datasets/{}/compare/{}", versions[1], versions[0]);
    let (status, found) = send(&fixture.grace, Method::GET, &path, "").await;
    assert_eq!(status, 200, "{found}");
    assert_eq!(found["key"], json!(["day"]));
    assert_eq!(
        (&found["gone"]["count"], &found["added"]["count"]),
        (&json!(1), &json!(1))
    );
    let change = json!([{ "key": [2], "values": [{ "column": "wind", "before": 6, "now": 7 }] }]);
    assert_eq!(found["changes"], change);
    let (status, _) = send(&fixture.noor, Method::GET, &path, "").await;
    assert_eq!(status, 404);
}
