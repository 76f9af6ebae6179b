//! Our Socket.IO client against a real socketioxide server on a free port.

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{AckSender, Data, SocketRef, TryData},
    handler::ConnectHandler,
};
use std::net::SocketAddr;
use tandem::client::socket_io::{Notice, native::NativeSocket};
use tokio::{net::TcpListener, task::JoinHandle};

/// Speaks `/session`: greets, echoes, and gives a file away.
struct EchoServer {
    addr: SocketAddr,
    io: SocketIo,
    accepting: JoinHandle<()>,
}

impl EchoServer {
    async fn start() -> Self {
        Self::start_on("127.0.0.1:0".parse().unwrap()).await
    }

    async fn start_on(addr: SocketAddr) -> Self {
        let (layer, io) = SocketIo::new_layer();
        io.ns("/session", greet.with(admit).with(listen));
        let listener = TcpListener::bind(addr).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let app = Router::new().layer(layer).layer(from_fn(require_cookie));
        let accepting = tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
        Self {
            addr,
            io,
            accepting,
        }
    }

    async fn stop(self) -> SocketAddr {
        self.accepting.abort();
        let _ = self.accepting.await;
        self.io.close().await;
        self.addr
    }

    async fn visit(&self) -> NativeSocket {
        connect(self.addr, "good").await.unwrap()
    }
}

async fn listen(socket: SocketRef) -> Result<(), String> {
    socket.on("echo", async |ack: AckSender, Data::<Value>(data)| {
        ack.send(&json!({ "ok": data })).unwrap();
    });
    socket.on("refuse", async |ack: AckSender| {
        let error = json!({ "code": "chat/too-long", "message": "Too long." });
        ack.send(&json!({ "err": error })).unwrap();
    });
    socket.on("file", async |socket: SocketRef, ack: AckSender| {
        socket.emit("file", &json!({ "name": "a" })).unwrap();
        socket
            .emit("bytes", &Bytes::from_static(&[1, 2, 3]))
            .unwrap();
        ack.send(&json!({ "ok": {} })).unwrap();
    });
    Ok(())
}

async fn admit(TryData(token): TryData<String>) -> Result<(), String> {
    match token.as_deref() {
        Ok("good") => Ok(()),
        _ => Err("auth/expired: Sign in again.".into()),
    }
}

async fn greet(socket: SocketRef) {
    socket
        .emit("greeting", &json!({ "text": "Hello, \"you\" é" }))
        .unwrap();
}

async fn require_cookie(request: Request, next: Next) -> Response {
    if request.headers().contains_key("cookie") {
        return next.run(request).await;
    }
    (
        StatusCode::UNAUTHORIZED,
        r#"{"code":"auth/required","message":"Sign in."}"#,
    )
        .into_response()
}

async fn connect(addr: SocketAddr, token: &str) -> Result<NativeSocket, String> {
    let cookie = vec![("cookie".to_owned(), "login=1".to_owned())];
    let url = format!("http://{addr}");
    let socket = NativeSocket::connect(&url, "/session", cookie, Some(json!(token))).await;
    socket.map_err(|error| error.code.to_string())
}

#[tokio::test]
async fn refused_namespace_gives_its_code() {
    let server = EchoServer::start().await;
    assert_eq!(
        connect(server.addr, "bad").await.err(),
        Some("auth/expired".to_owned())
    );
}

#[tokio::test]
async fn refused_handshake_gives_its_error() {
    let server = EchoServer::start().await;
    let url = format!("http://{}", server.addr);
    let error = NativeSocket::connect(&url, "/session", Vec::new(), None)
        .await
        .err()
        .unwrap();
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("auth/required", "Sign in.")
    );
}

#[tokio::test]
async fn absent_server_is_offline() {
    let addr = EchoServer::start().await.stop().await;
    assert_eq!(
        connect(addr, "good").await.err(),
        Some("client/offline".to_owned())
    );
}

#[tokio::test]
async fn emit_is_acked() {
    let socket = EchoServer::start().await.visit().await;
    let payload = json!({ "text": "a \"quoted\" 🦀, [x]", "n": [1, null, 2.5] });
    assert_eq!(socket.emit("echo", payload.clone()).await, Ok(payload));
    let refused = socket.emit("refuse", json!({})).await;
    assert_eq!(refused.unwrap_err().code, "chat/too-long");
}

#[tokio::test]
async fn emits_in_a_row_get_each_their_own_ack() {
    let socket = EchoServer::start().await.visit().await;
    let emits: Vec<_> = (0..100).map(|n| socket.emit("echo", json!(n))).collect();
    for (n, emit) in emits.into_iter().enumerate() {
        assert_eq!(emit.await, Ok(json!(n)));
    }
}

#[tokio::test]
async fn server_event_is_told() {
    let socket = EchoServer::start().await.visit().await;
    let greeting = Notice::Event {
        name: "greeting".into(),
        data: json!({ "text": "Hello, \"you\" é" }),
    };
    assert_eq!(socket.notices().await.recv().await, Some(greeting));
}

#[tokio::test]
async fn binary_event_breaks_nothing() {
    let socket = EchoServer::start().await.visit().await;
    assert_eq!(socket.emit("file", json!({})).await, Ok(json!({})));
    assert_eq!(
        socket.next_event("file").await,
        Some(json!({ "name": "a" }))
    );
    let placeholder = json!({ "_placeholder": true, "num": 0 });
    assert_eq!(socket.next_event("bytes").await, Some(placeholder));
    assert_eq!(socket.emit("echo", json!(1)).await, Ok(json!(1)));
}

#[tokio::test]
async fn server_that_comes_back_is_found_again() {
    let server = EchoServer::start().await;
    let socket = server.visit().await;
    assert!(socket.next_event("greeting").await.is_some());

    let addr = server.stop().await;
    let lost = socket.notices().await.recv().await;
    assert!(
        matches!(lost, Some(Notice::Reconnecting { attempt: 1, .. })),
        "{lost:?}"
    );
    assert_eq!(
        socket.emit("echo", json!(1)).await.unwrap_err().code,
        "client/offline"
    );

    let _server = EchoServer::start_on(addr).await;
    let mut notices = socket.notices().await;
    while notices.recv().await.unwrap() != Notice::Connected {}
    assert_eq!(socket.emit("echo", json!(2)).await, Ok(json!(2)));
}

#[tokio::test]
async fn closed_socket_answers_that_it_is_offline() {
    let socket = EchoServer::start().await.visit().await;
    socket.close();
    assert_eq!(
        socket.emit("echo", json!(1)).await.unwrap_err().code,
        "client/offline"
    );
}
