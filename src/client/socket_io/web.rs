//! The browser's driver: performs the core's effects on `web_sys::WebSocket`, and tells the core
//! what the page sees (`online`, `visibilitychange`, `pagehide`).
//!
//! Compiles everywhere, works in a window. Effects are queued and performed after the core is
//! released, so that a handler may emit, close or drop the socket.

use super::{
    core::{Core, Options},
    notice::{self, Notice},
    step::{Effect, Input},
};
use crate::{
    client::{address, clock, http, listener::Listener},
    shared::{
        api_error::ApiError,
        few::Few,
        json,
        protocol::{ClientEvent, ROOT_NAMESPACE},
    },
};
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, VisibilityState, WebSocket, Window};

/// A namespace of this page's server. Clones are the same socket; it closes with the last of them.
#[derive(Clone)]
pub struct Socket {
    driver: Rc<Driver>,
}

type OnAck = Box<dyn FnOnce(Result<Value, ApiError>)>;

const HANDSHAKE: &str = "/socket.io/?EIO=4&transport=websocket";
const PROBE: &str = "/socket.io/?EIO=4&transport=probe";
/// What the server answers to whom it would let in. A proxy's own page is something else.
const NO_CONTENT: u16 = 204;

struct Driver {
    core: RefCell<Core>,
    /// Effects not performed yet.
    queue: RefCell<VecDeque<Effect>>,
    performing: Cell<bool>,
    transport: RefCell<Option<Transport>>,
    timer: RefCell<Option<clock::Timer>>,
    /// Who waits for which ack.
    acks: RefCell<Few<u64, OnAck>>,
    last_id: Cell<u64>,
    on_notice: Box<dyn Fn(Notice)>,
    page: RefCell<Vec<Listener>>,
    /// Notices that the device slept, whatever the page says of it.
    wakes: RefCell<Option<clock::Timer>>,
    /// Closed because the page went into the back-forward cache, not by its owner.
    hidden: Cell<bool>,
}

impl Socket {
    /// Opens `/socket.io/` on this page's origin and joins `namespace`, and `/` beside it for what
    /// the server says of itself; keeps reconnecting until closed or refused.
    pub fn connect(namespace: &str, on_notice: impl Fn(Notice) + 'static) -> Self {
        let core = Core::new(Options {
            namespace: namespace.to_owned(),
            with_root: namespace != ROOT_NAMESPACE,
            // The login cookie travels with the handshake.
            auth: Box::new(|| None),
            random: Box::new(js_sys::Math::random),
        });
        let driver = Rc::new(Driver {
            core: RefCell::new(core),
            queue: RefCell::default(),
            performing: Cell::new(false),
            transport: RefCell::default(),
            timer: RefCell::default(),
            acks: RefCell::default(),
            last_id: Cell::new(0),
            on_notice: Box::new(on_notice),
            page: RefCell::default(),
            wakes: RefCell::default(),
            hidden: Cell::new(false),
        });
        driver.page.replace(page_listeners(&driver));
        driver.wakes.replace(Some(watch_for_sleep(&driver)));
        driver.step(Input::RetryNow);
        Self { driver }
    }

    /// Emits, and calls back exactly once: with the ack, with `client/timeout` after 10 s, or with
    /// `client/offline` when there is no connection or it was lost before the ack. Never before
    /// this function has returned.
    pub fn emit<E: ClientEvent>(
        &self,
        event: &E,
        on_ack: impl FnOnce(Result<E::Ok, ApiError>) + 'static,
    ) {
        let Ok(payload) = serde_json::to_value(event) else {
            return on_ack(Err(notice::unreadable()));
        };
        self.emit_json(E::NAME, payload, move |result| {
            on_ack(result.and_then(|ok| json::read(ok).map_err(|_| notice::unreadable())));
        });
    }

    /// [`Self::emit`] for a payload that is JSON already.
    pub fn emit_json(
        &self,
        name: &str,
        payload: Value,
        on_ack: impl FnOnce(Result<Value, ApiError>) + 'static,
    ) {
        let id = self.driver.last_id.get() + 1;
        self.driver.last_id.set(id);
        self.driver.acks.borrow_mut().insert(id, Box::new(on_ack));
        let name = name.to_owned();
        self.driver.emit(Input::Emit { id, name, payload });
    }

    /// Does not wait for the next attempt. After a refusal or a close, starts again.
    pub fn retry_now(&self) {
        self.driver.step(Input::RetryNow);
    }

    /// Leaves and stays away; open acks are answered with `client/offline`.
    pub fn close(&self) {
        self.driver.hidden.set(false);
        self.driver.step(Input::Close);
    }
}

impl Driver {
    fn step(self: &Rc<Self>, input: Input) {
        let effects = self.core.borrow_mut().step(input, clock::now_ms());
        self.queue.borrow_mut().extend(effects);
        self.perform_queued();
    }

    /// A caller may hold what its callback needs, so an answer known already comes a moment later.
    fn emit(self: &Rc<Self>, emit: Input) {
        let effects = self.core.borrow_mut().step(emit, clock::now_ms());
        let is_answered = effects
            .iter()
            .any(|effect| matches!(effect, Effect::Ack { .. }));
        self.queue.borrow_mut().extend(effects);
        if is_answered {
            let driver = self.clone();
            wasm_bindgen_futures::spawn_local(async move { driver.perform_queued() });
        } else {
            self.perform_queued();
        }
    }

