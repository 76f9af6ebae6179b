//! The routes against a real database and real files, with an engine that answers as told.

use super::*;
use crate::server::{
    auth::{Auth, Login},
    config::Config,
    db::{self, now_ms, sessions::SessionRow},
    engine::{Engine, IngestJob, Ingested, RowsJob, RunJob},
    sessions::{Published, Publisher, Sessions},
    sockets,
};
use crate::shared::{
    account::Person,
    analysis::Output,
    dataset::{Column, ColumnType, RowPage},
    ids::{DatasetId, PersonId, SessionId},
    protocol::{UploadPhase, UploadProgress},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
};
use futures_util::{FutureExt, future::BoxFuture, stream};
use http::{StatusCode, header::CONTENT_LENGTH};
use serde_json::{Value, json};
use std::{
    fs, io,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use tower::ServiceExt;

/// Reads every file as one row of one column, unless it says "broken".
struct OneRow;

impl Engine for OneRow {
    fn run(
        &self,
        _: RunJob,
        _: Box<dyn FnOnce() + Send>,
    ) -> BoxFuture<'static, Result<Output, AnalysisError>> {
        unreachable!("nothing here runs an analysis")
    }

    fn ingest(&self, job: IngestJob) -> BoxFuture<'static, Result<Ingested, AnalysisError>> {
        async move {
            let content = fs::read(&job.source).unwrap();
            if content.starts_with(b"broken") {
                let sentence = format!("{} is not a table.", job.file_name);
                return Err(AnalysisError::new(AnalysisErrorKind::Unreadable, sentence));
            }
            fs::write(&job.parquet, content).unwrap();
            let column = Column {
                name: "a".into(),
                column_type: ColumnType::Integer,
                nulls: 0,
            };
            let content_hash = "hash".into();
            Ok(Ingested {
                rows: 1,
                columns: vec![column],
                content_hash,
                notes: vec![],
            })
        }
        .boxed()
    }

    fn rows(&self, job: RowsJob) -> BoxFuture<'static, Result<RowPage, AnalysisError>> {
        // Tells what it was asked for.
        async move {
            Ok(RowPage {
                offset: job.offset,
                total: job.limit,
                rows: vec![],
            })
        }
        .boxed()
    }
}

#[derive(Default)]
struct Heard(Mutex<Vec<UploadProgress>>);

impl Publisher for Heard {
    fn publish(&self, _: SessionId, what: Published<'_>) {
        if let Published::Upload(progress) = what {
            self.0.lock().unwrap().push(progress.clone());
        }
    }
}

/// Ada and Grace in a session, Noor outside.
struct House {
    app: App,
    session: SessionId,
    heard: Arc<Heard>,
    _folder: TempDir,
}

impl House {
    async fn new(change: impl FnOnce(&mut Config)) -> Self {
        let (folder, db) = db::testing::sqlite().await;
        let mut config = Config::on_this_machine(folder.path().into());
        change(&mut config);
        uploads::sweep(&config).unwrap();
        let config = Arc::new(config);
        let heard = Arc::new(Heard::default());
        let files = config.clone();
        let parquet = Arc::new(move |id| files.parquet(id));
        let engine = Arc::new(OneRow);
        let sessions = Sessions::new(db.clone(), engine.clone(), heard.clone(), parquet);
        let session = sessions.create(&ada(), None).await.unwrap();
        sessions.claim_seat(session, &grace()).await.unwrap();
        let (_, io) = sockets::build();
        let auth = Auth::new(db.clone(), &config);
        let presences = sockets::Presences::new(io);
        let app = App {
            config,
            db,
            auth,
            sessions,
            engine,
            presences,
        };
        Self {
            app,
            session,
            heard,
            _folder: folder,
        }
    }

    fn datasets(&self) -> String {
        format!("/api/sessions/{}/datasets", self.session)
    }

