//! Live data sets from the outside: rows come over HTTP and by Socket.IO, and everybody sees them.

mod create;
mod follows;
mod killed;
mod once;
mod page;
mod reads;
mod refused;
mod removed;
mod retention;
mod rules;
mod sample;
mod watchers;

use crate::support::{Fixture, TestApp, Visitor, ask};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{ids::DatasetId, protocol::RowsAppended},
};
use tokio::time::timeout;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);
const JSON: &str = "application/json";
const NDJSON: &str = "application/x-ndjson";
const CSV: &str = "text/csv";

impl Fixture {
    /// What Ada is answered who begins one.
    async fn begin_live(&self, what: Value) -> (u16, Value) {
        let path = format!("/api/sessions/{}/live", self.session);
        let request = self.ada.request(Method::POST, &path).json(&what);
        answer(request).await
    }

    /// One with the columns sensor, text, and value, number.
    async fn sensors(&self) -> DatasetId {
        self.begun(json!({ "name": "sensors", "columns": sensors() }))
            .await
    }

    async fn begun(&self, what: Value) -> DatasetId {
        let (status, answer) = self.begin_live(what).await;
        assert_eq!(status, 200, "{answer}");
        answer["dataset_id"].as_str().unwrap().parse().unwrap()
    }
}

fn sensors() -> Value {
    json!([{ "name": "sensor", "type": "text" }, { "name": "value", "type": "number" }])
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}

/// Rows that somebody sends, under a key if there is one.
async fn post(
    by: &Visitor,
    id: DatasetId,
    kind: &str,
    key: Option<&str>,
    body: impl Into<reqwest::Body>,
) -> (u16, Value) {
    let request = by.request(Method::POST, &format!("/api/datasets/{id}/rows"));
    let request = request.header("content-type", kind).body(body);
    answer(match key {
        Some(key) => request.header("idempotency-key", key),
        None => request,
    })
    .await
}

/// The first rows of a data set, and how many there are.
async fn page(by: &Visitor, id: DatasetId) -> (i64, Vec<Value>) {
    let path = format!("/api/datasets/{id}/rows?limit=500");
    let (status, page) = answer(by.request(Method::GET, &path)).await;
    assert_eq!(status, 200, "{page}");
    let rows = page["rows"].as_array().unwrap().clone();
    (page["total"].as_i64().unwrap(), rows)
}

/// The same, once there are so many, which is soon.
async fn page_of(by: &Visitor, id: DatasetId, total: i64) -> Vec<Value> {
    let soon = async {
        loop {
            let (there, rows) = page(by, id).await;
            if there == total {
                return rows;
            }
        }
    };
    timeout(PATIENCE, soon).await.unwrap()
}

async fn hears(socket: &NativeSocket) -> RowsAppended {
    let next = timeout(PATIENCE, socket.next_event("rows_appended"));
    serde_json::from_value(next.await.unwrap().unwrap()).unwrap()
}

/// The word that there are so many.
async fn hears_of(socket: &NativeSocket, rows: i64) -> RowsAppended {
    loop {
        let told = hears(socket).await;
        if told.rows == rows {
            return told;
        }
    }
}
