//! `socket.send("text")` and `socket.send({…})`: the unnamed events `message` and `json`, posted to
//! the lobby. Whoever uses them hears the lobby as unnamed events too, besides `receive_message`.

use super::{connection::Connection, queue::Queue};
use crate::shared::{
    api_error::ApiError,
    ids::Cid,
    protocol::{ClientEvent, PlainObject, PlainRefused, PlainText, SendMessageOk, Signal},
    session::chat::SendMessage,
};
use serde_json::Value;
use socketioxide::extract::SocketRef;
use uuid::Uuid;

/// Socket.IO room of the sockets that speak in unnamed events.
pub const UNNAMED_ROOM: &str = "plain";

pub fn listen(socket: &SocketRef, queue: &Queue, connection: &Connection) {
    for name in [PlainText::NAME, PlainObject::NAME] {
        let connection = connection.clone();
        queue.on_plain(socket, name, move |value| {
            let connection = connection.clone();
            async move {
                let said = say(&connection, value).await;
                if let (Err(refusal), Ok(socket)) = (&said, connection.socket()) {
                    let _ = socket.emit(PlainRefused::NAME, refusal);
                }
                said
            }
        });
    }
}

async fn say(connection: &Connection, value: Value) -> Result<SendMessageOk, ApiError> {
    connection.socket()?.join(UNNAMED_ROOM);
    let lobby = connection.app().chat.lobby().await?;
    connection.app().chat.enter(&connection.me, &lobby).await?;
    let command = SendMessage {
        text: text_of(value),
        reply_to: None,
        about: None,
        seen: None,
    };
    connection
        .clone()
        .store(lobby.stream, Cid(Uuid::new_v4()), command)
        .await
}

/// Text as it is; an object's `text`, or else the object as JSON.
fn text_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Object(mut fields) => match fields.remove("text") {
            Some(Value::String(text)) => text,
            Some(other) => {
                fields.insert("text".into(), other);
                Value::Object(fields).to_string()
            }
            None => Value::Object(fields).to_string(),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whatever_is_sent_becomes_text() {
        assert_eq!(text_of(json!("hello")), "hello");
        assert_eq!(text_of(json!({ "text": "hi", "x": 1 })), "hi");
        assert_eq!(text_of(json!({ "x": [1, 2] })), "{\"x\":[1,2]}");
        assert_eq!(text_of(json!(5)), "5");
    }
}
