//! Events that go to a session or to a room, and are the same ones for both.

use super::ClientEvent;
use crate::shared::ids::{Cid, SessionId, StreamId};
use schemars::{JsonSchema, r#gen::SchemaGenerator, schema::Schema};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error},
};
use serde_json::{Map, Value};

/// What such an event says, apart from where it goes.
pub trait Body: Serialize + DeserializeOwned {
    /// The event's name on the wire.
    const NAME: &'static str;
    /// What stands under `ok` in the ack.
    type Ok: Serialize + DeserializeOwned;

    fn in_session(self, session_uuid: SessionId) -> Addressed<ToSession, Self> {
        let to = ToSession { session_uuid };
        Addressed { to, body: self }
    }

    fn in_room(self, room: impl Into<String>) -> Addressed<ToRoom, Self> {
        let to = ToRoom { room: room.into() };
        Addressed { to, body: self }
    }
}

/// A body with where it goes. On the wire the fields of both stand side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Addressed<To, B> {
    #[serde(flatten)]
    pub to: To,
    #[serde(flatten)]
    pub body: B,
}

/// Where an event goes: some of its fields.
pub trait Destination: Serialize + DeserializeOwned {
    fn has_field(name: &str) -> bool;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ToSession {
    pub session_uuid: SessionId,
}

/// A room's name, or the uuid of its stream, or of a direct conversation's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ToRoom {
    pub room: String,
}

/// To a room, or `to` a person by name: that opens their direct conversation if need be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ToRoomOrPerson {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// A person's name, in place of `room`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// With the sender's id for it: what is sent again is stored once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Once<To> {
    #[serde(flatten)]
    pub to: To,
    pub cid: Cid,
}

impl Destination for ToSession {
    fn has_field(name: &str) -> bool {
        name == "session_uuid"
    }
}

impl Destination for ToRoom {
    fn has_field(name: &str) -> bool {
        name == "room"
    }
}

impl Destination for ToRoomOrPerson {
    fn has_field(name: &str) -> bool {
        matches!(name, "room" | "to")
    }
}

impl<To: Destination> Destination for Once<To> {
    fn has_field(name: &str) -> bool {
        name == "cid" || To::has_field(name)
    }
}

/// Where a page sends its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Session(SessionId),
    /// Of a room or a direct conversation.
    Room(StreamId),
}

impl Target {
    pub fn stream(self) -> StreamId {
        match self {
            Self::Session(session) => session.into(),
            Self::Room(stream) => stream,
        }
    }

    /// An event's one argument.
    pub fn payload(self, cid: Option<Cid>, body: &impl Serialize) -> Value {
        let to = match self {
            Self::Session(session_uuid) => serde_json::to_value(ToSession { session_uuid }),
            Self::Room(stream) => serde_json::to_value(ToRoom {
                room: stream.to_string(),
            }),
        };
        let body = serde_json::to_value(body);
        let (to, body) = (to.expect("plain data"), body.expect("plain data"));
        let (Value::Object(mut fields), Value::Object(body)) = (to, body) else {
            unreachable!("both are structs");
        };
        fields.extend(body);
        if let Some(cid) = cid {
            fields.insert("cid".into(), Value::String(cid.to_string()));
        }
        Value::Object(fields)
    }
}

impl<To: Destination, B: Body> ClientEvent for Addressed<To, B> {
    const NAME: &'static str = B::NAME;
    type Ok = B::Ok;
}

/// By hand, because serde's `flatten` takes fields that nobody knows.
impl<'de, To: Destination, B: Body> Deserialize<'de> for Addressed<To, B> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let fields = Map::<String, Value>::deserialize(source)?;
        let (to, body) = fields
            .into_iter()
            .partition::<Map<_, _>, _>(|(name, _)| To::has_field(name));
        Ok(Self {
            to: read(to)?,
            body: read(body)?,
        })
    }
}

fn read<T: DeserializeOwned, E: Error>(fields: Map<String, Value>) -> Result<T, E> {
    serde_json::from_value(Value::Object(fields)).map_err(E::custom)
}

impl<To: JsonSchema, B: JsonSchema> JsonSchema for Addressed<To, B> {
    fn schema_name() -> String {
        format!("{}{}", B::schema_name(), To::schema_name())
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = B::json_schema(generator).into_object();
        let to = To::json_schema(generator).into_object().object;
        let (fields, to) = (schema.object(), to.unwrap_or_default());
        fields.properties.extend(to.properties);
        fields.required.extend(to.required);
        schema.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ids::EventId, protocol::Durable as _};
    use crate::shared::{
        protocol::{Join, Sync},
        session::chat::{EditMessage, SendMessage},
    };
    use serde_json::json;
    use uuid::Uuid;

    const ID: Uuid = Uuid::from_u128(7);

    fn refused<E: ClientEvent>(value: Value) -> String {
        let Err(why) = serde_json::from_value::<E>(value) else {
            panic!("it is taken");
        };
        why.to_string()
    }

    /// What a page sends is what the server reads, in a session and in a room.
    #[test]
    fn one_body_goes_to_a_session_or_to_a_room() {
        let (session, stream) = (SessionId(ID), StreamId(ID));
        let sync = Sync { after: 1, max: 2 };
        let sent = Target::Session(session).payload(None, &sync);
        assert_eq!(sent, json!({ "session_uuid": ID, "after": 1, "max": 2 }));
        let read: Addressed<ToSession, Sync> = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(read, sync.clone().in_session(session));
        assert_eq!(serde_json::to_value(&read).unwrap(), sent);

        let cid = Cid(Uuid::from_u128(1));
        let edit = EditMessage {
            message_id: EventId(ID),
            text: "hello".into(),
        };
        let sent = Target::Room(stream).payload(Some(cid), &edit);
        let read: Addressed<Once<ToRoom>, EditMessage> =
            serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(read, edit.once_in_room(stream.to_string(), cid));
        assert_eq!(serde_json::to_value(&read).unwrap(), sent);
    }

    #[test]
    fn a_field_that_is_missing_or_unknown_is_named() {
        type Edit = Addressed<Once<ToSession>, EditMessage>;
        let whole = json!({ "session_uuid": ID, "cid": ID, "message_id": ID, "text": "" });
        for field in ["session_uuid", "cid", "message_id", "text"] {
            let mut without = whole.clone();
            without.as_object_mut().unwrap().remove(field);
            let why = refused::<Edit>(without);
            assert_eq!(why, format!("missing field `{field}`"));
        }
        let mut more = whole;
        more["by"] = json!("Ada");
        assert!(refused::<Edit>(more).starts_with("unknown field `by`"));
        let room = json!({ "session_uuid": ID, "room": "lobby" });
        let why = refused::<Addressed<ToSession, Join>>(room);
        assert!(why.starts_with("unknown field `room`"), "{why}");
        let said = json!({ "to": "Grace", "cid": ID, "text": "hi" });
        let said: Addressed<Once<ToRoomOrPerson>, SendMessage> =
            serde_json::from_value(said).unwrap();
        assert_eq!(
            (said.to.to.to.as_deref(), said.to.to.room),
            (Some("Grace"), None)
        );
    }
}
