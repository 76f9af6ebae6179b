//! Namespace `/chat`: public rooms and direct conversations.
//!
//! Its commands are those of a session with `room` in place of `session_uuid`.

use super::{ClientEvent, PresentPerson, SendMessageOk, Signal, client_event, signal};
use crate::shared::{
    account::Person, api_error::ApiError, ids::StreamId, json::transparent, stream::StreamKind,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The room that everyone is in.
pub const LOBBY: &str = "lobby";

client_event! {
    /// Opens a public room, and enters it. A name that is taken is an error.
    CreateRoom = "create_room" -> CreateRoomOk { name: String, }
}

client_event! {
    /// Every public room, and one's own direct conversations.
    Rooms = "rooms" -> RoomsOk {}
}

transparent! {
    /// The unnamed event of the smallest clients, `socket.send("text")`: posts the text to the lobby.
    /// Its sender hears the lobby as unnamed events from then on.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PlainText(String);
}

impl ClientEvent for PlainText {
    const NAME: &'static str = "message";
    type Ok = SendMessageOk;
}

transparent! {
    /// The unnamed event of `socket.send({…})`: posts the object's `text`, or the object as JSON.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PlainObject(Value);
}

impl ClientEvent for PlainObject {
    const NAME: &'static str = "json";
    type Ok = SendMessageOk;
}

transparent! {
    /// What somebody said in the lobby, as its text alone: for those who sent an unnamed event.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PlainHeard(String);
}

impl Signal for PlainHeard {
    const NAME: &'static str = "message";
}

transparent! {
    /// Why an unnamed event was refused, for clients that ask for no ack.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PlainRefused(ApiError);
}

impl Signal for PlainRefused {
    const NAME: &'static str = "error_message";
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreateRoomOk {
    pub stream: StreamId,
    pub room: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoomsOk {
    /// One's own first, the last active first; then the others by name.
    pub rooms: Vec<RoomSummary>,
}

/// A room or direct conversation as a row of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoomSummary {
    pub stream: StreamId,
    pub kind: StreamKind,
    /// The room's name; of a direct conversation, the other person's.
    pub name: String,
    /// The other one of a direct conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<Person>,
    pub is_member: bool,
    pub members: i64,
    /// Number of the last event.
    pub head: i64,
    /// Messages of others after what the caller has read.
    pub unread: i64,
    /// The last thing said: "Grace: look at July".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_line: Option<String>,
    pub last_at: i64,
}

signal! {
    /// Somebody writes in a room that one listens to.
    RoomTyping = "user_typing" { stream: StreamId, user: Person, is_typing: bool, }
}

signal! {
    /// Who listens to a room or direct conversation right now.
    RoomUsersUpdated = "users_updated" { stream: StreamId, users: Vec<PresentPerson>, }
}
