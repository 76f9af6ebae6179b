//! What concerns the reader wherever they are: who is online, what is unread, notifications.
//!
//! One connection to `/user` a page; all tabs of a person hear the same.

use super::{
    Blocked, StreamView,
    connection::{StartedAnew, watch_presence},
};
use crate::client::{Notice, Socket};
use crate::shared::{
    account::Person,
    ids::StreamId,
    json,
    protocol::{
        EveryoneUpdated, Notification, Notifications, NotificationsChanged, NotificationsRead,
        Presence, PresentPerson, Read, ReadNotifications, RoomsChanged, SessionsChanged,
        Signal as _, USER_NAMESPACE, Unread,
    },
    text::letter_case::lowercase,
};
use crate::ui::lean::{effect, memo};
use leptos::prelude::*;
use std::{collections::BTreeMap, rc::Rc};

/// The newest that are kept at hand.
const KEPT: usize = 50;

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct News {
    /// None while it is not known: before the server told, and offline.
    online: RwSignal<Option<Vec<PresentPerson>>>,
    unread: RwSignal<BTreeMap<StreamId, i64>>,
    notifications: RwSignal<Vec<Notification>>,
    /// What came just now, for a sound and the browser's own notification.
    latest: RwSignal<Option<Notification>>,
    connected: RwSignal<bool>,
    /// Count on when the reader's list of sessions, or of rooms, may have changed.
    sessions: RwSignal<i64>,
    rooms: RwSignal<i64>,
    /// What this tab tells of its reader.
    presence: RwSignal<Presence>,
    socket: StoredValue<Option<LocalSocket>>,
    /// What a page without a stream says after a restored backup.
    pub(super) restored: RwSignal<Option<StartedAnew>>,
    /// Whether that is this page's to notice: where there is a stream, it does.
    pub(super) minds_history: StoredValue<bool>,
}

/// Stays on the browser's one thread.
type LocalSocket = StoredValue<Rc<Socket>, LocalStorage>;

impl News {
    pub fn new() -> Self {
        Self {
            online: RwSignal::new(None),
            unread: RwSignal::new(BTreeMap::new()),
            notifications: RwSignal::new(Vec::new()),
            latest: RwSignal::new(None),
            connected: RwSignal::new(false),
            sessions: RwSignal::new(0),
            rooms: RwSignal::new(0),
            presence: RwSignal::new(Presence::Active),
            socket: StoredValue::new(None),
            restored: RwSignal::new(None),
            minds_history: StoredValue::new(false),
        }
    }

    /// Goes live. For an Effect: opens the socket, and closes it when the page goes.
    pub fn start(self) {
        watch_presence(self.presence);
        let blocked = Blocked::here();
        self.tell_presence();
        let socket = Rc::new(Socket::connect(
            USER_NAMESPACE,
            move |notice| match notice {
                Notice::Connected => {
                    blocked.set(false);
                    self.ask();
                }
                Notice::Blocked(is) => blocked.set(is),
                Notice::Event { name, data } => self.heard(&name, data),
                Notice::Reconnecting { attempt, .. } => {
                    self.connected.set(false);
                    // The first attempt comes too soon for anything to have changed.
                    if attempt > 1 {
                        self.online.set(None);
                    }
                }
                Notice::Refused(_) => {}
            },
        ));
        let local = StoredValue::new_local(socket);
        self.socket.set_value(Some(local));
        on_cleanup(move || {
            if let Some(socket) = self.socket() {
                socket.close();
            }
            self.socket.set_value(None);
        });
    }

    /// Everyone who is online, the reader among them; none while nobody can know.
    pub fn online(self) -> RwSignal<Option<Vec<PresentPerson>>> {
        self.online
    }

    pub fn notifications(self) -> RwSignal<Vec<Notification>> {
        self.notifications
    }

    pub fn latest(self) -> RwSignal<Option<Notification>> {
        self.latest
    }

    pub fn sessions_changed(self) -> RwSignal<i64> {
        self.sessions
    }

    pub fn rooms_changed(self) -> RwSignal<i64> {
        self.rooms
    }

