//! Attachments, as the usual clients send and get them.

use super::*;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// Socket.IO by hand.
struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Line {
    async fn open(by: &Visitor) -> Self {
        let address = format!("ws://{}/socket.io/?EIO=4&transport=websocket", by.addr);
        let mut request = address.into_client_request().unwrap();
        let cookie = by.cookie.as_ref().unwrap().parse().unwrap();
        request.headers_mut().insert("cookie", cookie);
        let (line, _) = connect_async(request).await.unwrap();
        let mut line = Self(line);
        line.says("40/session,").await;
        line.hears("40/session,").await;
        line
    }

    async fn says(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    async fn attaches(&mut self, bytes: Vec<u8>) {
        self.0.send(Message::binary(bytes)).await.unwrap();
    }

    /// The next frame that begins so, without that.
    async fn hears(&mut self, beginning: &str) -> String {
        loop {
            let frame = timeout(PATIENCE, self.0.next()).await.unwrap();
            if let Message::Text(text) = frame.unwrap().unwrap() {
                if let Some(rest) = text.as_str().strip_prefix(beginning) {
                    return rest.to_owned();
                }
                if text.as_str() == "2" {
                    self.says("3").await;
                }
            }
        }
    }

    async fn gets(&mut self) -> Vec<u8> {
        loop {
            let frame = timeout(PATIENCE, self.0.next()).await.unwrap();
            if let Message::Binary(bytes) = frame.unwrap().unwrap() {
                return bytes.to_vec();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_attachments_gets_attachments() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    hers.writes(0, "Hi").await;
    let mut line = Line::open(grace).await;
    line.says(&format!(
        "42/session,1[\"join\",{{\"session_uuid\":\"{session}\"}}]"
    ))
    .await;
    line.hears("43/session,1").await;
    let place = format!("\"session_uuid\":\"{session}\",\"note_id\":\"{note}\"");
    let event = |id: u32, name: &str| {
        let attached = "{\"_placeholder\":true,\"num\":0}";
        format!("451-/session,{id}[\"{name}\",{{{place},\"message\":{attached}}}]")
    };
    line.says(&event(2, "note_open")).await;
    line.attaches(vec![0, 1, 0]).await;
    // The ack has two attachments: the messages, and the carets.
    let ack = line.hears("462-/session,2").await;
    assert!(ack.contains("\"_placeholder\":true"), "{ack}");
    let (step_2, carets) = (line.gets().await, line.gets().await);
    assert_eq!(carets, [0]);
    assert_eq!(step_2[0], 1);
    let (doc, text) = document();
    let mut decoder = DecoderV1::from(&step_2[1..]);
    let update = Update::decode_v1(decoder.read_buf().unwrap()).unwrap();
    doc.transact_mut().apply_update(update).unwrap();
    assert_eq!(text.get_string(&doc.transact()), "Hi");
    let update = {
        let mut under_way = doc.transact_mut();
        text.insert(&mut under_way, 2, " there");
        under_way.encode_update_v1()
    };
    let mut edit = vec![2];
    edit.write_buf(&update);
    line.says(&event(3, "note_edit")).await;
    line.attaches(edit).await;
    assert_eq!(line.hears("43/session,3").await, "[{\"ok\":{\"n\":2}}]");
    hers.hears("Hi there").await;
    hers.writes(0, "> ").await;
    // Its own change is told too, and then hers.
    line.hears("451-/session,[\"note_edited\"").await;
    let told = line.gets().await;
    assert_eq!(told[0], 2);
}
