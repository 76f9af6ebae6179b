//! Files on their way into a session and out again, over real HTTP: read by worker processes, kept in
//! a data folder, told to whoever listens.

mod alike;
mod broken;
mod commented;
mod first_rows;
mod formats;
mod grid;
mod limits;
mod more_rows;
mod newer_versions;
mod readings;
mod removed;
mod resumed;
mod rows;
mod sending;
mod stored;

use crate::support::{Fixture, TestApp, Visitor, ask, enter};
use reqwest::{Body, Method};
use serde_json::Value;
use std::{fs, time::Duration};
use tandem::{
    client::socket_io::native::NativeSocket,
    server::config::Config,
    shared::{
        dataset::Dataset,
        ids::{DatasetId, SessionId},
        protocol::{Body as _, Join, UploadPhase, UploadProgress},
    },
};
use tokio::{io::AsyncWriteExt, net::TcpStream, time::timeout};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

impl Fixture {
    async fn upload(&self, by: &Visitor, name: &str, body: impl Into<Body>) -> (u16, Value) {
        let path = address(self.session, name);
        send(by, Method::POST, &path, body).await
    }

    /// Someone's socket in the session.
    async fn listener(&self, visitor: &Visitor) -> NativeSocket {
        self.enter(visitor).await.0
    }

    /// The session's data sets, as who comes now finds them.
    async fn datasets(&self) -> Vec<Dataset> {
        self.enter(&self.grace).await.1
    }

    fn files(&self) -> Vec<String> {
        files(&self.app.config)
    }
}

/// Where the file is sent.
fn address(session: SessionId, name: &str) -> String {
    format!("/api/sessions/{session}/datasets?name={name}")
}

/// Status and JSON of an answer.
async fn send(by: &Visitor, method: Method, path: &str, body: impl Into<Body>) -> (u16, Value) {
    let answer = by.request(method, path).body(body).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}

/// An upload written by hand, to say what no well-behaved client would: `headers` end with
/// line breaks, the connection stays open.
async fn write_by_hand(by: &Visitor, path: &str, headers: &str, body: &str) -> TcpStream {
    let mut connection = TcpStream::connect(by.addr).await.unwrap();
    let (addr, cookie) = (by.addr, by.cookie.as_deref().unwrap());
    let request =
        format!("POST {path} HTTP/1.1\r\nhost: {addr}\r\ncookie: {cookie}\r\n{headers}\r\n{body}");
    connection.write_all(request.as_bytes()).await.unwrap();
    connection
}

fn added(answer: &Value) -> DatasetId {
    answer["dataset_id"].as_str().unwrap().parse().unwrap()
}

async fn hears(socket: &NativeSocket) -> UploadProgress {
    let next = timeout(PATIENCE, socket.next_event("upload_progress"));
    serde_json::from_value(next.await.unwrap().unwrap()).unwrap()
}

async fn hears_phase(socket: &NativeSocket, phase: UploadPhase) -> UploadProgress {
    loop {
        let told = hears(socket).await;
        if told.phase == phase {
            return told;
        }
    }
}

/// Names of all files that uploads made in the data folder.
fn files(config: &Config) -> Vec<String> {
    let folders = [config.uploads_dir(), config.datasets_dir()];
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect()
}
