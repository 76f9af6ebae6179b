//! One file on its way, from its announcement to the data set.
//!
//! It asks, waits and asks again until it has ended; whether it goes on, rests or ends meanwhile is decided
//! from outside, by its sender and by what the server tells everybody.

mod requests;

use super::{
    memory, registry,
    step::{Place, Step, after},
};
use crate::client::{
    BrowserStorage,
    clock::{self, now_ms},
    part::part,
    socket_io::backoff::Backoff,
};
use crate::shared::{
    api_error::ApiError,
    dataset::AddAs,
    error_code::ErrorCode,
    ids::SessionId,
    protocol::{UploadPhase, UploadProgress},
    text::clean,
};
use js_sys::{Function, Promise};
use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
};
use uuid::Uuid;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, XmlHttpRequest};

/// The longest pause between two attempts.
const LONGEST_MS: u64 = 10_000;
/// A request that has not moved for so long is given up when the connection was away.
const QUIET_MS: i64 = 5_000;

/// Where a file is, for its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// For so many others to end.
    Waiting(usize),
    Sending,
    /// There is no connection; it goes on by itself.
    Lost,
    /// Its sender rests.
    Paused,
    /// It goes on when its sender says so. The sentence says why it stopped.
    Stopped(String),
    Reading,
}

pub enum Report {
    Moved,
    Ended(Result<(), ApiError>),
}

type OnReport = Rc<dyn Fn(&Transfer, Report)>;

type Run = fn(Rc<Transfer>) -> Pin<Box<dyn Future<Output = Result<(), ApiError>>>>;

part! {
    /// Brings a file to the server, however long it takes.
    pub static SENDING in uploads: Run = |transfer| Box::pin(async move { transfer.run().await });
}

pub struct Transfer {
    pub number: u32,
    pub session: SessionId,
    pub file: File,
    add_as: AddAs,
    place: Cell<Place>,
    sent: Cell<u64>,
    stage: RefCell<Stage>,
    /// Of those that may be sent at once.
    has_turn: Cell<bool>,
    is_announced: Cell<bool>,
    /// Its sender, or a sentence, holds it.
    is_held: Cell<bool>,
    /// How it ends, as soon as it can.
    end: RefCell<Option<Result<(), ApiError>>>,
    /// What was given up may still be arriving: asking how much is there ends that.
    asks_how_far: Cell<bool>,
    /// A request that may be given up at any moment.
    request: RefCell<Option<XmlHttpRequest>>,
    /// When that was sent, or moved; unix ms.
    moved_ms: Cell<i64>,
    /// When it was sent, or the server told how far it is; unix ms.
    heard_ms: Cell<i64>,
    /// Ends the pause that it is in.
    wake: RefCell<Option<Function>>,
    on_report: RefCell<Option<OnReport>>,
}

impl Transfer {
    /// Sends a file. `on_report` hears of it until somebody else listens.
    pub fn begin(
        session: SessionId,
        file: File,
        add_as: AddAs,
        on_report: impl Fn(&Self, Report) + 'static,
    ) -> Rc<Self> {
        let transfer = Self::new(session, file, add_as, Place::default());
        transfer.listen(on_report);
        registry::start(transfer.clone());
        transfer
    }

    /// Goes on with one that waits on the server for its rest.
    pub fn resume(
        session: SessionId,
        file: File,
        id: Uuid,
        on_report: impl Fn(&Self, Report) + 'static,
    ) -> Rc<Self> {
        let place = Place {
            id: Some(id),
            offset: None,
        };
        let transfer = Self::new(session, file, AddAs::Version, place);
        transfer.listen(on_report);
        registry::start(transfer.clone());
        transfer
    }

    fn new(session: SessionId, file: File, add_as: AddAs, place: Place) -> Rc<Self> {
        Rc::new(Self {
            number: registry::next_number(),
            session,
            file,
            add_as,
            place: Cell::new(place),
            sent: Cell::new(0),
            stage: RefCell::new(Stage::Sending),
            has_turn: Cell::new(false),
            is_announced: Cell::new(place.id.is_some()),
            is_held: Cell::new(false),
            asks_how_far: Cell::default(),
            end: RefCell::default(),
            request: RefCell::default(),
            moved_ms: Cell::default(),
            heard_ms: Cell::default(),
            wake: RefCell::default(),
            on_report: RefCell::default(),
        })
    }

    pub fn listen(&self, on_report: impl Fn(&Self, Report) + 'static) {
        self.on_report.replace(Some(Rc::new(on_report)));
    }

    /// The server's, once it knows of it.
    pub fn id(&self) -> Option<Uuid> {
        self.place.get().id
    }

    pub fn name(&self) -> String {
        clean(&self.file.name())
    }

    pub fn bytes(&self) -> u64 {
        self.file.size() as u64
    }

    pub fn sent(&self) -> u64 {
        self.sent.get()
    }

    pub fn stage(&self) -> Stage {
        self.stage.borrow().clone()
    }

    pub fn pause(&self) {
        self.is_held.set(true);
        let was_sending = self.give_up();
        self.asks_how_far.set(was_sending);
        self.enter(Stage::Paused);
        self.wake();
    }

    pub fn go_on(&self) {
        self.is_held.set(false);
        self.wake();
    }

    /// Ends it, here and on the server.
    pub fn cancel(&self) {
        let why = ApiError::new(ErrorCode::ClientCancelled, "The upload was stopped.");
        self.end_with(Err(why));
    }

