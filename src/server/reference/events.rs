//! The list of all events by namespace. An event that is declared and not listed fails a test.

use super::{
    examples::{self, Example},
    schemas::Schemas,
};
use crate::shared::{
    protocol::*,
    session::{
        chat::{DeleteMessage, EditMessage, React, ResolveThread, SendMessage},
        datasets::{DescribeDataset, RemoveDataset, ShowView},
        notes::{AddNote, RemoveNote, RenameNote},
        people::{Archive, Present, Remove, Rename},
        rules::{MakeRule, RemoveRule},
        runs::{CancelAnalysis, PauseRun, RunAnalysis},
    },
    stream::Fact,
};
use schemars::JsonSchema;
use serde_json::Value;

/// A Socket.IO namespace and what travels in it.
pub struct Namespace {
    /// Its name as a key of the document.
    pub key: &'static str,
    pub address: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    pub events: Vec<Event>,
}

pub struct Event {
    pub name: &'static str,
    /// Its name as a key of the document: another than the name when both sides send that name.
    pub key: String,
    pub kind: Kind,
    pub summary: String,
    pub payload: Value,
    /// Of what clients send.
    pub ack: Option<Value>,
    pub example: Option<Example>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A client sends it, and gets an ack.
    Command,
    /// The server sends it to whoever listens now.
    Signal,
    /// The server sends it, numbered and stored.
    Durable,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Signal => "signal",
            Self::Durable => "durable",
        }
    }
}

macro_rules! namespace {
    ($schemas:ident, $key:literal, $address:expr, $title:literal, $about:literal,
     commands: [$($command:ty),* $(,)?], signals: [$($signal:ty),* $(,)?], facts: $facts:expr) => {{
        let mut events = vec![$(command::<$command>($schemas)),*];
        events.extend($facts.map(|name: &'static str| fact($schemas, name)));
        events.extend([$(signal::<$signal>($schemas)),*]);
        tell_apart(&mut events);
        for event in &mut events {
            event.example = examples::of($key, &event.key);
        }
        Namespace { key: $key, address: $address, title: $title, about: $about, events }
    }};
}

/// Ends the key of an event that has its name from a command.
pub const HEARD: &str = ".heard";

/// What happens in rooms and direct conversations: no data and no runs.
const TALK: [&str; 5] = [
    "receive_message",
    "message_edited",
    "message_deleted",
    "message_reacted",
    "status",
];

pub fn namespaces(schemas: &mut Schemas) -> Vec<Namespace> {
    vec![
        namespace!(
            schemas, "root", ROOT_NAMESPACE, "The server",
            "The server speaks of itself.",
            commands: [Clock],
            signals: [ServerMessage, ServerDraining],
            facts: [].into_iter()
        ),
        namespace!(
            schemas, "session", SESSION_NAMESPACE, "Sessions",
            "Collaboration sessions. `join` one that you are a member of, and listen.",
            commands: [
                Addressed<ToSession, Join>, Addressed<ToSession, Leave>, Addressed<ToSession, Sync>,
                Addressed<ToSession, History>, InSession<SendMessage>, InSession<EditMessage>,
                InSession<DeleteMessage>, InSession<React>, InSession<ResolveThread>, InSession<RunAnalysis>,
                InSession<CancelAnalysis>, InSession<PauseRun>, InSession<RemoveDataset>,
                InSession<ShowView>, InSession<Present>, InSession<DescribeDataset>, AppendRows, InSession<MakeRule>,
                InSession<RemoveRule>, InSession<AddNote>, InSession<RenameNote>, InSession<RemoveNote>, NoteOpen,
                NoteEdit, NoteClose, TellAwareness, Addressed<ToSession, Typing>, Pointer, Look,
                Addressed<ToSession, SetPresence>, InSession<Rename>, InSession<Archive>, Asking,
                InSession<Admit>, Decline, InSession<Remove>, DeleteSession,
            ],
            signals: [
                UserTyping, UsersUpdated, PointerMoved, Looking, Heads, UploadProgress, UploadPreview, RowsAppended,
                RunFrame, NoteEdited, NoteAwareness, AskingUpdated, SessionDeleted,
            ],
            facts: Fact::NAMES.iter().copied()
        ),
        namespace!(
            schemas, "chat", CHAT_NAMESPACE, "Rooms and direct conversations",
            "Everyone who is signed in has the room `lobby`. A direct conversation is between two \
             people, and nobody else can read it or learn that it exists.",
            commands: [
                Rooms, CreateRoom, Addressed<ToRoom, Join>, Addressed<ToRoom, Leave>,
                Addressed<ToRoom, SetPresence>, Addressed<ToRoom, Sync>, Addressed<ToRoom, History>,
                Addressed<Once<ToRoomOrPerson>, SendMessage>, InRoom<EditMessage>,
                InRoom<DeleteMessage>, InRoom<React>, Addressed<ToRoom, Typing>, PlainText, PlainObject,
            ],
            signals: [RoomTyping, RoomUsersUpdated, Heads, PlainHeard, PlainRefused],
            facts: TALK.into_iter()
        ),
        namespace!(
            schemas, "user", USER_NAMESPACE, "The signed-in person",
            "The same on all tabs of a person: who is online, notifications, what is unread.",
            commands: [Read, SetStatus, Notifications, ReadNotifications],
            signals: [
                EveryoneUpdated, Notification, NotificationsChanged, NotificationsRead, RoomsChanged,
                SessionsChanged, Unread,
            ],
            facts: [].into_iter()
        ),
    ]
}

/// What the server sends by a name that clients send too gets a key of its own.
fn tell_apart(events: &mut [Event]) {
    let both: Vec<&str> = events
        .iter()
        .filter(|event| event.ack.is_some())
        .map(|event| event.name)
        .collect();
    for event in events {
        if event.ack.is_none() && both.contains(&event.name) {
            event.key.push_str(HEARD);
        }
    }
}

fn command<E: ClientEvent + JsonSchema>(schemas: &mut Schemas) -> Event
where
    E::Ok: JsonSchema,
{
    let (payload, summary) = told::<E>(schemas);
    Event {
        name: E::NAME,
        key: E::NAME.into(),
        kind: Kind::Command,
        summary,
        payload,
        ack: Some(schemas.of::<Ack<E::Ok>>()),
        example: None,
    }
}

fn signal<S: Signal + JsonSchema>(schemas: &mut Schemas) -> Event {
    let (payload, summary) = told::<S>(schemas);
    Event {
        name: S::NAME,
        key: S::NAME.into(),
        kind: Kind::Signal,
        summary,
        payload,
        ack: None,
        example: None,
    }
}

fn fact(schemas: &Schemas, name: &'static str) -> Event {
    let (payload, summary) = schemas.fact(name);
    Event {
        name,
        key: name.into(),
        kind: Kind::Durable,
        summary,
        payload,
        ack: None,
        example: None,
    }
}

/// The payload's schema, and apart from it what the event means.
fn told<T: JsonSchema>(schemas: &mut Schemas) -> (Value, String) {
    let mut payload = schemas.of::<T>();
    let summary = payload
        .as_object_mut()
        .and_then(|payload| payload.remove("description"))
        .and_then(|text| text.as_str().map(str::to_owned));
    (payload, summary.unwrap_or_default())
}
