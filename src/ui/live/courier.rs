//! Sends what waits for sessions and rooms that no tab shows, and knows how much that is.
//!
//! What a person said belongs to them in this browser, not to the page that was open. A page sends what
//! waits for its own stream; of all tabs one, the courier, sends the rest. It is whoever holds the lock
//! `courier`; a stream that is open somewhere holds a lock of its own. Where two send the same all the
//! same, the server stores it once, by its `cid`, and each of them sends in order.

use crate::client::{
    BrowserStorage, Notice, Outbox, Pending, Socket,
    clock::{Timer, every},
    listener::Listener,
    locks::{self, Lock, Mode},
    storage::watch,
};
use crate::shared::{
    api_error::ApiError,
    few::Few,
    ids::{Cid, PersonId, StreamId},
    protocol::{CHAT_NAMESPACE, SESSION_NAMESPACE, Target},
    route::Route,
};
use leptos::{prelude::*, task::spawn_local};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// Between two looks at what waits.
const LOOK_MS: i64 = 1_000;

/// What waits for a stream other than the page's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WaitingElsewhere {
    pub to: String,
    pub waiting: usize,
    /// Of them, those that the server refused.
    pub refused: usize,
}

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Courier {
    me: PersonId,
    here: Option<StreamId>,
    elsewhere: RwSignal<Vec<WaitingElsewhere>>,
    handles: StoredValue<Option<StoredValue<Rc<Handles>, LocalStorage>>>,
}

#[derive(Default)]
struct Handles {
    /// Of the stream that is open here.
    open: RefCell<Option<Lock>>,
    courier: RefCell<Option<Lock>>,
    leads: Cell<bool>,
    ticker: RefCell<Option<Timer>>,
    other_tabs: RefCell<Option<Listener>>,
    /// One a namespace.
    sockets: RefCell<Few<&'static str, Socket>>,
    /// One a stream that this tab sends to.
    rounds: RefCell<Vec<Outbox<BrowserStorage>>>,
}

impl Courier {
    /// `here` is the stream that the page shows and sends to itself.
    pub fn new(me: PersonId, here: Option<StreamId>) -> Self {
        Self {
            me,
            here,
            elsewhere: RwSignal::new(Vec::new()),
            handles: StoredValue::new(None),
        }
    }

    /// What waits elsewhere.
    pub fn elsewhere(self) -> RwSignal<Vec<WaitingElsewhere>> {
        self.elsewhere
    }

    /// For an Effect.
    pub fn start(self) {
        let handles = Rc::new(Handles::default());
        let local = StoredValue::new_local(handles.clone());
        self.handles.set_value(Some(local));
        if let Some(stream) = self.here {
            let lock = Lock::request(&open_name(self.me, stream), Mode::Shared, || ());
            handles.open.replace(Some(lock));
        }
        let lead = move || {
            if let Some(handles) = self.handles() {
                handles.leads.set(true);
                self.look();
            }
        };
        let lock = Lock::request(&format!("courier/{}", self.me), Mode::Exclusive, lead);
        handles.courier.replace(Some(lock));
        handles
            .ticker
            .replace(Some(every(LOOK_MS, move || self.look())));
        let of_person = Outbox::<BrowserStorage>::of_person(self.me);
        let other_tabs = watch(&of_person, move |_| self.look());
        handles.other_tabs.replace(other_tabs);
        self.look();
        on_cleanup(move || {
            if let Some(handles) = self.handles() {
                handles.close();
            }
            self.handles.set_value(None);
        });
    }

    /// Counts what waits elsewhere, and sends it where that is this tab's to do.
    fn look(self) {
        let Some(handles) = self.handles() else {
            return;
        };
        let mut targets = Outbox::targets(&BrowserStorage, self.me);
        targets.retain(|target| Some(target.stream()) != self.here);
        let waiting: Vec<_> = targets.iter().map(|target| self.waiting(*target)).collect();
        if self.elsewhere.with_untracked(|shown| *shown != waiting) {
            self.elsewhere.set(waiting);
        }
        if !handles.leads.get() {
            return;
        }
        if targets.is_empty() {
            return handles.rest();
        }
        spawn_local(async move {
            let open = locks::held(&open_name(self.me, "")).await;
            for target in targets {
                match open.contains(&target.stream().to_string()) {
                    true => self.leave(target),
                    false => self.take(target),
                }
            }
        });
    }