    async fn send(&self, request: Request, by: Option<Person>) -> (StatusCode, Value) {
        let mut request = request;
        if let Some(person) = by {
            request.extensions_mut().insert(Login {
                person,
                token_hash: "hash".into(),
            });
        }
        let answer = router(self.app.clone()).oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn upload(&self, name: &str, body: impl Into<Body>, by: Person) -> (StatusCode, Value) {
        let url = format!("{}?name={name}", self.datasets());
        self.send(Request::post(url).body(body.into()).unwrap(), Some(by))
            .await
    }

    /// Names of all files in the data folder, without the database's own.
    fn files(&self) -> Vec<String> {
        let folders = [
            self.app.config.uploads_dir(),
            self.app.config.datasets_dir(),
        ];
        let files = folders
            .iter()
            .flat_map(|folder| fs::read_dir(folder).unwrap());
        files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn last_heard(&self) -> UploadProgress {
        self.heard.0.lock().unwrap().last().unwrap().clone()
    }
}

fn person(id: i64, name: &str) -> Person {
    Person {
        id: PersonId(id),
        name: name.into(),
    }
}

fn ada() -> Person {
    person(1, "Ada")
}

fn grace() -> Person {
    person(2, "Grace")
}

fn noor() -> Person {
    person(3, "Noor")
}

fn get(path: &str) -> Request {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn an_uploaded_file_becomes_a_data_set_of_its_session() {
    let house = House::new(|_| {}).await;
    let (status, answer) = house.upload("my%20weather.csv", "a\n1\n", grace()).await;
    assert_eq!(status, 200, "{answer}");
    let id: DatasetId = answer["dataset_id"].as_str().unwrap().parse().unwrap();
    let row = db::datasets::get(&house.app.db, id).await.unwrap().unwrap();
    assert_eq!(
        (row.name.as_str(), row.bytes, row.rows),
        ("my weather", 4, 1)
    );
    assert_eq!(
        db::datasets::bytes_in_session(&house.app.db, house.session)
            .await
            .unwrap(),
        4
    );
    assert_eq!(fs::read(house.app.config.original(id)).unwrap(), b"a\n1\n");
    assert!(house.app.config.parquet(id).exists());
    assert_eq!(
        house.files().len(),
        2,
        "no part is left: {:?}",
        house.files()
    );
    let state = house
        .app
        .sessions
        .snapshot(house.session, &ada())
        .await
        .unwrap();
    let dataset = state.dataset(id).unwrap();
    assert_eq!(
        (dataset.name.as_str(), &dataset.by),
        ("my weather", &grace())
    );
    let phases: Vec<_> = house
        .heard
        .0
        .lock()
        .unwrap()
        .iter()
        .map(|told| told.phase)
        .collect();
    assert_eq!(
        phases,
        [
            UploadPhase::Receiving,
            UploadPhase::Reading,
            UploadPhase::Done
        ]
    );
}

#[tokio::test]
async fn the_sample_comes_like_any_file() {
    let house = House::new(|_| {}).await;
    let url = format!("{}/sample", house.datasets());
    let (status, _) = house
        .send(Request::post(url).body(Body::empty()).unwrap(), Some(ada()))
        .await;
    assert_eq!(status, 200);
    let state = house
        .app
        .sessions
        .snapshot(house.session, &grace())
        .await
        .unwrap();
    assert_eq!(state.datasets[0].name, "penguins");
}

#[tokio::test]
async fn a_stranger_cannot_tell_a_session_from_none() {
    let house = House::new(|_| {}).await;
    let (status, refused) = house.upload("x.csv", "a\n1\n", noor()).await;
    assert_eq!(status, 404);
    let nowhere = "/api/sessions/00000000-0000-4000-8000-000000000000/datasets?name=x.csv";
    let request = Request::post(nowhere).body(Body::from("a\n1\n")).unwrap();
    assert_eq!(
        house.send(request, Some(noor())).await,
        (StatusCode::NOT_FOUND, refused.clone())
    );
    let request = Request::post("/api/sessions/x/datasets")
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        house.send(request, Some(noor())).await,
        (StatusCode::NOT_FOUND, refused)
    );
    let request = Request::post(house.datasets())
        .body(Body::from("a\n1\n"))
        .unwrap();
    let (status, answer) = house.send(request, None).await;
    assert_eq!(
        (status.as_u16(), answer["code"].as_str()),
        (401, Some("auth/required"))
    );
    assert!(house.files().is_empty());
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_with_both_sizes() {
    let house = House::new(|config| config.max_upload = 1_000).await;
    let sentence = "weather.csv is over 1 kB. This server takes up to 1 kB.";
    // Found out while it arrives, and beforehand when its length was told.
    let (status, answer) = house.upload("weather.csv", "x".repeat(1_001), ada()).await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str()),
        (413, Some(sentence))
    );
    assert_eq!(house.last_heard().error.as_deref(), Some(sentence));
    let request = Request::post(format!("{}?name=weather.csv", house.datasets()));
    let request = request
        .header(CONTENT_LENGTH, 1_001)
        .body(Body::empty())
        .unwrap();
    let (status, answer) = house.send(request, Some(ada())).await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str()),
        (413, Some(sentence))
    );
    assert!(house.files().is_empty());
    assert_eq!(
        house.upload("fits.csv", "x".repeat(1_000), ada()).await.0,
        200
    );
}

