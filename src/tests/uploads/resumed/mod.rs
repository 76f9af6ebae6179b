//! Files that come in pieces, by tus: what broke off goes on where it was, for as long as it is kept.

mod ends;
mod lines;
mod pieces;
mod restarts;
mod room;

use super::*;
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{StatusCode, header::HeaderMap};
use sha2::{Digest, Sha256};

const PIECE: &str = "application/offset+octet-stream";

/// What a request of the protocol came to.
#[derive(Debug)]
struct Heard {
    status: u16,
    headers: HeaderMap,
    json: Value,
}

impl Heard {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn offset(&self) -> Option<u64> {
        self.header("upload-offset")?.parse().ok()
    }

    fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    fn message(&self) -> &str {
        self.json["message"].as_str().unwrap_or_default()
    }

    fn dataset(&self) -> Option<DatasetId> {
        self.header("tandem-dataset")?.parse().ok()
    }
}

/// A request that says which version it speaks.
async fn tus(
    by: &Visitor,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Heard {
    let mut request = by.request(method, path).header("tus-resumable", "1.0.0");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    heard(request.body(body).send().await.unwrap()).await
}

async fn heard(answer: reqwest::Response) -> Heard {
    let (status, headers) = (answer.status(), answer.headers().clone());
    assert_eq!(headers["tus-resumable"], "1.0.0", "{status}");
    let json = match status {
        StatusCode::NO_CONTENT => Value::Null,
        _ => answer.json().await.unwrap_or(Value::Null),
    };
    Heard {
        status: status.as_u16(),
        headers,
        json,
    }
}

/// Where a session's files are announced.
fn announced_at(session: SessionId) -> String {
    format!("/api/sessions/{session}/uploads")
}

fn named(name: &str) -> String {
    format!("filename {}", STANDARD.encode(name))
}

async fn announce(by: &Visitor, session: SessionId, name: &str, length: usize) -> Heard {
    let (length, name) = (length.to_string(), named(name));
    let headers = [
        ("upload-length", length.as_str()),
        ("upload-metadata", name.as_str()),
    ];
    let path = announced_at(session);
    tus(by, Method::POST, &path, &headers, "").await
}

/// The address of an upload that was just announced.
async fn begin(by: &Visitor, session: SessionId, name: &str, length: usize) -> String {
    let heard = announce(by, session, name, length).await;
    assert_eq!(heard.status, 201, "{heard:?}");
    heard.header("location").unwrap().to_owned()
}

async fn bring(by: &Visitor, path: &str, offset: u64, piece: impl Into<Body>) -> Heard {
    let offset = offset.to_string();
    let headers = [("upload-offset", offset.as_str()), ("content-type", PIECE)];
    tus(by, Method::PATCH, path, &headers, piece).await
}

async fn look(by: &Visitor, path: &str) -> Heard {
    tus(by, Method::HEAD, path, &[], "").await
}

async fn cancel(by: &Visitor, path: &str) -> Heard {
    tus(by, Method::DELETE, path, &[], "").await
}

/// A `PATCH` whose connection stays open after `body`, of which `length` bytes are announced.
async fn patch_by_hand(
    by: &Visitor,
    path: &str,
    offset: usize,
    length: usize,
    body: &[u8],
) -> TcpStream {
    let mut connection = TcpStream::connect(by.addr).await.unwrap();
    let (addr, cookie) = (by.addr, by.cookie.as_deref().unwrap());
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: {addr}\r\ncookie: {cookie}\r\ntus-resumable: 1.0.0\r\n\
         content-type: {PIECE}\r\nupload-offset: {offset}\r\ncontent-length: {length}\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(body).await.unwrap();
    connection
}

/// A table of about so many bytes, each line different.
fn rows(bytes: usize) -> Vec<u8> {
    let mut text = String::from("n,place\n");
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&format!("{n},somewhere {}\n", n % 7));
    }
    text.into_bytes()
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Its id, by its address.
fn id_of(path: &str) -> DatasetId {
    path.strip_prefix("/api/uploads/").unwrap().parse().unwrap()
}

impl Fixture {
    fn stored(&self, id: DatasetId) -> Vec<u8> {
        fs::read(self.app.config.original(id)).unwrap()
    }

    /// Waits until so much of the file is on disk.
    async fn has(&self, path: &str, bytes: usize) {
        let part = self.app.config.part(id_of(path));
        let grows = async {
            while fs::metadata(&part).map_or(0, |part| part.len()) < bytes as u64 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, grows).await.unwrap();
    }
}
