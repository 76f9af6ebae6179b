//! The connection: joins the session, takes its events in, and catches up after every interruption.

mod applied;
mod blocked;
mod browser_handles;
mod notes;
mod presence;
mod restored;
mod signals;
mod status;
mod ticks;

pub use blocked::Blocked;
pub use browser_handles::{BrowserHandles, Handles};
pub use notes::{NOTE, tell_note};
pub use presence::watch as watch_presence;
pub use restored::StartedAnew;
pub use status::{Badge, BadgeInputs, BadgeState, ConnectionStatus, badge};

use super::{
    actions::Actions, composing::Composing, pointers::Pointers, together::Together,
    view::StreamView,
};
use crate::client::{
    BrowserStorage, Notice, Outbox, Socket,
    clock::{every, server_now_ms},
    storage::watch,
    uploads,
};
use crate::shared::{
    account::Person,
    address::query_value,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{Cid, EpochId, PersonId},
    json,
    protocol::{Heads, Join, JoinOk, MAX_SYNC_EVENTS, Signal as _, Sync, SyncOk},
    route::Route,
    session::StreamState,
    stream::{Event, Fact},
};
use crate::ui::navigation::{PageUrl, here, load};
use leptos::prelude::*;
use std::rc::Rc;
use ticks::TICK_MS;

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Connection {
    view: StreamView,
    actions: Actions,
    pointers: Pointers,
    together: Together,
    composing: Composing,
    handles: Handles,
    typing: RwSignal<Vec<Person>>,
    /// Whether others' typing is shown here.
    shows_typing: RwSignal<bool>,
    asking: RwSignal<Vec<Person>>,
    /// Which history of the database the page is of, as the server told it last.
    epoch: StoredValue<EpochId>,
    /// The page started anew from a restored copy, and has not said so yet.
    restored: RwSignal<Option<StartedAnew>>,
    /// What the polite live region says.
    notice: RwSignal<String>,
    /// What the assertive live region says.
    alarm: RwSignal<String>,
}

impl Connection {
    pub fn new(
        view: StreamView,
        (actions, pointers, together, composing): (Actions, Pointers, Together, Composing),
        handles: Handles,
        epoch: EpochId,
    ) -> Self {
        Self {
            view,
            actions,
            pointers,
            together,
            composing,
            handles,
            typing: RwSignal::new(Vec::new()),
            shows_typing: RwSignal::new(true),
            asking: RwSignal::new(Vec::new()),
            epoch: StoredValue::new(epoch),
            restored: RwSignal::new(None),
            notice: RwSignal::new(String::new()),
            alarm: actions.alarm,
        }
    }

    /// Who types, without the reader.
    pub fn typing(self) -> RwSignal<Vec<Person>> {
        self.typing
    }

    /// Who waits to be let in; only the creator is told.
    pub fn asking(self) -> RwSignal<Vec<Person>> {
        self.asking
    }

    pub fn notice(self) -> RwSignal<String> {
        self.notice
    }

    pub fn alarm(self) -> RwSignal<String> {
        self.alarm
    }

    /// Goes live. For an Effect: opens the socket, and closes it when the page goes.
    pub fn start(self) {
        let (me, address) = (self.view.me(), self.view.address);
        let outbox = Outbox::open(BrowserStorage, me.id, address.target());
        let catch_up = move || self.catch_up();
        let handles = BrowserHandles::new(address, outbox, catch_up, move || self.resume());
        let handles = Rc::new(handles);
        self.handles.put(handles.clone());
        self.tick();
        self.actions.outbox_changed(&handles);
        self.actions.take_up_uploads();
        self.composing.take_up_draft();
        self.take_up_restored();
        self.take_up_settings();
        handles
            .ticker
            .replace(Some(every(TICK_MS, move || self.tick())));
        let other_tabs = watch(&Outbox::<BrowserStorage>::of_person(me.id), move |_| {
            self.heard_other_tabs();
        });
        handles
            .other_tabs
            .replace(vec![other_tabs, self.composing.watch_other_tabs()]);
        let socket = Socket::connect(address.namespace(), move |notice| self.heard(notice));
        handles.socket.replace(Some(socket));
        on_cleanup(move || self.handles.close());
    }

