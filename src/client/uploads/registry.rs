//! The files of this page that are on their way, in the order in which they were added: whose turn it is,
//! and which of them the server tells of.

use super::{
    memory, request,
    step::Ask,
    transfer::{Report, SENDING, Transfer},
};
use crate::client::{BrowserStorage, clock::pause, listener::Listener};
use crate::shared::ids::SessionId;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;
use web_sys::EventTarget;

/// So many files are sent at once; the others wait for their turn.
const MOST_AT_ONCE: usize = 3;
/// So many are announced at once, which is when both people see them: the server lets a person have 20 that
/// wait.
const MOST_ANNOUNCED: usize = 10;
/// Between two attempts, and how many there are to cancel.
const AGAIN_MS: i64 = 2_000;
const ATTEMPTS: u32 = 30;

thread_local! {
    static TRANSFERS: RefCell<Vec<Rc<Transfer>>> = const { RefCell::new(Vec::new()) };
    /// Those that ended here: what the server still tells of them is known.
    static OVER: RefCell<Vec<Uuid>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
    static ONLINE: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Whether leaving the page now would stop an upload.
pub fn are_running() -> bool {
    TRANSFERS.with_borrow(|transfers| !transfers.is_empty())
}

/// Tells a file of this page from the others.
pub fn next_number() -> u32 {
    LAST.set(LAST.get() + 1);
    LAST.get()
}

pub fn by_number(number: u32) -> Option<Rc<Transfer>> {
    find(|transfer| transfer.number == number)
}

pub fn by_id(id: Uuid) -> Option<Rc<Transfer>> {
    find(|transfer| transfer.id() == Some(id))
}

pub fn of_session(session: SessionId) -> Vec<Rc<Transfer>> {
    all()
        .filter(|transfer| transfer.session == session)
        .collect()
}

/// Whether a file of this length is being announced, so that its id is not known here yet.
pub fn is_announcing(bytes: Option<i64>) -> bool {
    let is = |transfer: &Transfer| {
        transfer.id().is_none() && transfer.is_announced() && bytes == Some(transfer.bytes() as i64)
    };
    find(is).is_some()
}

/// Whether the page knows already how it ended.
pub fn is_over(id: Uuid) -> bool {
    OVER.with_borrow(|over| over.contains(&id))
}

/// The connection was away and is back.
pub fn reconnected() {
    all().for_each(|transfer| transfer.reconnected());
}

/// Those that wait for their turn look again.
pub(super) fn let_next() {
    all()
        .filter(|transfer| transfer.is_queued())
        .for_each(|transfer| transfer.wake());
}

/// Ends an upload on the server, whoever's it is.
pub fn cancel(id: Uuid) {
    put_away(id);
    spawn_local(async move {
        for _ in 0..ATTEMPTS {
            let Some(request) = request::open("DELETE", &format!("/api/uploads/{id}"), &[]) else {
                return;
            };
            let answer = request::send(&request, None, |_| ()).await;
            // Anything that is said is the last word; it may have become a data set meanwhile.
            if !matches!(answer.status, 0 | 500..) {
                return;
            }
            pause(AGAIN_MS).await;
        }
    });
}

/// Begins, or goes on with, a file.
pub(super) fn start(transfer: Rc<Transfer>) {
    TRANSFERS.with_borrow_mut(|transfers| transfers.push(transfer.clone()));
    ONLINE.with_borrow_mut(|listener| {
        let window = web_sys::window();
        let listen = |window: &EventTarget| Listener::new(window, "online", |_| reconnected());
        *listener = listener.take().or_else(|| window.as_deref().map(listen));
    });
    spawn_local(async move {
        let run = loop {
            match SENDING.load().await {
                Ok(run) => break run,
                Err(_) => transfer.lose(),
            }
            pause(AGAIN_MS).await;
        };
        let result = run(transfer.clone()).await;
        TRANSFERS.with_borrow_mut(|transfers| {
            transfers.retain(|one| one.number != transfer.number);
        });
        transfer.report(Report::Ended(result));
        let_next();
    });
}

/// Nothing more of it is of interest here.
pub(super) fn put_away(id: Uuid) {
    memory::forget(&BrowserStorage, id);
    OVER.with_borrow_mut(|over| over.push(id));
}

/// Whether a file may ask this now; otherwise, how many have to end before it.
pub(super) fn turn(transfer: &Transfer, asked: Ask) -> Result<(), usize> {
    let is_before = |other: &Transfer| other.number < transfer.number;
    let most = match asked {
        Ask::Announce => MOST_ANNOUNCED,
        Ask::Look(_) | Ask::Bring(..) => MOST_AT_ONCE,
    };
    let goes_first = |other: &Rc<Transfer>| match asked {
        Ask::Announce => is_before(other) && other.is_announced(),
        Ask::Look(_) | Ask::Bring(..) => other.has_turn() || is_before(other) && other.wants_turn(),
    };
    if transfer.has_turn() {
        return Ok(());
    }
    all()
        .filter(goes_first)
        .count()
        .checked_sub(most)
        .map_or(Ok(()), |more| Err(more + 1))
}

fn find(is: impl Fn(&Transfer) -> bool) -> Option<Rc<Transfer>> {
    all().find(|transfer| is(transfer))
}

fn all() -> impl Iterator<Item = Rc<Transfer>> {
    TRANSFERS.with_borrow(Vec::clone).into_iter()
}
