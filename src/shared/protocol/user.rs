//! Namespace `/user`: the signed-in person, the same on all their tabs.

use super::{Noted, Presence, PresentPerson, client_event, signal};
use crate::shared::{
    ids::{EpochId, StreamId},
    json::transparent,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

client_event! {
    /// Read up to and including `n`. It never goes back.
    Read = "read" -> Noted { stream: StreamId, n: i64, }
}

client_event! {
    /// What this tab knows of its person: looking, idle, or elsewhere.
    SetStatus = "set_presence" -> Noted { state: Presence, }
}

client_event! {
    /// The newest notifications, newest first.
    Notifications = "notifications" -> NotificationsOk {}
}

client_event! {
    /// Marks them read on every tab; none named means all.
    ReadNotifications = "read_notifications" -> Noted {
        #[serde(default)]
        ids: Vec<Uuid>,
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotificationsOk {
    pub notifications: Vec<Notification>,
    /// The history that this server is in. Another one than before: it was restored from a copy, and
    /// what was seen since may not be in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<EpochId>,
    /// When the copy was made that this history began as, if it began as one; Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_at: Option<i64>,
}

signal! {
    /// Something that concerns the person happened where they may not have been looking.
    Notification = "notification" {
        id: Uuid,
        kind: NotificationKind,
        /// A sentence: "Grace mentioned you in lobby: look at July".
        text: String,
        /// Where to go, a path of this server.
        link: String,
        at: i64,
        /// Whether the person has seen it.
        read: bool,
    }
}

/// Why the person should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    Mention,
    Direct,
    AccessRequest,
    /// The person's own request was answered.
    AccessAnswer,
    RunFinished,
    /// A rule of a live data set fired or cleared.
    RuleSpoke,
}

signal! {
    /// A message was edited or deleted, or a session deleted, and what was told of it has changed: ask
    /// for `notifications`.
    NotificationsChanged = "notifications_changed" {}
}

signal! {
    /// Notifications were read, perhaps on another tab.
    NotificationsRead = "notifications_read" { ids: Vec<Uuid>, }
}

signal! {
    /// Something in the person's sessions is no longer as their list says: what one is called or holds,
    /// who is in it, or that it is there at all. Told at most twice a second.
    SessionsChanged = "sessions_changed" {}
}

signal! {
    /// A room or a direct conversation came or went, or is called otherwise: ask for `rooms`.
    RoomsChanged = "rooms_changed" {}
}

transparent! {
    /// `{stream: count}`: messages of others after what the person has read. Only what changed.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Unread(BTreeMap<StreamId, i64>);
}

impl super::Signal for Unread {
    const NAME: &'static str = "unread";
}

signal! {
    /// Who is online, once per person however many tabs they have open.
    EveryoneUpdated = "users_updated" { users: Vec<PresentPerson>, }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::json;
    use serde_json::json;

    #[test]
    fn unread_counts_are_an_object_by_stream() {
        let [first, second] = [7, 10].map(|number| StreamId(Uuid::from_u128(number)));
        let unread = Unread(BTreeMap::from([(second, 3), (first, 2)]));
        let text = serde_json::to_string(&unread).unwrap();
        assert_eq!(text, format!(r#"{{"{first}":2,"{second}":3}}"#));
        let sent = serde_json::to_value(&unread).unwrap();
        assert_eq!(json::read::<Unread>(sent).unwrap(), unread);
        assert!(json::read::<Unread>(json!({ "seven": 1 })).is_err());
        assert!(json::read::<Unread>(json!([1])).is_err());
    }
}
