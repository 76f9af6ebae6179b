//! What only a browser tab has: the socket, the outbox, and running timers.

use super::{Address, pointing::Pointing, uploads::UploadKey};
use crate::client::{BrowserStorage, Outbox, Socket, clock::Timer, uploads::UploadHandle};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::PersonId,
    json,
    protocol::{Body, ClientEvent},
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

pub struct Tab {
    address: Address,
    /// None only while it is being opened.
    pub socket: RefCell<Option<Socket>>,
    pub outbox: RefCell<Outbox<BrowserStorage>>,
    /// A `sync` is on its way.
    pub syncing: Cell<bool>,
    /// Asks `sync` when a gap stays.
    pub gap: RefCell<Option<Timer>>,
    /// Tries the outbox, or joining, again.
    pub again: RefCell<Option<Timer>>,
    /// Moves the badge's clock on.
    pub ticker: RefCell<Option<Timer>>,
    /// Forgets that someone types.
    pub typing: RefCell<HashMap<PersonId, Timer>>,
    /// When "I am typing" was last sent; 0 when the other side knows that I am not.
    pub typing_sent_at: Cell<i64>,
    pub pointing: Pointing,
    /// Whether "Offline" was said aloud.
    pub offline_said: Cell<bool>,
    /// Sentences for the polite region that wait for their turn.
    pub to_say: RefCell<Vec<String>>,
    pub speaker: RefCell<Option<Timer>>,
    /// People who left less than ten seconds ago: coming back within it is a reload, and not told.
    pub just_left: RefCell<HashMap<PersonId, Timer>>,
    /// Whether the server told who is here since the page opened.
    pub knows_who_is_here: Cell<bool>,
    pub transfers: RefCell<HashMap<UploadKey, UploadHandle>>,
    pub next_upload: Cell<u32>,
}

impl Tab {
    pub fn new(address: Address, outbox: Outbox<BrowserStorage>) -> Self {
        Self {
            address,
            socket: RefCell::default(),
            outbox: RefCell::new(outbox),
            syncing: Cell::default(),
            gap: RefCell::default(),
            again: RefCell::default(),
            ticker: RefCell::default(),
            typing: RefCell::default(),
            typing_sent_at: Cell::default(),
            pointing: Pointing::default(),
            offline_said: Cell::default(),
            to_say: RefCell::default(),
            speaker: RefCell::default(),
            just_left: RefCell::default(),
            knows_who_is_here: Cell::default(),
            transfers: RefCell::default(),
            next_upload: Cell::default(),
        }
    }

    /// Emits without the outbox: for questions, and for signals that may be lost.
    pub fn emit<E: ClientEvent>(
        &self,
        event: &E,
        on_ack: impl FnOnce(Result<E::Ok, ApiError>) + 'static,
    ) {
        // The borrow ends before the callback could want the socket again: acks come later.
        if let Some(socket) = self.socket.borrow().as_ref() {
            let payload = serde_json::to_value(event).expect("events are plain data");
            socket.emit_json(E::NAME, payload, |answer| {
                on_ack(answer.and_then(|ok| json::read(ok).map_err(unreadable)));
            });
        }
    }

    /// The same for what goes to the page's own session or room.
    pub fn emit_here<B: Body>(
        &self,
        body: &B,
        on_ack: impl FnOnce(Result<B::Ok, ApiError>) + 'static,
    ) {
        if let Some(socket) = self.socket.borrow().as_ref() {
            let payload = self.address.target().payload(None, body);
            socket.emit_json(B::NAME, payload, |answer| {
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
        self.pointing.stop();
        self.typing.take();
        self.just_left.take();
    }
}

fn unreadable(_: json::Misfit) -> ApiError {
    ApiError::new(
        ErrorCode::ProtocolUnreadable,
        "The server's answer could not be read.",
    )
}
