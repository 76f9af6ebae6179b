//! Joins the session, takes its events in, and catches up after every interruption.

use super::{Calendar, Link, Live, link::OFFLINE_AFTER_MS, tab::Tab};
use crate::client::{
    BrowserStorage, Notice, Outbox, Socket,
    clock::{after, every, now_ms},
};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{Cid, PersonId},
    json,
    protocol::{Heads, Join, JoinOk, MAX_SYNC_EVENTS, Signal as _, Sync, SyncOk},
    session::SessionState,
    stream::{Event, Fact},
};
use crate::ui::navigation::{PageUrl, escaped, here, load};
use leptos::prelude::*;
use std::rc::Rc;

/// How long an event may wait for the one before it until `sync` is asked.
const GAP_MS: i64 = 150;
/// Pause before a refused `join` or `sync` is tried again, unless the server names another.
const AGAIN_MS: i64 = 1_500;
/// The badge's clock moves this often while something is not saved.
const TICK_MS: i64 = 200;

impl Live {
    /// Goes live. For an Effect: opens the socket, and closes it when the page goes.
    pub fn start(self) {
        let me = self.me();
        let outbox = Outbox::open(BrowserStorage, me.id, self.address.target());
        let tab = Rc::new(Tab::new(self.address, outbox));
        self.tab
            .set_value(Some(StoredValue::new_local(tab.clone())));
        self.tick();
        self.outbox_changed(&tab);
        self.take_up_draft();
        self.take_up_restored();
        self.take_up_settings();
        tab.ticker
            .replace(Some(every(TICK_MS, move || self.tick())));
        let socket = Socket::connect(self.address.namespace(), move |notice| self.heard(notice));
        tab.socket.replace(Some(socket));
        on_cleanup(move || {
            if let Some(tab) = self.tab() {
                tab.close();
            }
            self.tab.set_value(None);
        });
    }

    /// The browser's handles, while the page is live.
    pub(super) fn tab(self) -> Option<Rc<Tab>> {
        self.tab.try_get_value().flatten()?.try_get_value()
    }

    /// Tries to connect, or to catch up, at once.
    pub fn try_now(self) {
        let Some(tab) = self.tab() else { return };
        if self.link.get_untracked() == Link::Joined {
            self.catch_up();
            self.pump();
        } else if let Some(socket) = tab.socket.borrow().as_ref() {
            socket.retry_now();
        }
    }

    fn heard(self, notice: Notice) {
        match notice {
            Notice::Connected => {
                self.blocked.set(false);
                self.join();
            }
            Notice::Blocked(blocked) => self.blocked.set(blocked),
            Notice::Reconnecting { .. } => self.lost(),
            Notice::Refused(error) => self.refused(&error),
            Notice::Event { name, data } => self.event(&name, data),
        }
    }

    fn join(self) {
        let Some(tab) = self.tab() else { return };
        let join = Join {
            after: Some(self.store.cursor()),
            last: self.store.read_untracked(|state| state.last),
            epoch: self.epoch.get_value(),
        };
        tab.emit_here(&join, move |answer| match answer {
            Ok(joined) => self.joined_at(joined),
            Err(error) if error.code.is_client() => self.lost(),
            Err(error) if error.code.is_retryable() => self.again(&error),
            Err(error) => self.refused(&error),
        });
    }

    fn joined_at(self, joined: JoinOk) {
        let Some(tab) = self.tab() else { return };
        if let Some(restored) = joined.restored {
            return self.start_anew(restored);
        }
        self.epoch.set_value(Some(joined.epoch));
        if let Some(snapshot) = joined.snapshot {
            let cids = own_cids(&snapshot, self.me().id);
            let held = self.store.replace(*snapshot);
            cids.into_iter()
                .for_each(|cid| tab.outbox.borrow_mut().acked(cid));
            self.applied(&held);
        }
        self.store.heard_head(joined.head);
        self.applied(&self.store.take(joined.events));
        self.link.set(Link::Joined);
        self.outbox_changed(&tab);
        self.forget_remote_uploads();
        self.say_back(&tab);
        self.ask_who_asks();
        self.catch_up();
        self.pump();
    }

    /// The connection is gone; what was on its way is waiting again.
    fn lost(self) {
        let Some(tab) = self.tab() else { return };
        tab.syncing.set(false);
        tab.gap.take();
        tab.outbox.borrow_mut().connection_lost();
        if !matches!(self.link.get_untracked(), Link::Lost { .. }) {
            self.link.set(Link::Lost { since: now_ms() });
        }
        self.tick();
        self.outbox_changed(&tab);
    }

    fn refused(self, error: &ApiError) {
        if error.code.is_auth() {
            return go_to_login();
        }
        if matches!(
            error.code,
            ErrorCode::SessionRefused | ErrorCode::SessionUnknown
        ) {
            // The server's own page says what became of the session.
            let _ = location().reload();
            return;
        }
        self.lost();
        self.alarm.set(error.message.clone());
    }

