//! The routes against a real database and real files, with an engine that answers as told.

mod routes;
mod sending;

use super::*;
use crate::server::{
    auth::{Login, Means},
    config::Config,
    db::{self, now_ms, sessions::SessionRow},
    engine::{Engine, IngestJob, Ingested, RowsJob, RunJob},
    sessions::{Published, Publisher},
    sockets,
};
use crate::shared::{
    account::Person,
    analysis::Output,
    dataset::{Column, ColumnType, RowPage},
    ids::{DatasetId, PersonId, SessionId, StreamId},
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
    fn publish(&self, _: StreamId, what: Published<'_>) {
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
        super::uploads::sweep(&config).unwrap();
        let config = Arc::new(config);
        let heard = Arc::new(Heard::default());
        let (_, io) = sockets::build();
        let app = App::new(
            config,
            db,
            Arc::new(OneRow),
            sockets::parts(&io),
            heard.clone(),
        );
        let session = app.sessions.create(&ada(), None).await.unwrap();
        app.sessions.claim_seat(session, &grace()).await.unwrap();
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
                by: Means::Cookie,
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
