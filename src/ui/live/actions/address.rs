//! Where a conversation is on the wire: a session in `/session`, a room or direct one in `/chat`.
//!
//! `/chat` takes the commands of a session with `room` in place of `session_uuid`, so there is one
//! way to write them here.

use crate::shared::{
    ids::{SessionId, StreamId},
    protocol::{CHAT_NAMESPACE, SESSION_NAMESPACE},
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

    /// A session's command as this place takes it.
    pub fn outward(self, command: Value) -> Value {
        if self.is_session() {
            command
        } else {
            renamed(command, "session_uuid", "room")
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
        ids::{Cid, EventId, PersonId},
        protocol::*,
    };
    use uuid::Uuid;

    fn room() -> Address {
        Address::of(StreamId(Uuid::from_u128(7)), StreamKind::Room)
    }

    fn fits<Session: ClientEvent, Room: ClientEvent>(command: Session) {
        assert_eq!(Session::NAME, Room::NAME);
        let outward = room().outward(serde_json::to_value(command).unwrap());
        let read = serde_json::from_value::<Room>(outward.clone());
        assert_eq!(serde_json::to_value(read.unwrap()).unwrap(), outward);
    }

    #[test]
    fn a_room_takes_the_commands_of_a_session() {
        let session_uuid = room().session();
        let (cid, message_id) = (Cid(Uuid::from_u128(1)), EventId(Uuid::from_u128(2)));
        let text = "hello".to_owned();
        let reply_to = Some(message_id);
        fits::<_, in_room::Join>(Join {
            session_uuid,
            after: Some(3),
            last: None,
            epoch: None,
        });
        fits::<_, in_room::SendMessage>(SendMessage {
            session_uuid,
            cid,
            text: text.clone(),
            reply_to,
            about: None,
        });
        fits::<_, in_room::EditMessage>(EditMessage {
            session_uuid,
            cid,
            message_id,
            text,
        });
        fits::<_, in_room::DeleteMessage>(DeleteMessage {
            session_uuid,
            cid,
            message_id,
        });
        fits::<_, in_room::React>(React {
            session_uuid,
            cid,
            message_id,
            emoji: "👍".into(),
            on: true,
        });
        fits::<_, in_room::Typing>(Typing {
            session_uuid,
            is_typing: true,
        });
        fits::<_, in_room::SetPresence>(SetPresence {
            session_uuid,
            state: Presence::Idle,
        });
        fits::<_, in_room::Sync>(Sync {
            session_uuid,
            after: 1,
            max: 2,
        });
        fits::<_, in_room::History>(History {
            session_uuid,
            before: 1,
            max: 2,
        });
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