    fn waiting(self, target: Target) -> WaitingElsewhere {
        let outbox = Outbox::open(BrowserStorage, self.me, target);
        let pending = outbox.pending();
        let refused = |one: &&Pending| one.refusal().is_some();
        WaitingElsewhere {
            to: route(target).to_string(),
            waiting: pending.len(),
            refused: pending.iter().filter(refused).count(),
        }
    }

    fn take(self, target: Target) {
        let Some(handles) = self.handles() else {
            return;
        };
        let known = handles.with_round(target, Outbox::reload);
        if known.is_none() {
            let outbox = Outbox::open(BrowserStorage, self.me, target);
            handles.rounds.borrow_mut().push(outbox);
        }
        let namespace = namespace(target);
        if handles.sockets.borrow().get(&namespace).is_none() {
            let heard = move |notice| self.heard(namespace, &notice);
            let socket = Socket::connect(namespace, heard);
            handles.sockets.borrow_mut().insert(namespace, socket);
        }
        self.pump(target);
    }

    /// A page shows it now, and sends what waits for it.
    fn leave(self, target: Target) {
        if let Some(handles) = self.handles() {
            let mut rounds = handles.rounds.borrow_mut();
            rounds.retain(|outbox| outbox.target() != target);
        }
    }

    fn heard(self, of: &'static str, notice: &Notice) {
        let Some(handles) = self.handles() else {
            return;
        };
        match notice {
            Notice::Connected => self.look(),
            Notice::Reconnecting { .. } => {
                for outbox in handles.rounds.borrow_mut().iter_mut() {
                    if namespace(outbox.target()) == of {
                        outbox.connection_lost();
                    }
                }
            }
            _ => {}
        }
    }

    fn pump(self, target: Target) {
        let Some(handles) = self.handles() else {
            return;
        };
        let next = handles.with_round(target, Outbox::next).flatten();
        let Some(pending) = next else { return };
        if let Some(socket) = handles.sockets.borrow().get(&namespace(target)) {
            let payload = pending.command.payload(target, pending.cid);
            let cid = pending.cid;
            socket.emit_json(pending.command.name(), payload, move |answer| {
                self.answered(target, cid, answer.err());
            });
        }
    }

    fn answered(self, target: Target, cid: Cid, refusal: Option<ApiError>) {
        let Some(handles) = self.handles() else {
            return;
        };
        let again = refusal
            .as_ref()
            .is_some_and(|error| error.code.is_retryable());
        handles.with_round(target, |outbox| match refusal {
            None => outbox.acked(cid),
            Some(error) => outbox.failed(cid, error),
        });
        // What may be sent again waits for the next look.
        if !again {
            self.pump(target);
            self.look();
        }
    }

    fn handles(self) -> Option<Rc<Handles>> {
        self.handles.try_get_value().flatten()?.try_get_value()
    }
}

impl Handles {
    /// None when nothing is sent there from here.
    fn with_round<T>(
        &self,
        target: Target,
        with: impl FnOnce(&mut Outbox<BrowserStorage>) -> T,
    ) -> Option<T> {
        let mut rounds = self.rounds.borrow_mut();
        let mut rounds = rounds.iter_mut();
        rounds.find(|outbox| outbox.target() == target).map(with)
    }

    /// Nothing is left to send.
    fn rest(&self) {
        self.rounds.take();
        // Each closes with its last handle.
        self.sockets.take();
    }

    fn close(&self) {
        self.rest();
        self.ticker.take();
        self.other_tabs.take();
        self.open.take();
        self.courier.take();
    }
}

fn open_name(me: PersonId, stream: impl std::fmt::Display) -> String {
    format!("open/{me}/{stream}")
}

fn namespace(target: Target) -> &'static str {
    match target {
        Target::Session(_) => SESSION_NAMESPACE,
        Target::Room(_) => CHAT_NAMESPACE,
    }
}

fn route(target: Target) -> Route {
    match target {
        Target::Session(session) => Route::session(session),
        Target::Room(stream) => Route::room(stream),
    }
}