#[tokio::test]
async fn a_session_takes_no_more_than_its_share() {
    let house = House::new(|config| config.max_session = 10).await;
    assert_eq!(house.upload("one.csv", "123456", ada()).await.0, 200);
    let (status, answer) = house.upload("two.csv", "123456", grace()).await;
    assert_eq!(
        (status.as_u16(), answer["code"].as_str()),
        (507, Some("server/full"))
    );
    assert_eq!(house.files().len(), 2);
    assert_eq!(house.upload("three.csv", "1234", grace()).await.0, 200);
}

#[tokio::test]
async fn a_cut_upload_leaves_nothing_behind() {
    let house = House::new(|_| {}).await;
    let pieces = [
        Ok(Bytes::from("a\n1")),
        Err(io::Error::other("connection lost")),
    ];
    let body = Body::from_stream(stream::iter(pieces));
    let (status, _) = house.upload("weather.csv", body, ada()).await;
    assert_eq!(status, 400);
    assert!(house.files().is_empty(), "{:?}", house.files());
    let told = house.last_heard();
    assert_eq!(
        (told.phase, told.name.as_str()),
        (UploadPhase::Failed, "weather.csv")
    );
    assert_eq!(
        told.error.as_deref(),
        Some("The file did not arrive whole.")
    );
}

#[tokio::test]
async fn an_upload_given_up_midway_leaves_nothing_behind() {
    let house = House::new(|_| {}).await;
    let started = stream::iter([Ok::<_, io::Error>(Bytes::from("a\n1"))]);
    let body = Body::from_stream(futures_util::StreamExt::chain(started, stream::pending()));
    let uploading = house.upload("weather.csv", body, ada());
    // Dropped while it waits for more, as when the browser's tab closes.
    let given_up = tokio::time::timeout(std::time::Duration::from_millis(300), uploading).await;
    assert!(given_up.is_err());
    assert!(house.files().is_empty(), "{:?}", house.files());
    assert_eq!(house.last_heard().phase, UploadPhase::Failed);
}

#[tokio::test]
async fn a_file_that_is_no_table_is_refused_in_words() {
    let house = House::new(|_| {}).await;
    let (status, answer) = house.upload("notes.csv", "broken", ada()).await;
    assert_eq!(status, 422);
    assert_eq!(
        answer,
        json!({ "code": "dataset/unreadable", "message": "notes.csv is not a table." })
    );
    assert!(house.files().is_empty());
    let state = house
        .app
        .sessions
        .snapshot(house.session, &ada())
        .await
        .unwrap();
    assert!(state.datasets.is_empty());
    assert_eq!(
        house.last_heard().error.as_deref(),
        Some("notes.csv is not a table.")
    );
}

