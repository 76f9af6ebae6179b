//! Messages over the limit: each is told what it may have, over WebSocket and polling, and others' words flow.

use crate::support::{TestApp, Visitor, join, message};
use futures_util::{SinkExt, StreamExt, stream};
use reqwest::{Body, Method};
use serde_json::Value;
use std::{io, time::Duration};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Bytes, Message,
        client::IntoClientRequest,
        protocol::{
            CloseFrame,
            frame::{
                Frame,
                coding::{Data, OpCode},
            },
        },
    },
};

const POLLING: &str = "/socket.io/?EIO=4&transport=polling";

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A client of another maker in the sessions' namespace.
async fn foreign(visitor: &Visitor) -> Socket {
    let url = format!("ws://{}/socket.io/?EIO=4&transport=websocket", visitor.addr);
    let mut request = url.into_client_request().unwrap();
    let cookie = visitor.cookie.as_deref().unwrap().parse().unwrap();
    request.headers_mut().insert("cookie", cookie);
    let (mut socket, _) = connect_async(request).await.unwrap();
    socket.send("40/session,".into()).await.unwrap();
    while !text(&mut socket).await.starts_with("40/session,") {}
    socket
}

async fn text(socket: &mut Socket) -> String {
    match next(socket).await {
        Message::Text(text) => text.to_string(),
        other => other.to_string(),
    }
}

async fn next(socket: &mut Socket) -> Message {
    let next = timeout(Duration::from_secs(10), socket.next());
    next.await.unwrap().unwrap().expect("no bare reset")
}

/// What stands in the close frame.
async fn closing(socket: &mut Socket) -> CloseFrame {
    loop {
        if let Message::Close(why) = next(socket).await {
            return why.expect("a code and a reason");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_the_limit_ends_a_web_socket_with_a_reason() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
    let session = ada.create_session().await;
    grace.navigate(&format!("/session/{session}")).await;
    let say = |length: usize| {
        let text = "x".repeat(length);
        format!("42/session,1[\"send_message\",{}]", message(session, &text))
    };
    for length in [300_000, 2_000_000, 20_000_000] {
        let mut socket = foreign(&ada).await;
        let whole = say(length);
        let bytes = whole.len();
        // It may be closed while it still sends.
        let _ = socket.send(whole.into()).await;
        let CloseFrame { code, reason } = closing(&mut socket).await;
        assert_eq!(u16::from(code), 1009);
        assert!(
            reason.contains("262144") && reason.contains(&bytes.to_string()),
            "{reason}"
        );
    }
    // In pieces that each would fit.
    let mut socket = foreign(&ada).await;
    let piece = Bytes::from(vec![b'x'; 200_000]);
    for (opcode, last) in [(Data::Text, false), (Data::Continue, true)] {
        let frame = Frame::message(piece.clone(), OpCode::Data(opcode), last);
        let _ = socket.send(Message::Frame(frame)).await;
    }
    assert_eq!(u16::from(closing(&mut socket).await.code), 1009);
    // A long one that fits is answered, and after coming back the others' words flow.
    let mut socket = foreign(&ada).await;
    socket.send(say(200_000).into()).await.unwrap();
    let mut heard = String::new();
    while !heard.starts_with("43/session,1") {
        heard = text(&mut socket).await;
    }
    assert!(
        heard.contains("chat/too-long") && heard.contains("200"),
        "{heard}"
    );
    let joining = format!("42/session,2[\"join\",{{\"session_uuid\":\"{session}\",\"after\":0}}]");
    socket.send(joining.into()).await.unwrap();
    let theirs = grace.socket().await;
    join(&theirs, session).await.unwrap();
    let said: Result<Value, _> = theirs.emit("send_message", message(session, "hello")).await;
    said.unwrap();
    while !(heard.contains("receive_message") && heard.contains("hello")) {
        heard = text(&mut socket).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_over_the_limit_is_answered_over_polling() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let opened = ada.request(Method::GET, POLLING).send().await.unwrap();
    let opened = opened.text().await.unwrap();
    let packet: Value = serde_json::from_str(&opened[1..]).unwrap();
    let path = format!("{POLLING}&sid={}", packet["sid"].as_str().unwrap());
    for length in [300_000, 2_000_000] {
        for told in [true, false] {
            let text = "4".repeat(length);
            let body = match told {
                true => Body::from(text),
                false => Body::wrap_stream(stream::iter([Ok::<_, io::Error>(text)])),
            };
            let sent = ada.request(Method::POST, &path).body(body).send().await;
            let answer = sent.expect("an answer, no reset");
            assert_eq!(answer.status(), 413);
            let refusal: Value = answer.json().await.unwrap();
            assert_eq!(refusal["code"], "request/too-large");
            let sentence = refusal["message"].as_str().unwrap();
            assert!(sentence.contains("262144"), "{sentence}");
        }
    }
}
