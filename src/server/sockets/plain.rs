//! `socket.send("text")` and `socket.send({…})`: the unnamed events `message` and `json`, posted to
//! the lobby. Whoever uses them hears the lobby as unnamed events too, besides `receive_message`.

use super::{queue::Queue, tab::Tab};
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
pub const PLAIN: &str = "plain";

pub fn listen(socket: &SocketRef, queue: &Queue, tab: &Tab) {
    for name in [PlainText::NAME, PlainObject::NAME] {
        let tab = tab.clone();
        queue.on_plain(socket, name, move |value| {
            let tab = tab.clone();
            async move {
                let said = say(&tab, value).await;
                if let (Err(refusal), Ok(socket)) = (&said, tab.socket()) {
                    let _ = socket.emit(PlainRefused::NAME, refusal);
                }
                said
            }
        });
    }
}

async fn say(tab: &Tab, value: Value) -> Result<SendMessageOk, ApiError> {
    tab.socket()?.join(PLAIN);
    let lobby = tab.doors.app.chat.lobby().await?;
    tab.doors.app.chat.enter(&tab.me, &lobby).await?;
    let command = SendMessage {
        text: text_of(value),
        reply_to: None,
        about: None,
    };
    tab.clone()
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
