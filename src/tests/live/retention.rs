//! Only so much is kept: what goes is in no result.

use super::*;
use tandem::{
    analyses::{GroupBy, Histogram, Profile},
    shared::{
        analysis::{Aggregate, Output, Spec},
        ids::Cid,
        protocol::Durable,
        session::runs::{RunAnalysis, RunStatus},
    },
};
use uuid::Uuid;

impl Fixture {
    async fn result(&self, dataset_id: DatasetId, spec: Spec) -> Output {
        let (socket, _) = self.enter(&self.ada).await;
        let run = RunAnalysis { dataset_id, spec };
        let run = run.once_in_session(self.session, Cid(Uuid::new_v4()));
        let run_id = ask(&socket, run).await.unwrap().run_id.to_string();
        loop {
            let next = timeout(PATIENCE, socket.next_event("analysis_update")).await;
            let update = next.unwrap().unwrap();
            let status: RunStatus = serde_json::from_value(update["status"].clone()).unwrap();
            if update["run_id"] == run_id && !status.is_open() {
                assert_eq!(status, RunStatus::Done, "{update}");
                return serde_json::from_value(update["output"].clone()).unwrap();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_last_three_rows_nothing_else_is_in_any_result() {
    let fixture = Fixture::new().await;
    let columns = json!([{ "name": "a", "type": "number" }, { "name": "b", "type": "number" }]);
    let id = fixture
        .begun(json!({ "name": "last", "columns": columns, "keep": { "rows": 3 } }))
        .await;
    let rows = [
        "{\"a\": 100, \"b\": 9}",
        "{\"a\": 10}",
        "{\"b\": 1}",
        "{\"a\": 20}",
        "{\"b\": 2}",
    ];
    let (grace, _) = fixture.enter(&fixture.grace).await;
    for row in rows {
        let (status, answer) = post(&fixture.ada, id, NDJSON, None, row).await;
        assert_eq!(status, 200, "{answer}");
    }
    while hears(&grace).await.head < 5 {}
    let (total, rows) = page(&fixture.grace, id).await;
    assert_eq!(total, 3);
    assert_eq!(
        Value::Array(rows),
        json!([[null, 1.0], [20.0, null], [null, 2.0]])
    );

    let profile = fixture.result(id, Spec::Profile(Profile {})).await;
    let histogram = fixture
        .result(
            id,
            Spec::Histogram(Histogram {
                column: "b".into(),
                bins: None,
            }),
        )
        .await;
    let group = |aggregate, measure: &str| {
        Spec::GroupBy(GroupBy {
            by: "a".into(),
            aggregate,
            measure: Some(measure.into()),
        })
    };
    let largest = fixture.result(id, group(Aggregate::Max, "b")).await;
    let all = format!("{profile:?} {histogram:?} {largest:?}");
    for gone in ["100", "9.0", "Num(9", "Int(9)"] {
        assert!(!all.contains(gone), "{gone} is in {all}");
    }
    let rows = |output: &Output| json!(output.table.rows);
    // Values, missing, distinct, lowest, highest, mean, standard deviation, median.
    let expected = json!([
        ["a", "number", 1, 2, 1, 20.0, 20.0, 20.0, null, 20.0],
        [
            "b",
            "number",
            2,
            1,
            2,
            1.0,
            2.0,
            1.5,
            std::f64::consts::FRAC_1_SQRT_2,
            1.5
        ]
    ]);
    assert_eq!(rows(&profile), expected);
    // Rows, values, sum, mean, median, lowest, highest.
    let expected = json!([
        [null, 2, 2, 3.0, 1.5, 1.5, 1.0, 2.0],
        [20.0, 1, 0, null, null, null, null, null]
    ]);
    assert_eq!(rows(&largest), expected);
    assert_eq!(
        rows(&histogram),
        json!([[1.0, 1.5, 1, 50.0], [1.5, 2.0, 1, 50.0]])
    );
    let path = format!("/api/datasets/{id}/rows?view=%7B%22find%22%3A%22100%22%7D");
    let (_, found) = answer(fixture.ada.request(Method::GET, &path)).await;
    assert_eq!(found["total"], 0, "{found}");
    let path = format!("/api/datasets/{id}/profile?columns=0,1");
    let (_, columns) = answer(fixture.ada.request(Method::GET, &path)).await;
    assert_eq!(
        (&columns[0]["missing"], &columns[1]["missing"]),
        (&json!(2), &json!(1))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_so_many_bytes_the_oldest_rows_go() {
    let fixture = Fixture::new().await;
    let keep = json!({ "name": "last", "columns": sensors(), "keep": { "bytes": 200_000 } });
    let id = fixture.begun(keep).await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let mut seed = 7_u64;
    let mut word = || {
        let mut word = String::new();
        for _ in 0..8 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            word += &format!("{seed:016x}");
        }
        word
    };
    for _ in 0..100 {
        let rows: Vec<Value> = (0..100)
            .map(|value| json!({ "sensor": word(), "value": value }))
            .collect();
        let (status, answer) =
            post(&fixture.ada, id, JSON, None, Value::Array(rows).to_string()).await;
        assert_eq!(status, 200, "{answer}");
    }
    let told = loop {
        let told = hears(&grace).await;
        if told.head == 10_000 {
            break told;
        }
    };
    assert!((500..5_000).contains(&told.rows), "{told:?}");
    let rows = page_of(&fixture.grace, id, told.rows).await;
    assert_eq!(rows.len(), 500);
}
