//! Where a conversation is on the wire: a session in `/session`, a room or direct one in `/chat`.

use crate::shared::{
    ids::{SessionId, StreamId},
    protocol::{CHAT_NAMESPACE, SESSION_NAMESPACE, Target},
    stream::StreamKind,
};
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    pub stream: StreamId,
    kind: StreamKind,
}

impl Address {
    pub fn of(stream: StreamId, kind: StreamKind) -> Self {
        Self { stream, kind }
    }

    /// The stream as sessions name it.
    pub fn session(self) -> SessionId {
        SessionId(self.stream.0)
    }

    pub fn is_session(self) -> bool {
        self.kind == StreamKind::Session
    }

    /// Public: what is written there is for everyone.
    pub fn is_room(self) -> bool {
        self.kind == StreamKind::Room
    }

    pub fn namespace(self) -> &'static str {
        if self.is_session() {
            SESSION_NAMESPACE
        } else {
            CHAT_NAMESPACE
        }
    }

    /// Where events from this page go.
    pub fn target(self) -> Target {
        match self.kind {
            StreamKind::Session => Target::Session(self.session()),
            StreamKind::Room | StreamKind::Direct => Target::Room(self.stream),
        }
    }

    /// A signal from this place as from a session; none when it is about another.
    pub fn inward(self, signal: Value) -> Option<Value> {
        let signal = renamed(signal, "stream", "session_uuid");
        let about = signal.get("session_uuid")?.as_str()?;
        (about == self.stream.to_string()).then_some(signal)
    }
}

fn renamed(mut object: Value, from: &str, to: &str) -> Value {
    // Filled anew: taking a field out of a map would be the only time that a page does, at 3 KB.
    if let Some(fields) = object.as_object_mut() {
        for (name, field) in std::mem::take(fields) {
            let name = if name == from { to.to_owned() } else { name };
            fields.insert(name, field);
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        account::Person,
        ids::PersonId,
        protocol::{RoomTyping, UserTyping},
    };
    use uuid::Uuid;

    fn room() -> Address {
        Address::of(StreamId(Uuid::from_u128(7)), StreamKind::Room)
    }

    #[test]
    fn signals_of_another_room_are_not_heard() {
        let typing = |stream| {
            let user = Person {
                id: PersonId(1),
                name: "Ada".into(),
            };
            let signal = RoomTyping {
                stream,
                user,
                is_typing: true,
            };
            room().inward(serde_json::to_value(signal).unwrap())
        };
        let heard = typing(room().stream).unwrap();
        assert!(
            serde_json::from_value::<UserTyping>(heard)
                .unwrap()
                .is_typing
        );
        assert_eq!(typing(StreamId(Uuid::from_u128(8))), None);
    }
}
