//! What only a browser tab has: the socket, the outbox, and running timers.

use crate::client::{
    BrowserStorage, Outbox, Socket,
    clock::{Timer, after},
    listener::Listener,
};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    few::Few,
    ids::PersonId,
    json,
    protocol::{Body, ClientEvent, RunFrame},
};
use crate::ui::live::{
    actions::{Address, UploadKey},
    pointers::Pointing,
    together::Looks,
};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// How long an event may wait for the one before it until `sync` is asked.
const GAP_MS: i64 = 150;
/// Pause before a refused command, `join` or `sync` is tried again, unless the server names another.
const AGAIN_MS: i64 = 1_500;

/// Stays on the browser's one thread.
type LocalHandles = StoredValue<Rc<BrowserHandles>, LocalStorage>;

/// Where the handles are while the page is live: copy it into closures.
#[derive(Clone, Copy)]
pub struct Handles(StoredValue<Option<LocalHandles>>);

impl Default for Handles {
    fn default() -> Self {
        Self(StoredValue::new(None))
    }
}

impl Handles {
    pub fn put(self, handles: Rc<BrowserHandles>) {
        self.0.set_value(Some(StoredValue::new_local(handles)));
    }

    /// None on the server, before the page is live, and when it goes.
    pub fn get(self) -> Option<Rc<BrowserHandles>> {
        self.0.try_get_value().flatten()?.try_get_value()
    }

    pub fn close(self) {
        if let Some(handles) = self.get() {
            handles.close();
        }
        self.0.set_value(None);
    }

    /// Waits a moment for a missing event to come by itself, then asks for it.
    pub fn catch_up_soon(self) {
        let Some(handles) = self.get() else { return };
        if handles.gap.borrow().is_none() {
            let timer = after(GAP_MS, move || {
                if let Some(handles) = self.get() {
                    handles.gap.take();
                    (handles.catch_up)();
                }
            });
            handles.gap.replace(Some(timer));
        }
    }

    /// Goes on with whatever is open after the pause that the error asks for.
    pub fn resume_after(self, error: &ApiError) {
        let Some(handles) = self.get() else { return };
        let pause = error.retry_ms.map_or(AGAIN_MS, |ms| ms.min(30_000) as i64);
        let timer = after(pause, move || {
            if let Some(handles) = self.get() {
                (handles.resume)();
            }
        });
        handles.again.replace(Some(timer));
    }
}

pub struct BrowserHandles {
    address: Address,
    /// Asks for missing events: the connection's, for those who find out that some are missing.
    catch_up: Box<dyn Fn()>,
    /// Joins, or goes on with events and commands: the connection's.
    resume: Box<dyn Fn()>,
    /// None only while it is being opened.
    pub socket: RefCell<Option<Socket>>,
    pub outbox: RefCell<Outbox<BrowserStorage>>,
    /// Hears what other tabs do with what waits.
    pub other_tabs: RefCell<Vec<Option<Listener>>>,
    /// A `sync` is on its way.
    pub syncing: Cell<bool>,
    /// Asks `sync` when a gap stays.
    pub gap: RefCell<Option<Timer>>,
    /// Tries the outbox, or joining, again.
    pub again: RefCell<Option<Timer>>,
    /// Moves the badge's clock on.
    pub ticker: RefCell<Option<Timer>>,
    /// Forgets that someone types.
    pub typing: RefCell<Few<PersonId, Timer>>,
    /// When "I am typing" was last sent; 0 when the other side knows that I am not.
    pub typing_sent_at: Cell<i64>,
    pub pointing: Pointing,
    pub looks: Looks,
    /// Whether "Offline" was said aloud.
    pub offline_said: Cell<bool>,
    /// What runs came to while the page was out of sight: the newest of each.
    pub unseen: RefCell<Vec<RunFrame>>,
    /// Sentences for the polite region that wait for their turn.
    pub to_say: RefCell<Vec<String>>,
    pub speaker: RefCell<Option<Timer>>,
    /// People who left less than ten seconds ago: coming back within it is a reload, and not told.
    pub just_left: RefCell<Few<PersonId, Timer>>,
    /// Whether the server told who is here since the page opened.
    pub knows_who_is_here: Cell<bool>,
    /// Files whose name is taken, until the reader has said what they are.
    pub undecided: RefCell<Few<UploadKey, web_sys::File>>,
    /// The upload whose rest the file dialog is open for.
    pub chooses_for: Cell<Option<UploadKey>>,
}

impl BrowserHandles {
    pub fn new(
        address: Address,
        outbox: Outbox<BrowserStorage>,
        catch_up: impl Fn() + 'static,
        resume: impl Fn() + 'static,
    ) -> Self {
        Self {
            address,
            catch_up: Box::new(catch_up),
            resume: Box::new(resume),
            socket: RefCell::default(),
            outbox: RefCell::new(outbox),
            other_tabs: RefCell::default(),
            syncing: Cell::default(),
            gap: RefCell::default(),
            again: RefCell::default(),
            ticker: RefCell::default(),
            typing: RefCell::default(),
            typing_sent_at: Cell::default(),
            pointing: Pointing::default(),
            looks: Looks::default(),
            offline_said: Cell::default(),
            unseen: RefCell::default(),
            to_say: RefCell::default(),
            speaker: RefCell::default(),
            just_left: RefCell::default(),
            knows_who_is_here: Cell::default(),
            undecided: RefCell::default(),
            chooses_for: Cell::default(),
        }
    }

    /// Emits without the outbox: for questions, and for signals that may be lost.
    pub fn emit<E: ClientEvent>(
        &self,
        event: &E,
        on_ack: impl FnOnce(Result<E::Ok, ApiError>) + 'static,
    ) {
        let payload = serde_json::to_value(event).expect("events are plain data");
        self.emit_json(E::NAME, payload, on_ack);
    }

    /// The same for what goes to the page's own session or room.
    pub fn emit_here<B: Body>(
        &self,
        body: &B,
        on_ack: impl FnOnce(Result<B::Ok, ApiError>) + 'static,
    ) {
        let payload = self.address.target().payload(None, body);
        self.emit_json(B::NAME, payload, on_ack);
    }

    fn emit_json<T: DeserializeOwned>(
        &self,
        name: &str,
        payload: Value,
        on_ack: impl FnOnce(Result<T, ApiError>) + 'static,
    ) {
        // The borrow ends before the callback could want the socket again: acks come later.
        if let Some(socket) = self.socket.borrow().as_ref() {
            socket.emit_json(name, payload, |answer| {
                on_ack(answer.and_then(|ok| json::read(ok).map_err(unreadable)));
            });
        }
    }

    pub fn close(&self) {
        if let Some(socket) = self.socket.take() {
            socket.close();
        }
        for timer in [&self.gap, &self.again, &self.ticker, &self.speaker] {
            timer.take();
        }
        self.other_tabs.take();
        self.pointing.stop();
        self.looks.stop();
        self.typing.take();
        self.just_left.take();
    }
}

fn unreadable(_: json::JsonError) -> ApiError {
    ApiError::new(
        ErrorCode::ProtocolUnreadable,
        "The server's answer could not be read.",
    )
}