#[tokio::test]
async fn rows_are_for_members_and_their_number_is_bounded() {
    let house = House::new(|_| {}).await;
    let (_, answer) = house.upload("weather.csv", "a\n1\n", ada()).await;
    let rows = format!(
        "/api/datasets/{}/rows",
        answer["dataset_id"].as_str().unwrap()
    );
    // The engine answers with what it was asked for: offset, and the limit as total.
    for (query, expected) in [
        ("", (0, 50)),
        ("?offset=100&limit=20", (100, 20)),
        ("?offset=-5&limit=100000", (0, 500)),
        ("?limit=0", (0, 1)),
    ] {
        let (status, page) = house
            .send(get(&format!("{rows}{query}")), Some(grace()))
            .await;
        assert_eq!(status, 200, "{page}");
        let asked = (
            page["offset"].as_i64().unwrap(),
            page["total"].as_i64().unwrap(),
        );
        assert_eq!(asked, expected, "{query}");
    }
    assert_eq!(
        house
            .send(get(&format!("{rows}?limit=x")), Some(ada()))
            .await
            .0,
        400
    );
    assert_eq!(house.send(get(&rows), None).await.0, 401);
    let (status, refused) = house.send(get(&rows), Some(noor())).await;
    assert_eq!(status, 404);
    for nowhere in ["00000000-0000-4000-8000-000000000000", "x"] {
        let path = format!("/api/datasets/{nowhere}/rows");
        assert_eq!(
            house.send(get(&path), Some(noor())).await,
            (StatusCode::NOT_FOUND, refused.clone())
        );
    }
}

#[tokio::test]
async fn what_an_earlier_process_left_unfinished_is_swept() {
    let house = House::new(|_| {}).await;
    let uploads = house.app.config.uploads_dir();
    fs::write(uploads.join("1.part"), "half").unwrap();
    fs::write(uploads.join("2"), "whole").unwrap();
    uploads::sweep(&house.app.config).unwrap();
    assert_eq!(house.files(), ["2"]);
}

#[tokio::test]
async fn the_server_says_that_it_is_alive_and_ready() {
    let house = House::new(|_| {}).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(house.send(get(path), None).await.0, 200, "{path}");
    }
    house.app.db.read.clone().close().await.unwrap();
    let (status, answer) = house.send(get("/readyz"), None).await;
    assert_eq!(
        (status.as_u16(), answer["code"].as_str()),
        (503, Some("server/unavailable"))
    );
}

#[tokio::test]
async fn data_sets_keep_their_columns_in_every_database() {
    db::testing::on_each_database(async |db| {
        let session = SessionId(uuid::Uuid::new_v4());
        let row = SessionRow {
            session,
            title: "t".into(),
            user1: PersonId(1),
            user2: None,
            created_at: now_ms(),
        };
        db::sessions::create(&db, &row).await.unwrap();
        let column = Column {
            name: "größe".into(),
            column_type: ColumnType::Number,
            nulls: 3,
        };
        let row = db::datasets::DatasetRow {
            id: DatasetId(uuid::Uuid::new_v4()),
            session,
            name: "weather".into(),
            file_name: "weather.csv".into(),
            content_hash: "hash".into(),
            bytes: 5_000_000_000,
            rows: 2,
            columns: vec![column],
        };
        db::datasets::insert(&db, &row).await.unwrap();
        assert_eq!(
            db::datasets::get(&db, row.id).await.unwrap(),
            Some(row.clone())
        );
        assert_eq!(
            db::datasets::bytes_in_session(&db, session).await.unwrap(),
            5_000_000_000
        );
        db::datasets::remove(&db, row.id).await.unwrap();
        assert_eq!(db::datasets::get(&db, row.id).await.unwrap(), None);
        assert_eq!(
            db::datasets::bytes_in_session(&db, session).await.unwrap(),
            0
        );
    })
    .await;
}