    /// Goes on with whatever is open after the pause that the error asks for.
    pub(super) fn again(self, error: &ApiError) {
        let Some(tab) = self.tab() else { return };
        let pause = error.retry_ms.map_or(AGAIN_MS, |ms| ms.min(30_000) as i64);
        let timer = after(pause, move || match self.link.get_untracked() {
            Link::Joined => {
                self.catch_up();
                self.pump();
            }
            _ => self.join(),
        });
        tab.again.replace(Some(timer));
    }

    fn event(self, name: &str, data: serde_json::Value) {
        if Fact::NAMES.contains(&name) {
            // An event that cannot be read leaves a gap, and `sync` brings it again.
            if let Ok(event) = json::read::<Event>(data)
                && event.stream == self.address.stream
            {
                self.take(event);
            }
        } else if name == Heads::NAME {
            let heads = json::read::<Heads>(data);
            let head = heads
                .ok()
                .and_then(|heads| heads.heads.get(&self.address.stream).copied());
            if let Some(head) = head {
                self.store.heard_head(head);
                self.catch_up();
            }
        } else if let Some(data) = self.address.inward(data) {
            self.signal(name, data);
        }
    }

    fn take(self, event: Event) {
        self.applied(&self.store.take([event]));
        if self.store.has_gap() {
            self.catch_up_soon();
        }
    }

    /// Waits a moment for the missing event to come by itself.
    pub(super) fn catch_up_soon(self) {
        let Some(tab) = self.tab() else { return };
        if tab.gap.borrow().is_none() {
            let timer = after(GAP_MS, move || {
                if let Some(tab) = self.tab() {
                    tab.gap.take();
                    self.catch_up();
                }
            });
            tab.gap.replace(Some(timer));
        }
    }

    /// Asks for what is missing, page by page.
    fn catch_up(self) {
        let Some(tab) = self.tab() else { return };
        if !self.store.lags() || tab.syncing.replace(true) {
            return;
        }
        let after = self.store.cursor();
        let sync = Sync {
            after,
            max: MAX_SYNC_EVENTS,
        };
        tab.emit_here(&sync, move |answer| self.synced(after, answer));
    }

    fn synced(self, asked_after: i64, answer: Result<SyncOk, ApiError>) {
        let Some(tab) = self.tab() else { return };
        tab.syncing.set(false);
        match answer {
            Ok(page) => {
                self.store.heard_head(page.head);
                self.applied(&self.store.take(page.events));
                if self.store.cursor() > asked_after {
                    self.catch_up();
                } else if self.store.lags() {
                    let nothing_came = ApiError::new(ErrorCode::ServerUnavailable, "");
                    self.again(&nothing_came);
                }
            }
            // Joining again after the reconnection brings what is missing.
            Err(error) if error.code == ErrorCode::ClientOffline => {}
            Err(error) if error.code.is_auth() => self.refused(&error),
            Err(error) => self.again(&error),
        }
    }

    /// Moves the clock on where the badge shows it, and the calendar at midnight.
    fn tick(self) {
        let now = now_ms();
        let waits = self.unsent.with_untracked(|unsent| !unsent.is_empty());
        if waits || self.link.get_untracked() != Link::Joined {
            self.now.set(now);
        }
        let today = Some(local_day(now));
        if self
            .calendar
            .with_untracked(|calendar| calendar.today != today)
        {
            self.calendar.set(Calendar {
                day_of: local_day,
                today,
            });
        }
        self.say_offline(now);
    }

    fn say_offline(self, now: i64) {
        let Link::Lost { since } = self.link.get_untracked() else {
            return;
        };
        // The page says it in a sentence of its own.
        if self.blocked.is() {
            return;
        }
        let Some(tab) = self.tab() else { return };
        if now - since >= OFFLINE_AFTER_MS && !tab.offline_said.replace(true) {
            let waiting = self.unsent.with_untracked(Vec::len);
            self.alarm.set(match waiting {
                0 => "Offline.".into(),
                1 => "Offline. 1 change waits.".into(),
                n => format!("Offline. {n} changes wait."),
            });
        }
    }

    fn say_back(self, tab: &Tab) {
        if tab.offline_said.replace(false) {
            let waiting = self.unsent.with_untracked(Vec::len);
            self.alarm.set(match waiting {
                0 => "Back.".into(),
                1 => "Back. 1 change goes out now.".into(),
                n => format!("Back. {n} changes go out now."),
            });
        }
    }
}

/// Leaves for the login page, to come back here.
pub(super) fn go_to_login() {
    let next = escaped(&here().path);
    load(&PageUrl::parse(&format!("/login?next={next}")));
}

/// The reader's own commands that a snapshot holds: they need not be sent again.
fn own_cids(state: &SessionState, me: PersonId) -> Vec<Cid> {
    let mine = state.chat.timeline.iter().filter(|entry| entry.by.id == me);
    mine.filter_map(|entry| entry.cid).collect()
}

/// The day of an instant by this device's clock and zone.
fn local_day(at: i64) -> i64 {
    let date = js_sys::Date::new(&(at as f64).into());
    let shift_ms = date.get_timezone_offset() as i64 * 60_000;
    (at - shift_ms).div_euclid(86_400_000)
}
