//! What stands on a page of notes, on the wire: messages of y-protocols as its `sync` and `awareness` write them.
//!
//! The pages themselves are commands and facts like any other (`session/notes`).

use super::{Noted, client_event, signal};
use crate::shared::{
    account::Person,
    ids::{NoteId, SessionId},
};
use schemars::{JsonSchema, r#gen::SchemaGenerator, schema::Schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
};
use serde_json::json;
use std::fmt;

client_event! {
    /// Opens a page of notes: `note_edited` and `note_awareness_changed` are told from here on. Wants a `join` before it. Sent
    /// again, it brings what was missed: the state vector says what the sender has.
    NoteOpen = "note_open" -> NoteOpenOk {
        session_uuid: SessionId,
        note_id: NoteId,
        /// `writeSyncStep1` of a document whose text is called `text`.
        message: Binary,
    }
}

client_event! {
    /// Changes a page of notes. It is stored when it is acked, and told to everyone who has the page open. An update
    /// that is known already changes nothing, so it can be sent again.
    NoteEdit = "note_edit" -> NoteEditOk {
        session_uuid: SessionId,
        note_id: NoteId,
        /// `writeUpdate`, or `writeSyncStep2` as the answer to the server's step 1.
        message: Binary,
    }
}

client_event! {
    /// Closes a page of notes on this connection; the sender's caret goes.
    NoteClose = "note_close" -> Noted { session_uuid: SessionId, note_id: NoteId, }
}

client_event! {
    /// Where the sender's caret is on a page that this connection has open; at most 30 a second. Gone with the
    /// connection, and never stored.
    TellAwareness = "note_awareness" -> Noted {
        session_uuid: SessionId,
        note_id: NoteId,
        /// `encodeAwarenessUpdate`. The server sets `user` in the state: `id` and `name`.
        message: Binary,
    }
}

/// The page as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoteOpenOk {
    /// Number of the page's last update; 0 before the first.
    pub n: i64,
    /// Step 2 with what the sender lacks, then the server's own step 1: what it lacks comes back by `note_edit`.
    pub message: Binary,
    /// The carets of the others.
    pub awareness: Binary,
}

/// The update is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoteEditOk {
    /// Number of the page's last update.
    pub n: i64,
}

signal! {
    /// A page of notes was changed; also told to who changed it. Whoever misses one opens the page once more.
    NoteEdited = "note_edited" {
        session_uuid: SessionId,
        note_id: NoteId,
        /// 1, 2, 3 … on each page.
        n: i64,
        by: Person,
        /// An update, as `readSyncMessage` takes it.
        message: Binary,
    }
}

signal! {
    /// Where carets are on a page of notes, or that they are gone.
    NoteAwareness = "note_awareness_changed" {
        session_uuid: SessionId,
        note_id: NoteId,
        /// As `applyAwarenessUpdate` takes it; in each state `user` is by the server.
        message: Binary,
    }
}

/// Bytes: an attachment of Socket.IO, or base64 text from clients that have none, which then get text too.
#[derive(Clone, Debug, PartialEq)]
pub enum Binary {
    Attached(Vec<u8>),
    Base64(String),
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Attached(bytes) => serializer.serialize_bytes(bytes),
            Self::Base64(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(BinaryVisitor)
    }
}

struct BinaryVisitor;

impl<'de> Visitor<'de> for BinaryVisitor {
    type Value = Binary;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attachment or base64 text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Binary, E> {
        Ok(Binary::Base64(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Binary, E> {
        Ok(Binary::Base64(text))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Binary, E> {
        Ok(Binary::Attached(bytes.to_owned()))
    }

    /// As bytes stand in JSON.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Binary, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = items.next_element()? {
            bytes.push(byte);
        }
        Ok(Binary::Attached(bytes))
    }
}

impl JsonSchema for Binary {
    fn schema_name() -> String {
        "Binary".to_owned()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let schema = json!({
            "description": "Bytes: an attachment of Socket.IO, in whose place this stands, or base64 text. Clients \
                            that send text get text.",
            "oneOf": [
                {
                    "description": "The place of an attachment, which clients fill in by themselves.",
                    "type": "object",
                    "properties": { "_placeholder": { "enum": [true] }, "num": { "type": "integer" } },
                    "required": ["_placeholder", "num"],
                },
                { "description": "Base64.", "type": "string", "contentEncoding": "base64" },
            ],
        });
        serde_json::from_value(schema).expect("this is a schema")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_each_form_that_they_come_in() {
        let attached = Binary::Attached(vec![0, 7, 255]);
        let written = serde_json::to_value(&attached).unwrap();
        assert_eq!(written, json!([0, 7, 255]));
        assert_eq!(serde_json::from_value::<Binary>(written).unwrap(), attached);
        let text = Binary::Base64("AAf/".into());
        let written = serde_json::to_value(&text).unwrap();
        assert_eq!(serde_json::from_value::<Binary>(written).unwrap(), text);
        for wrong in [json!([256]), json!([-1]), json!({}), json!(null), json!(7)] {
            assert!(
                serde_json::from_value::<Binary>(wrong.clone()).is_err(),
                "{wrong}"
            );
        }
    }
}