    fn perform_queued(self: &Rc<Self>) {
        if self.performing.replace(true) {
            return;
        }
        loop {
            let Some(effect) = self.queue.borrow_mut().pop_front() else {
                break;
            };
            self.perform(effect);
        }
        self.performing.set(false);
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::OpenTransport => self.open_transport(),
            Effect::CloseTransport => drop(self.transport.take()),
            Effect::Send(frame) => self.send(&frame),
            Effect::SetTimer { at } => self.set_timer(at),
            Effect::Probe => self.probe(),
            Effect::Notice(notice) => (self.on_notice)(notice),
            Effect::SetClock { ahead_ms } => clock::set_ahead(ahead_ms),
            Effect::Ack { id, result } => {
                let on_ack = self.acks.borrow_mut().remove(&id);
                if let Some(on_ack) = on_ack {
                    on_ack(result);
                }
            }
        }
    }

    fn open_transport(self: &Rc<Self>) {
        drop(self.transport.take());
        match Transport::open(self) {
            Some(transport) => drop(self.transport.replace(Some(transport))),
            None => self.step(Input::Closed),
        }
    }

    /// A send that fails needs no answer: the transport's `close` event follows.
    fn send(&self, frame: &str) {
        if let Some(transport) = &*self.transport.borrow() {
            let _ = transport.web_socket.send_with_str(frame);
        }
    }

    fn set_timer(self: &Rc<Self>, at: i64) {
        let driver = Rc::downgrade(self);
        let timer = clock::after(at - clock::now_ms(), move || tell(&driver, Input::Tick));
        self.timer.replace(Some(timer));
    }

    /// A browser cannot see why a WebSocket handshake failed. By a plain request the server says
    /// whether it is there and would have let the page in.
    fn probe(self: &Rc<Self>) {
        let driver = Rc::downgrade(self);
        wasm_bindgen_futures::spawn_local(async move {
            let input = match http::fetch("GET", PROBE).await {
                Ok((401, text)) => Input::Refused(http::read_error(401, &text)),
                Ok((status, _)) => Input::Answered(status == NO_CONTENT),
                Err(_) => Input::Answered(false),
            };
            tell(&driver, input);
        });
    }

    fn page_hidden(self: &Rc<Self>) {
        self.hidden.set(true);
        self.step(Input::Close);
    }

    fn page_shown(self: &Rc<Self>) {
        if self.hidden.replace(false) {
            self.step(Input::RetryNow);
        }
    }

    fn may_have_woken(self: &Rc<Self>) {
        if is_visible() {
            self.step(Input::Tick);
            self.step(Input::Woke);
        }
    }
}

/// Tells the core, unless its socket is gone.
fn tell(driver: &Weak<Driver>, input: Input) {
    if let Some(driver) = driver.upgrade() {
        driver.step(input);
    }
}

/// The page's own news. Timers sleep in background tabs, so a tab that becomes visible compares the
/// clock at once; a page that goes away closes, or the back-forward cache would not take it.
fn page_listeners(driver: &Rc<Driver>) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let mut listeners = Vec::new();
    let mut listen = |event: &'static str, call: fn(&Rc<Driver>)| {
        let driver = Rc::downgrade(driver);
        listeners.push(Listener::new(&window, event, move |_| {
            driver.upgrade().iter().for_each(call);
        }));
    };
    listen("online", |driver| driver.step(Input::Online));
    listen("pagehide", Driver::page_hidden);
    listen("pageshow", Driver::page_shown);
    // Bubbles up from the document.
    listen("visibilitychange", Driver::may_have_woken);
    listen("focus", Driver::may_have_woken);
    listeners
}

/// A timer that is late by this much was late because nothing ran.
const SLEPT_MS: i64 = 2_000;
const LOOK_MS: i64 = 1_000;

fn watch_for_sleep(driver: &Rc<Driver>) -> clock::Timer {
    let driver = Rc::downgrade(driver);
    let last = Cell::new(clock::now_ms());
    clock::every(LOOK_MS, move || {
        let now = clock::now_ms();
        if now - last.replace(now) > LOOK_MS + SLEPT_MS
            && let Some(driver) = driver.upgrade()
        {
            driver.may_have_woken();
        }
    })
}

fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// One WebSocket and what listens to it; dropped, it is deaf at once and closes.
struct Transport {
    web_socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Transport {
    fn open(driver: &Rc<Driver>) -> Option<Self> {
        let web_socket = WebSocket::new(&url(&web_sys::window()?)?).ok()?;
        let to_core = |event, input: fn(&web_sys::Event) -> Option<Input>| {
            let driver = Rc::downgrade(driver);
            Listener::new(&web_socket, event, move |event| {
                input(&event)
                    .into_iter()
                    .for_each(|input| tell(&driver, input));
            })
        };
        // An `error` is always followed by a `close`.
        let listeners = [
            to_core("open", |_| Some(Input::Opened)),
            to_core("message", |event| frame(event).map(Input::Frame)),
            to_core("close", |_| Some(Input::Closed)),
        ];
        Some(Self {
            web_socket,
            _listeners: listeners,
        })
    }
}

impl Drop for Transport {
    fn drop(&mut self) {
        let _ = self.web_socket.close();
    }
}

fn url(window: &Window) -> Option<String> {
    let location = window.location();
    let scheme = if location.protocol().ok()? == "https:" {
        "wss"
    } else {
        "ws"
    };
    let address = address(HANDSHAKE);
    Some(format!("{scheme}://{}{address}", location.host().ok()?))
}

/// The text of a frame; none for a binary attachment.
fn frame(event: &web_sys::Event) -> Option<String> {
    event.dyn_ref::<MessageEvent>()?.data().as_string()
}