    /// Another tab of this person has put something there, sent it, or was refused it.
    fn heard_other_tabs(self) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        handles.outbox.borrow_mut().reload();
        self.actions.outbox_changed(&handles);
        self.actions.pump();
    }

    /// Tries to connect, or to catch up, at once.
    pub fn try_now(self) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        if self.view.status.get_untracked() == ConnectionStatus::Joined {
            self.resume();
        } else if let Some(socket) = handles.socket.borrow().as_ref() {
            socket.retry_now();
        }
    }

    fn heard(self, notice: Notice) {
        match notice {
            Notice::Connected => {
                self.view.blocked.set(false);
                self.join();
            }
            Notice::Blocked(blocked) => self.view.blocked.set(blocked),
            Notice::Reconnecting { .. } => self.lost(),
            Notice::Refused(error) => self.refused(&error),
            Notice::Event { name, data } => self.event(&name, data),
        }
    }

    fn join(self) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let join = Join {
            after: Some(self.view.store.cursor()),
            last: self.view.store.read_untracked(|state| state.last),
            epoch: Some(self.epoch.get_value()),
        };
        // Before the server tells of those that there are.
        self.actions.forget_remote_uploads();
        self.together.joins(&handles);
        handles.emit_here(&join, move |answer| match answer {
            Ok(joined) => self.joined_at(joined),
            Err(error) if error.code.is_client() => self.lost(),
            Err(error) if error.code.is_retryable() => self.handles.resume_after(&error),
            Err(error) => self.refused(&error),
        });
    }

    fn joined_at(self, joined: JoinOk) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        if let Some(restored) = joined.restored {
            return self.start_anew(restored);
        }
        self.epoch.set_value(joined.epoch);
        if let Some(snapshot) = joined.snapshot {
            let cids = own_cids(&snapshot, self.view.me().id);
            let held = self.view.store.replace(*snapshot);
            cids.into_iter()
                .for_each(|cid| handles.outbox.borrow_mut().acked(cid));
            self.applied(&held);
        }
        self.view.store.heard_head(joined.head);
        self.applied(&self.view.store.take(joined.events));
        self.view.status.set(ConnectionStatus::Joined);
        self.actions.outbox_changed(&handles);
        uploads::reconnected();
        tell_note("joined", "");
        self.say_back(&handles);
        self.together.tell(&handles);
        self.ask_who_asks();
        self.catch_up();
        self.actions.pump();
    }

    /// The connection is gone; what was on its way is waiting again.
    fn lost(self) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        tell_note("lost", "");
        handles.syncing.set(false);
        handles.gap.take();
        handles.outbox.borrow_mut().connection_lost();
        if !matches!(
            self.view.status.get_untracked(),
            ConnectionStatus::Lost { .. }
        ) {
            let since = server_now_ms();
            self.view.status.set(ConnectionStatus::Lost { since });
        }
        self.tick();
        self.actions.outbox_changed(&handles);
    }

    fn refused(self, error: &ApiError) {
        if error.code.is_auth() {
            return go_to_login(&error.code);
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

    /// Goes on with whatever is open.
    fn resume(self) {
        match self.view.status.get_untracked() {
            ConnectionStatus::Joined => {
                self.catch_up();
                self.actions.pump();
            }
            _ => self.join(),
        }
    }

    fn event(self, name: &str, data: serde_json::Value) {
        if Fact::NAMES.contains(&name) {
            // An event that cannot be read leaves a gap, and `sync` brings it again.
            if let Ok(event) = json::read::<Event>(data)
                && event.stream == self.view.address.stream
            {
                self.take(event);
            }
        } else if name == Heads::NAME {
            let heads = json::read::<Heads>(data);
            let head = heads
                .ok()
                .and_then(|heads| heads.heads.get(&self.view.address.stream).copied());
            if let Some(head) = head {
                self.view.store.heard_head(head);
                self.catch_up();
            }
        } else if let Some(data) = self.view.address.inward(data) {
            self.signal(name, data);
        }
    }

    fn take(self, event: Event) {
        self.applied(&self.view.store.take([event]));
        if self.view.store.has_gap() {
            self.handles.catch_up_soon();
        }
    }

    /// Asks for what is missing, page by page.
    fn catch_up(self) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        if !self.view.store.lags() || handles.syncing.replace(true) {
            return;
        }
        let after = self.view.store.cursor();
        let sync = Sync {
            after,
            max: MAX_SYNC_EVENTS,
        };
        handles.emit_here(&sync, move |answer| self.synced(after, answer));
    }

    fn synced(self, asked_after: i64, answer: Result<SyncOk, ApiError>) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        handles.syncing.set(false);
        match answer {
            Ok(page) => {
                self.view.store.heard_head(page.head);
                self.applied(&self.view.store.take(page.events));
                if self.view.store.cursor() > asked_after {
                    self.catch_up();
                } else if self.view.store.lags() {
                    let nothing_came = ApiError::new(ErrorCode::ServerUnavailable, "");
                    self.handles.resume_after(&nothing_came);
                }
            }
            // Joining again after the reconnection brings what is missing.
            Err(error) if error.code == ErrorCode::ClientOffline => {}
            Err(error) if error.code.is_auth() => self.refused(&error),
            Err(error) => self.handles.resume_after(&error),
        }
    }
}

/// Leaves for the login page, which says why, to come back here.
pub(super) fn go_to_login(why: &ErrorCode) {
    let (why, next) = (query_value(why.as_str()), query_value(&here().path));
    load(&PageUrl::parse(&format!(
        "{}?problem={why}&next={next}",
        Route::Login
    )));
}

/// The reader's own commands that a snapshot holds: they need not be sent again.
fn own_cids(state: &StreamState, me: PersonId) -> Vec<Cid> {
    let mine = state.chat.timeline.iter().filter(|entry| entry.by.id == me);
    mine.filter_map(|entry| entry.cid).collect()
}