    /// What the server tells everybody of it, perhaps before its own answer comes, or in its place.
    pub fn hear(&self, told: UploadProgress) {
        match told.phase {
            UploadPhase::Receiving => {
                self.heard_ms.set(now_ms());
                self.moved_ms.set(now_ms());
                self.sent.set(told.received as u64);
                self.moved();
            }
            UploadPhase::Reading => self.enter(Stage::Reading),
            UploadPhase::Done => self.end_with(Ok(())),
            UploadPhase::Failed => {
                let sentence = told.error.unwrap_or_default();
                self.end_with(Err(ApiError::new(ErrorCode::UploadCancelled, sentence)));
            }
            UploadPhase::Paused => {}
        }
    }

    /// Ends the pause that it is in: what it waits for may have come.
    pub(super) fn wake(&self) {
        let wake = self.wake.take();
        if let Some(wake) = wake {
            let _ = wake.call0(&JsValue::UNDEFINED);
        }
    }

    /// The connection was away and is back: a request that has not moved since is lost with the old one.
    pub(super) fn reconnected(&self) {
        if now_ms() - self.moved_ms.get() > QUIET_MS {
            self.give_up();
        }
        self.wake();
    }

    pub(super) fn has_turn(&self) -> bool {
        self.has_turn.get()
    }

    /// Whether the server is told of it, and it does not rest.
    pub(super) fn is_announced(&self) -> bool {
        self.is_announced.get() && !self.is_held.get()
    }

    pub(super) fn is_queued(&self) -> bool {
        matches!(*self.stage.borrow(), Stage::Waiting(_))
    }

    /// Whether it will be sent as soon as it can.
    pub(super) fn wants_turn(&self) -> bool {
        !self.has_turn.get() && self.is_free()
    }

    fn take_turn(&self) {
        if !self.has_turn.replace(true) {
            registry::let_next();
        }
    }

    /// There is no connection to begin with.
    pub(super) fn lose(&self) {
        self.enter(Stage::Lost);
    }

    async fn run(self: &Rc<Self>) -> Result<(), ApiError> {
        let result = self.bring_all().await;
        let code = result.as_ref().err().map(|error| &error.code);
        match (self.id(), code) {
            // Another tab goes on with it.
            (None, _) | (_, Some(ErrorCode::UploadTakenOver)) => {}
            (Some(id), Some(ErrorCode::ClientCancelled)) => registry::cancel(id),
            (Some(id), _) => registry::put_away(id),
        }
        result
    }

    async fn bring_all(self: &Rc<Self>) -> Result<(), ApiError> {
        let mut backoff = Backoff::new(Box::new(js_sys::Math::random));
        loop {
            if let Some(end) = self.end.take() {
                return end;
            }
            let asked = self.place.get().next();
            if self.is_held.get() {
                if self.asks_how_far.take()
                    && let Step::Go(place) = after(asked, &self.ask(asked).await?)
                {
                    self.reach(place);
                    continue;
                }
                self.has_turn.set(false);
                registry::let_next();
                self.sleep(None).await;
                continue;
            }
            if let Err(others) = registry::turn(self, asked) {
                self.enter(Stage::Waiting(others));
                self.sleep(None).await;
                continue;
            }
            // Not with each attempt while there is no connection.
            if self.stage() != Stage::Lost {
                self.enter(Stage::Sending);
            }
            match after(asked, &self.ask(asked).await?) {
                Step::Go(place) => {
                    if self.is_free() {
                        self.enter(Stage::Sending);
                    }
                    if self.reach(place) {
                        backoff.reset();
                    }
                }
                Step::Wait(place, pause_ms) => {
                    self.reach(place);
                    if self.is_free() {
                        self.enter(Stage::Lost);
                        let (_, usual_ms) = backoff.next(LONGEST_MS);
                        self.sleep(Some(pause_ms.unwrap_or(usual_ms) as i64)).await;
                    }
                }
                Step::Stop(place, error) => {
                    self.reach(place);
                    self.is_held.set(true);
                    self.enter(Stage::Stopped(error.message));
                }
                Step::Done => return Ok(()),
                Step::End(error) => return Err(error),
            }
        }
    }

    /// Takes in how far it is; whether that is further than before.
    fn reach(&self, place: Place) -> bool {
        let before = self.place.replace(place);
        self.is_announced.set(place.id.is_some());
        if let Some(id) = place.id.filter(|_| before.id.is_none()) {
            let changed_ms = self.file.last_modified() as i64;
            memory::remember(&BrowserStorage, id, changed_ms, now_ms());
        }
        let Some(offset) = place.offset else {
            return false;
        };
        let before = self.sent.replace(offset);
        self.moved();
        offset > before
    }

    fn is_free(&self) -> bool {
        !self.is_held.get() && self.end.borrow().is_none()
    }

    fn end_with(&self, end: Result<(), ApiError>) {
        self.end.replace(Some(end));
        self.give_up();
        self.wake();
    }

    /// Whether there was anything to give up.
    fn give_up(&self) -> bool {
        let request = self.request.take();
        request.is_some_and(|request| request.abort().is_ok())
    }

    /// Until it is woken, or for so long.
    async fn sleep(&self, ms: Option<i64>) {
        let woken = Promise::new(&mut |resolve, _| {
            if let Some(ms) = ms {
                clock::call_after(ms, &resolve);
            }
            self.wake.replace(Some(resolve));
        });
        let _ = JsFuture::from(woken).await;
        self.wake.take();
    }

    fn enter(&self, stage: Stage) {
        let before = self.stage.replace(stage.clone());
        if before != stage {
            self.moved();
        }
    }

    fn moved(&self) {
        self.report(Report::Moved);
    }

    pub(super) fn report(&self, report: Report) {
        let on_report = self.on_report.borrow().clone();
        if let Some(on_report) = on_report {
            on_report(self, report);
        }
    }
}
