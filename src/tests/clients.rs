//! `rust_socketio`, a client that is not ours, takes part like any other.

use crate::support::{TestApp, ask, join};
use futures_util::FutureExt;
use rust_socketio::{
    Payload, TransportType,
    asynchronous::{Client, ClientBuilder},
};
use serde_json::{Value, json};
use std::time::Duration;
use tandem::shared::{ids::Cid, protocol::Durable as _, session::chat::SendMessage};
use tokio::{sync::mpsc, time::timeout};
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);

/// A third-party client that passes on what it hears.
struct ThirdParty {
    client: Client,
    heard: mpsc::UnboundedReceiver<(String, Value)>,
}

impl ThirdParty {
    async fn connect(url: &str, transport: TransportType, cookie: Option<&str>) -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        let mut builder = ClientBuilder::new(url)
            .namespace("/session")
            .reconnect(false)
            .transport_type(transport);
        if let Some(cookie) = cookie {
            builder = builder.opening_header("cookie", cookie);
        }
        for name in ["open", "error", "receive_message", "status"] {
            let tell = tell.clone();
            builder = builder.on(name, move |payload: Payload, _| {
                let value = match payload {
                    Payload::Text(mut values) if !values.is_empty() => values.remove(0),
                    _ => Value::Null,
                };
                let _ = tell.send((name.to_owned(), value));
                async {}.boxed()
            });
        }
        Self {
            client: builder.connect().await.unwrap(),
            heard,
        }
    }

    async fn hears(&mut self, name: &str) -> Value {
        loop {
            let (event, value) = timeout(PATIENCE, self.heard.recv()).await.unwrap().unwrap();
            if event == name {
                return value;
            }
        }
    }

    async fn emit(&self, name: &'static str, payload: Value) -> Value {
        let (tell, mut acked) = mpsc::unbounded_channel();
        let on_ack = move |payload: Payload, _: Client| {
            if let Payload::Text(mut values) = payload {
                // This client wraps the ack's arguments into one more list.
                let value = values.remove(0);
                let value = value.get(0).cloned().unwrap_or(value);
                let _ = tell.send(value);
            }
            async {}.boxed()
        };
        self.client
            .emit_with_ack(name, payload, PATIENCE, on_ack)
            .await
            .unwrap();
        timeout(PATIENCE, acked.recv()).await.unwrap().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rust_socketio_takes_part_over_websocket() {
    joins_sends_hears_and_resumes(|| TransportType::Websocket).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rust_socketio_takes_part_over_polling() {
    joins_sends_hears_and_resumes(|| TransportType::Polling).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rust_socketio_takes_part_over_an_upgrade() {
    joins_sends_hears_and_resumes(|| TransportType::WebsocketUpgrade).await;
}

async fn joins_sends_hears_and_resumes(transport: fn() -> TransportType) {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let session = ada.create_session().await;
    grace.navigate(&format!("/session/{session}")).await;
    let ours = ada.socket().await;
    join(&ours, session).await.unwrap();

    let url = format!("http://{}", app.addr);
    let mut theirs = ThirdParty::connect(&url, transport(), grace.cookie.as_deref()).await;
    theirs.hears("open").await;
    let joined = theirs
        .emit("join", json!({ "session_uuid": session, "after": 0 }))
        .await;
    assert_eq!(joined["ok"]["me"]["name"], "Grace");
    let cid = Uuid::new_v4();
    let send = json!({ "session_uuid": session, "cid": cid, "text": "from outside" });
    let sent = theirs.emit("send_message", send.clone()).await;
    let n = sent["ok"]["n"].as_i64().unwrap();
    let again = theirs.emit("send_message", send).await;
    assert_eq!(
        (&again["ok"]["n"], &again["ok"]["dup"]),
        (&json!(n), &json!(true))
    );

    let text = "from inside".to_owned();
    let send = SendMessage {
        text,
        reply_to: None,
        about: None,
        seen: None,
    };
    let send = send.once_in_session(session, Cid(Uuid::new_v4()));
    ask(&ours, send).await.unwrap();
    assert_eq!(
        theirs.hears("receive_message").await["text"],
        "from outside"
    );
    assert_eq!(theirs.hears("receive_message").await["text"], "from inside");

    theirs.client.disconnect().await.unwrap();
    let mut back = ThirdParty::connect(&url, transport(), grace.cookie.as_deref()).await;
    back.hears("open").await;
    let joined = back
        .emit("join", json!({ "session_uuid": session, "after": n }))
        .await;
    let missed = joined["ok"]["events"].as_array().unwrap();
    assert_eq!(missed.len(), 1);
    assert_eq!(missed[0]["text"], "from inside");
    let malformed = back
        .emit("send_message", json!({ "session_uuid": session, "by": 1 }))
        .await;
    assert_eq!(malformed["err"]["code"], "request/malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn rust_socketio_without_login_is_refused() {
    let app = TestApp::start().await;
    let refused = ClientBuilder::new(format!("http://{}", app.addr))
        .namespace("/session")
        .reconnect(false)
        .transport_type(TransportType::Websocket)
        .connect()
        .await;
    assert!(refused.is_err());
}
