//! Rows that are not taken: nothing of their batch is stored, and why is said.

use super::*;

const ONE_WRONG: &str = include_str!("../../server/worker/live/one-wrong.ndjson");

#[tokio::test(flavor = "multi_thread")]
async fn one_misfit_keeps_its_batch_out_and_its_place_is_told() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let (status, answer) = post(&fixture.ada, id, NDJSON, Some("k"), ONE_WRONG).await;
    assert_eq!((status, &answer["code"]), (422, &json!("dataset/misfit")));
    let sentence = "Line 7: “n/a”, and “value” holds numbers. Nothing was stored.";
    assert_eq!(answer["message"], sentence);
    assert_eq!(
        (&answer["row"], &answer["column"]),
        (&json!(7), &json!("value"))
    );
    assert_eq!(page(&fixture.grace, id).await.0, 0);
    let mended = ONE_WRONG.replace("\"n/a\"", "9");
    let (status, answer) = post(&fixture.ada, id, NDJSON, Some("k"), mended).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        (&answer["rows"], &answer["dup"]),
        (&json!(10), &json!(false))
    );
    let missing = json!([{ "column": "sensor", "rows": 1, "first": 9 }]);
    assert_eq!(answer["missing"], missing);
    let rows = page_of(&fixture.grace, id, 10).await;
    let sum: f64 = rows.iter().map(|row| row[1].as_f64().unwrap()).sum();
    assert_eq!(sum, 67.5);
    assert_eq!(rows[8][0], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_refused_changes_nothing_of_what_is_there() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let before = r#"[{"sensor": "s1", "value": 1}, {"sensor": "s2", "value": 2}]"#;
    assert_eq!(post(&fixture.ada, id, JSON, None, before).await.0, 200);
    assert_eq!(hears_of(&grace, 2).await.head, 2);
    let (rows, columns) = (page_of(&fixture.ada, id, 2).await, columns(&fixture).await);
    let lines = ONE_WRONG.lines().collect::<Vec<_>>();
    let array = format!("[{}]", lines.join(","));
    let csv = "sensor,value\n".to_owned() + &"s1,1\n".repeat(6) + "s1,n/a\ns2,8\n";
    for (kind, body) in [(NDJSON, ONE_WRONG.to_owned()), (JSON, array), (CSV, csv)] {
        let (status, answer) = post(&fixture.ada, id, kind, Some("k"), body).await;
        assert_eq!(
            (status, &answer["column"]),
            (422, &json!("value")),
            "{kind}: {answer}"
        );
        let sentence = answer["message"].as_str().unwrap();
        assert!(
            sentence.contains("“n/a”") && sentence.contains("holds numbers"),
            "{kind}: {sentence}"
        );
        assert_eq!(page(&fixture.ada, id).await, (2, rows.clone()), "{kind}");
    }
    assert_eq!(self::columns(&fixture).await, columns);
    // The next row has the next number, and is the next that anybody hears of.
    let (status, answer) = post(&fixture.ada, id, JSON, Some("k"), r#"{"value": 3}"#).await;
    assert_eq!((status, &answer["first"]), (200, &json!(2)), "{answer}");
    let told = hears(&grace).await;
    assert_eq!((told.rows, told.head), (3, 3));
}

async fn columns(fixture: &Fixture) -> Value {
    let datasets = fixture.enter(&fixture.ada).await.1;
    json!(datasets[0].columns)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_has_its_status_and_a_sentence() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let ada = &fixture.ada;
    let row = r#"{"value": 1}"#;
    let large = format!(
        "[{}]",
        vec![r#"{"sensor": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#; 90_000].join(",")
    );
    let long_key = "k".repeat(201);
    let cases: [(&str, Option<&str>, &str, u16, &str); 9] = [
        ("text/plain", None, row, 415, "request/media-type"),
        (JSON, None, "{", 400, "request/malformed"),
        (CSV, None, "value\n1,2\n", 400, "request/malformed"),
        (JSON, Some(""), row, 400, "request/malformed"),
        (JSON, Some(&long_key), row, 400, "request/malformed"),
        (JSON, None, "[]", 422, "dataset/misfit"),
        (JSON, None, "[1]", 422, "dataset/misfit"),
        (CSV, None, "humidity\n1\n", 422, "dataset/misfit"),
        (JSON, None, &large, 413, "request/too-large"),
    ];
    for (kind, key, body, status, code) in cases {
        let (found, answer) = post(ada, id, kind, key, body.to_owned()).await;
        assert_eq!((found, &answer["code"]), (status, &json!(code)), "{answer}");
    }
    let (status, _) = post(&fixture.noor, id, JSON, None, row).await;
    assert_eq!(status, 404, "a stranger hears the same as of none");
    let (status, _) = post(ada, DatasetId(uuid::Uuid::new_v4()), JSON, None, row).await;
    assert_eq!(status, 404);
    let path = format!("/api/sessions/{}/datasets?name=a.csv", fixture.session);
    let (_, added) = answer(ada.request(Method::POST, &path).body("value\n1\n")).await;
    let file = added["dataset_id"].as_str().unwrap().parse().unwrap();
    let (status, answered) = post(ada, file, JSON, None, row).await;
    assert_eq!(
        (status, &answered["code"]),
        (409, &json!("dataset/not-live"))
    );
    assert_eq!(page(&fixture.grace, id).await.0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_full_takes_no_more_rows() {
    let fixture = Fixture::with(|config| config.max_session = 20).await;
    let id = fixture.sensors().await;
    let row = format!(r#"{{"sensor": "{}", "value": 1}}"#, "a".repeat(500));
    let (status, answered) = post(&fixture.ada, id, JSON, None, row.clone()).await;
    assert_eq!(status, 200, "{answered}");
    let full = async {
        loop {
            let (status, answered) = post(&fixture.ada, id, JSON, None, row.clone()).await;
            if status != 200 {
                return (status, answered["code"].clone());
            }
        }
    };
    let refused = timeout(PATIENCE, full).await.unwrap();
    assert_eq!(refused, (507, json!("server/full")));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_full_disk_nothing_is_answered_that_is_not_stored() {
    let Some(disk) = crate::support::SmallDisk::of(40) else {
        return;
    };
    let fixture = Fixture::with(|config| config.data = disk.path().join("data")).await;
    let id = fixture.sensors().await;
    let row = |value: i64| format!(r#"{{"sensor": "{}", "value": {value}}}"#, "a".repeat(5_000));
    let (status, answered) = post(&fixture.ada, id, JSON, Some("0"), row(0)).await;
    assert_eq!(status, 200, "{answered}");
    disk.fill();
    let mut stored = vec![0];
    let mut refused = Vec::new();
    for value in 1..30 {
        let key = value.to_string();
        match post(&fixture.ada, id, JSON, Some(&key), row(value)).await {
            (200, _) => stored.push(value),
            (507, answered) => {
                assert_eq!(answered["code"], "server/disk-full");
                refused.push(value);
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(!refused.is_empty(), "the disk was never full");
    disk.free();
    for value in &refused {
        let key = value.to_string();
        let (status, answered) = post(&fixture.ada, id, JSON, Some(&key), row(*value)).await;
        assert_eq!(
            (status, &answered["dup"]),
            (200, &json!(false)),
            "{answered}"
        );
    }
    stored.extend(refused);
    let rows = page_of(&fixture.grace, id, 30).await;
    let values: Vec<i64> = rows
        .iter()
        .map(|row| row[1].as_f64().unwrap() as i64)
        .collect();
    assert_eq!(values, stored);
}
