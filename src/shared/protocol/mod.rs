//! Everything on the wire: one struct per event with its `NAME`, the acks, and the limits.
//!
//! A client event carries one JSON object and is always acked with [`Ack`]. Who, when and which
//! number are set by the server; a payload never says who its author is.

mod macros;
use macros::{body, client_event, signal};

mod ack;
mod addressed;
mod chat;
mod durable;
mod look;
mod pointer;
mod root;
mod session_in;
mod session_notes;
mod session_out;
mod user;

pub use ack::Ack;
pub use addressed::{
    Addressed, Body, Destination, Once, Target, ToRoom, ToRoomOrPerson, ToSession,
};
pub use chat::{
    CreateRoom, CreateRoomOk, LOBBY, PlainHeard, PlainObject, PlainRefused, PlainText, RoomSummary,
    RoomTyping, RoomUsersUpdated, Rooms, RoomsOk,
};
pub use durable::{Admit, Durable, DurableCommand, InRoom, InSession};
pub use look::{GridPlace, LookPlace, MAX_GRIDS, MAX_RESTS_MS, Part};
pub use pointer::{PointerPlace, Within};
pub use root::{Clock, ClockOk, ServerDraining, ServerMessage};
pub use session_in::{
    AppendRows, AppendRowsOk, Asking, AskingOk, Decline, DeleteSession, Gap, History, HistoryOk,
    Join, JoinOk, Leave, Look, MakeRuleOk, Noted, Pointer, Restored, RunAnalysisOk, SendMessageOk,
    SetPresence, Stored, Sync, SyncOk, Typing,
};
pub use session_notes::{
    Binary, NoteAwareness, NoteClose, NoteEdit, NoteEditOk, NoteEdited, NoteOpen, NoteOpenOk,
    TellAwareness,
};
pub use session_out::{
    AskingUpdated, Heads, Looking, PointerMoved, Presence, PresentPerson, RowsAppended, RunFrame,
    SessionDeleted, UploadPhase, UploadPreview, UploadProgress, UserTyping, UsersUpdated,
};
pub use user::{
    EveryoneUpdated, Notification, NotificationKind, Notifications, NotificationsChanged,
    NotificationsOk, NotificationsRead, Read, ReadNotifications, RoomsChanged, SessionsChanged,
    SetStatus, Unread,
};

use serde::{Serialize, de::DeserializeOwned};

/// Counts up when a client of the older version could no longer take part.
pub const PROTOCOL_VERSION: u32 = 1;

/// Namespace of announcements.
pub const ROOT_NAMESPACE: &str = "/";
/// Namespace of collaboration sessions.
pub const SESSION_NAMESPACE: &str = "/session";

/// Namespace of rooms and direct conversations.
pub const CHAT_NAMESPACE: &str = "/chat";
/// Namespace of the signed-in person, on all their tabs.
pub const USER_NAMESPACE: &str = "/user";

/// Longest name of a session or room, in characters.
pub const MAX_TITLE_CHARS: usize = 120;
/// Longest message, in characters.
pub const MAX_MESSAGE_CHARS: usize = 4_000;
/// Events given inline by `join`; a larger gap is paged by `sync` or answered with a snapshot.
pub const MAX_INLINE_EVENTS: i64 = 200;
/// Events in one page of `sync`.
pub const MAX_SYNC_EVENTS: i64 = 100;
/// Entries in one page of `history`.
pub const MAX_HISTORY_ENTRIES: i64 = 100;
/// Entries of the timeline that a snapshot carries; older ones come by `history`.
pub const SNAPSHOT_ENTRIES: usize = 60;
/// Receivers forget a typing signal after this long.
pub const TYPING_EXPIRES_MS: i64 = 6_000;

/// An event that a client sends and the server acks.
pub trait ClientEvent: Serialize + DeserializeOwned {
    const NAME: &'static str;
    /// What stands under `ok` in the ack.
    type Ok: Serialize + DeserializeOwned;
}

/// An event that the server sends without a number: lost when nobody listens.
pub trait Signal: Serialize + DeserializeOwned {
    const NAME: &'static str;
}
