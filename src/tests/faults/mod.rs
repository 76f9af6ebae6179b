//! Disks and databases that fail under a running server: what is acked is stored all the same, what
//! is not is refused with a sentence and a time, reading goes on, and it heals without anybody's help.

pub mod postgres;
mod sqlite;

use crate::support::{Running, Visitor, free_address, join, message, readiness, start_with};
use reqwest::Method;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tandem::shared::session::chat::ReceiveMessage;
use tandem::{
    client::socket_io::native::NativeSocket,
    server::db::{Database, streams},
    shared::{api_error::ApiError, ids::SessionId, stream::Fact},
};

/// Nobody waits longer for an answer.
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);

/// A server as a process of its own, with Ada in a session, and all that was acked to her.
struct Fixture {
    server: Running,
    addr: SocketAddr,
    data: PathBuf,
    environment: Vec<(String, String)>,
    ada: Visitor,
    socket: NativeSocket,
    session: SessionId,
    acked: BTreeMap<String, i64>,
    sent: usize,
}

impl Fixture {
    async fn start(data: &Path, environment: Vec<(String, String)>) -> Self {
        let addr = free_address();
        let server = start_with(addr, data, &environment).await;
        let ada = Visitor::register(addr, "Ada").await;
        let session = ada.create_session().await;
        let socket = ada.socket().await;
        join(&socket, session).await.unwrap();
        Self {
            server,
            addr,
            data: data.to_owned(),
            environment,
            ada,
            socket,
            session,
            acked: BTreeMap::new(),
            sent: 0,
        }
    }

    /// Says something new; the answer came in time.
    async fn say(&mut self) -> Result<i64, ApiError> {
        self.sent += 1;
        let text = format!("message {} {}", self.sent, "…".repeat(1_000));
        let asked = Instant::now();
        let answer = self
            .socket
            .emit("send_message", message(self.session, &text));
        let answer = answer.await;
        let took = asked.elapsed();
        assert!(took < ANSWERED_WITHIN, "{answer:?} took {took:?}");
        let n = answer?["n"].as_i64().unwrap();
        self.acked.insert(text, n);
        Ok(n)
    }

    /// What is said now is stored.
    async fn says(&mut self, messages: usize) {
        for _ in 0..messages {
            self.say().await.unwrap();
        }
    }

    /// Several times in a row: refused for now, and the sentence names what stands in the way.
    async fn is_refused(&mut self, times: usize, code: &str, word: &str) {
        for _ in 0..times {
            let error = self.say().await.unwrap_err();
            assert_eq!(error.code, code, "{error:?}");
            assert!(error.message.contains(word), "{error:?}");
            assert!(error.retry_ms.is_some(), "{error:?}");
        }
    }

    /// Talks until the first refusal.
    async fn until_refused(&mut self) -> ApiError {
        for _ in 0..3_000 {
            if let Err(error) = self.say().await {
                return error;
            }
        }
        panic!("nothing was refused");
    }

    /// Pages and the log can be read, and hold nothing that was not acked.
    async fn reads(&self) {
        let page = self
            .ada
            .navigate(&format!("/session/{}", self.session))
            .await;
        assert_eq!(page.status(), 200);
        let joined = join(&self.socket, self.session).await.unwrap();
        let said = joined.events.iter().filter_map(|event| match &event.fact {
            Fact::ReceiveMessage(ReceiveMessage { text, .. }) => Some((text.clone(), event.n)),
            _ => None,
        });
        assert_eq!(said.collect::<BTreeMap<_, _>>(), self.acked);
    }

    /// Pages can be read; what is said meanwhile and stored is no concern of this.
    async fn reads_on(&self) {
        let page = self
            .ada
            .navigate(&format!("/session/{}", self.session))
            .await;
        assert_eq!(page.status(), 200);
        join(&self.socket, self.session).await.unwrap();
    }

    /// Old connections may break once each before all are new.
    async fn heals(&mut self) {
        for _ in 0..40 {
            if self.say().await.is_ok() {
                return;
            }
        }
        panic!("it does not heal");
    }

    async fn becomes(&self, status: u16) {
        assert_eq!(readiness(self.addr, status).await, status);
    }

    /// The status of an account's making.
    async fn register(&self, name: &str) -> (u16, Value) {
        let visitor = Visitor::anonymous(self.addr);
        let form = [("username", name), ("password", "correct horse")];
        let asked = Instant::now();
        let answer = visitor.form("/api/register", &form).await;
        assert!(asked.elapsed() < ANSWERED_WITHIN, "{:?}", asked.elapsed());
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or_default(),
        )
    }

    async fn metric(&self, name: &str) -> f64 {
        let text = self
            .ada
            .request(Method::GET, "/metrics")
            .send()
            .await
            .unwrap();
        let text = text.text().await.unwrap();
        let line = text.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.rsplit_once(' ')).unwrap().1;
        value.parse().unwrap()
    }

    async fn kill_and_start(&mut self) {
        self.server.kill().await.unwrap();
        self.server = start_with(self.addr, &self.data, &self.environment).await;
        self.socket = self.ada.socket().await;
    }

    /// Killed, and the database looked at: gapless, and all that was acked is there, once.
    async fn ends(&mut self, url: &str) {
        self.server.kill().await.unwrap();
        let db = Database::open(url).await.unwrap();
        holds(&db, self.session, &self.acked).await;
    }
}

/// Numbers without gaps, every acked message under its number, nothing twice.
pub async fn holds(db: &Database, session: SessionId, acked: &BTreeMap<String, i64>) {
    let log = streams::since(db, session.into(), 0, 1_000_000)
        .await
        .unwrap();
    let numbers: Vec<i64> = log.iter().map(|event| event.n).collect();
    assert_eq!(numbers, (1..=log.len() as i64).collect::<Vec<_>>());
    let mut stored = BTreeMap::new();
    for event in &log {
        if let Fact::ReceiveMessage(ReceiveMessage { text, .. }) = &event.fact {
            let doubled = stored.insert(text.clone(), event.n);
            assert_eq!(doubled, None, "{text} is there twice");
        }
    }
    let lost: Vec<_> = acked
        .iter()
        .filter(|(text, n)| stored.get(*text) != Some(n))
        .collect();
    assert!(lost.is_empty(), "{} acked and lost", lost.len());
}