    pub fn presence(self) -> RwSignal<Presence> {
        self.presence
    }

    pub(super) fn is_connected(self) -> bool {
        self.connected.get()
    }

    /// Notifications not read yet.
    pub fn new_count(self) -> Memo<usize> {
        let all = self.notifications;
        memo(move || all.with(|all| all.iter().filter(|one| !one.read).count()))
    }

    pub fn unread_in(self, stream: StreamId) -> i64 {
        self.unread
            .with(|unread| unread.get(&stream).copied())
            .unwrap_or(0)
    }

    /// Counts that the server's HTML knew, until the socket tells.
    pub fn knows(self, unread: impl IntoIterator<Item = (StreamId, i64)>) {
        self.unread.update(|known| known.extend(unread));
    }

    /// The reader has seen everything up to `n`.
    pub fn saw(self, stream: StreamId, n: i64) {
        if let Some(socket) = self.socket() {
            socket.emit(&Read { stream, n }, |_| ());
        }
    }

    pub fn read_all(self) {
        if let Some(socket) = self.socket() {
            socket.emit(&ReadNotifications { ids: Vec::new() }, |_| ());
        }
    }

    pub(super) fn socket(self) -> Option<Rc<Socket>> {
        self.socket.try_get_value().flatten()?.try_get_value()
    }

    fn ask(self) {
        let Some(socket) = self.socket() else { return };
        self.connected.set(true);
        // What changed before is not told.
        self.sessions.update(|count| *count += 1);
        self.rooms.update(|count| *count += 1);
        socket.emit(&Notifications {}, move |answer| {
            if let (Ok(known), true) = (answer, self.socket().is_some()) {
                self.hears_history(&known);
                self.notifications.set(known.notifications);
            }
        });
    }

    fn heard(self, name: &str, data: serde_json::Value) {
        if name == EveryoneUpdated::NAME {
            if let Ok(everyone) = json::read::<EveryoneUpdated>(data) {
                self.online.set(Some(everyone.users));
            }
        } else if name == Unread::NAME {
            if let Ok(Unread(changed)) = json::read::<Unread>(data) {
                self.unread.update(|unread| unread.extend(changed));
            }
        } else if name == Notification::NAME {
            if let Ok(notification) = json::read::<Notification>(data) {
                self.came(notification);
            }
        } else if name == SessionsChanged::NAME {
            self.sessions.update(|count| *count += 1);
        } else if name == RoomsChanged::NAME {
            self.rooms.update(|count| *count += 1);
        } else if name == NotificationsChanged::NAME {
            self.ask();
        } else if name == NotificationsRead::NAME
            && let Ok(NotificationsRead { ids }) = json::read(data)
        {
            self.notifications.update(|all| {
                for one in all.iter_mut().filter(|one| ids.contains(&one.id)) {
                    one.read = true;
                }
            });
        }
    }

    fn came(self, notification: Notification) {
        self.notifications.update(|all| {
            all.retain(|one| one.id != notification.id);
            all.insert(0, notification.clone());
            all.truncate(KEPT);
        });
        self.latest.set(Some(notification));
    }
}

impl StreamView {
    /// Tells how far the reader has read, while the page is looked at and its end is in view.
    pub fn tell_read(self, news: News) {
        let store = self.store;
        effect(move || {
            let (n, in_view) = (store.head(), self.chat_in_view.get());
            if in_view && news.connected.get() && !document().hidden() {
                news.saw(self.address.stream, n);
            }
        });
    }
}

impl Default for News {
    fn default() -> Self {
        Self::new()
    }
}

/// Others first to be written to: active before idle before away, then by name.
pub fn others(online: &[PresentPerson], me: &Person) -> Vec<PresentPerson> {
    let mut others: Vec<PresentPerson> = Vec::new();
    let key = |person: &PresentPerson| (person.state as u8, lowercase(&person.name));
    // Each at its place: a sort of the library weighs more in the page than a list of people is long.
    for person in online.iter().filter(|person| person.id != me.id) {
        let place = others.partition_point(|one| key(one) <= key(person));
        others.insert(place, person.clone());
    }
    others
}
