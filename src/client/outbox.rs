//! Commands of one person in one stream that the server has not acked: stored before they are
//! sent, sent in order and one at a time, removed when acked.
//!
//! Sending is the caller's: take [`Outbox::next`], emit it, report [`Outbox::acked`] or
//! [`Outbox::failed`]. Sent twice, by a second tab or after a reload, a command is stored once,
//! because the server knows its `cid`.

use super::storage::Storage;
use crate::shared::{
    api_error::ApiError,
    ids::{Cid, PersonId, SessionId, StreamId},
    json,
    protocol::{DurableCommand, Target},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use super::storage::BrowserStorage;

/// A command on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    pub cid: Cid,
    pub command: DurableCommand,
    /// Unix milliseconds of the click.
    pub queued_at: i64,
    pub state: PendingState,
}

#[derive(Clone, Debug, PartialEq)]
pub enum PendingState {
    Waiting,
    /// Sent; its ack is awaited.
    InFlight,
    /// Refused; a person decides what becomes of it.
    Failed(ApiError),
}

pub struct Outbox<S: Storage> {
    storage: S,
    target: Target,
    /// `tandem/outbox/<person>/<stream>/`
    prefix: String,
    /// In the order of sending.
    pending: Vec<Pending>,
    /// Where each of them stands in storage, in the same order.
    places: Vec<Place>,
    last_seq: i64,
}

struct Place {
    key: String,
    /// There was room for it.
    kept: bool,
    /// Another tab put it there, and sends it.
    elsewhere: bool,
}

/// A command of another tab that still stands there after so long has lost its tab.
const LEFT_AFTER_MS: i64 = 5_000;

/// An entry as it is stored. A command that was in flight is stored as waiting.
#[derive(Serialize, Deserialize)]
struct Stored {
    cid: Cid,
    /// The event's name on the wire.
    name: String,
    /// The event's one argument. Skipped by serde; `read` takes the raw JSON.
    #[serde(skip_deserializing)]
    payload: Value,
    queued_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failed: Option<ApiError>,
}

impl<S: Storage> Outbox<S> {
    /// Loads what an earlier page left, and what other tabs have on their way.
    pub fn open(storage: S, person: PersonId, target: Target) -> Self {
        let stream = target.stream();
        let prefix = format!("tandem/outbox/{person}/{stream}/");
        let entries = storage.entries(&prefix);
        let mut outbox = Self {
            storage,
            target,
            prefix,
            pending: Vec::new(),
            places: Vec::new(),
            last_seq: 0,
        };
        for (key, text) in entries {
            outbox.load(key, &text, false);
        }
        outbox
    }

    /// Where commands of a person wait to go, each place once.
    pub fn targets(storage: &S, person: PersonId) -> Vec<Target> {
        let entries = storage.entries(&Self::of_person(person));
        let mut targets: Vec<Target> = Vec::new();
        for (_, text) in entries {
            if let Some(target) = Stored::read(&text).and_then(|stored| stored.target())
                && !targets.contains(&target)
            {
                targets.push(target);
            }
        }
        targets
    }

    /// Takes in what other tabs did: what they put there, what was refused to them, what they sent or
    /// gave up. What this tab has on its way stays.
    pub fn reload(&mut self) {
        let entries = self.storage.entries(&self.prefix);
        for at in (0..self.pending.len()).rev() {
            let place = &self.places[at];
            let is_there = entries.iter().any(|(key, _)| *key == place.key);
            if place.kept && !is_there && self.pending[at].state != PendingState::InFlight {
                self.pending.remove(at);
                self.places.remove(at);
            }
        }
        for (key, text) in entries {
            self.load(key, &text, true);
        }
    }

    /// Stores a command and puts it last. A `cid` that is here already changes nothing.
    pub fn push(&mut self, cid: Cid, command: DurableCommand, now: i64) {
        if self.position(cid).is_some() {
            return;
        }
        // The time as number keeps the order among the entries of several tabs.
        self.last_seq = now.max(self.last_seq + 1);
        self.places.push(Place {
            key: format!("{}{:016}-{cid}", self.prefix, self.last_seq),
            kept: false,
            elsewhere: false,
        });
        let state = PendingState::Waiting;
        self.pending.push(Pending {
            cid,
            command,
            queued_at: now,
            state,
        });
        self.store(self.pending.len() - 1);
    }

    /// Makes this tab's own what another tab put there long ago: it must be gone. True when there was any.
    pub fn adopt(&mut self, now: i64) -> bool {
        let mut any = false;
        for (pending, place) in self.pending.iter().zip(&mut self.places) {
            let left = place.elsewhere && now - pending.queued_at > LEFT_AFTER_MS;
            place.elsewhere &= !left;
            any |= left;
        }
        any
    }

    /// The oldest waiting command that is this tab's to send, in flight from now on; none while another is.
    #[expect(
        clippy::should_implement_trait,
        reason = "an outbox is no iterator: what comes next depends on acks"
    )]
    pub fn next(&mut self) -> Option<Pending> {
        if self
            .pending
            .iter()
            .any(|pending| pending.state == PendingState::InFlight)
        {
            return None;
        }
        let (next, _) = self
            .pending
            .iter_mut()
            .zip(&self.places)
            .find(|(pending, place)| pending.state == PendingState::Waiting && !place.elsewhere)?;
        next.state = PendingState::InFlight;
        Some(next.clone())
    }

    /// The command is in the log.
    pub fn acked(&mut self, cid: Cid) {
        self.remove(cid);
    }

    /// The command came back. Where another attempt may help it waits for one; a refusal stays
    /// until a person retries or discards it.
    pub fn failed(&mut self, cid: Cid, error: ApiError) {
        let state = if error.code.is_retryable() {
            PendingState::Waiting
        } else {
            PendingState::Failed(error)
        };
        self.set_state(cid, state);
    }

    /// What was in flight waits again: whether it arrived, the next ack will say.
    pub fn connection_lost(&mut self) {
        for pending in &mut self.pending {
            if pending.state == PendingState::InFlight {
                pending.state = PendingState::Waiting;
            }
        }
    }

    /// Sends a refused command again, at its old place.
    pub fn retry(&mut self, cid: Cid) {
        if self.has_failed(cid) {
            self.set_state(cid, PendingState::Waiting);
        }
    }

    /// Gives a command up and hands it back; none while it is in flight, for it may be in the log.
    pub fn discard(&mut self, cid: Cid) -> Option<Pending> {
        let pending = &self.pending[self.position(cid)?];
        if pending.state == PendingState::InFlight {
            return None;
        }
        self.remove(cid)
    }

    /// What the entries of a person in storage begin with.
    pub fn of_person(person: PersonId) -> String {
        format!("tandem/outbox/{person}/")
    }

    pub fn target(&self) -> Target {
        self.target
    }

    /// All that is not acked, in the order of sending.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// An entry that this version cannot read is left where it is: another may.
    fn load(&mut self, key: String, text: &str, elsewhere: bool) {
        let Some(pending) = Stored::read(text).and_then(Pending::of) else {
            return;
        };
        if let Some(at) = self.position(pending.cid) {
            if self.pending[at].state != PendingState::InFlight {
                self.pending[at].state = pending.state;
            }
            return;
        }
        let seq = key[self.prefix.len()..]
            .split('-')
            .next()
            .and_then(|seq| seq.parse().ok());
        self.last_seq = self.last_seq.max(seq.unwrap_or(0));
        let kept = true;
        self.places.push(Place {
            key,
            kept,
            elsewhere,
        });
        self.pending.push(pending);
    }

    fn set_state(&mut self, cid: Cid, state: PendingState) {
        if let Some(at) = self.position(cid) {
            self.pending[at].state = state;
            // Whoever changes it sends it from now on.
            self.places[at].elsewhere = false;
            self.store(at);
        }
    }

    /// An entry for which there is no room lives on in memory.
    fn store(&mut self, at: usize) {
        let pending = &self.pending[at];
        let text = serde_json::to_string(&pending.stored(self.target))
            .expect("maps in JSON have text keys");
        self.places[at].kept = self.storage.put(&self.places[at].key, &text);
    }

    fn remove(&mut self, cid: Cid) -> Option<Pending> {
        let at = self.position(cid)?;
        self.storage.remove(&self.places.remove(at).key);
        Some(self.pending.remove(at))
    }

    fn position(&self, cid: Cid) -> Option<usize> {
        self.pending.iter().position(|pending| pending.cid == cid)
    }

    fn has_failed(&self, cid: Cid) -> bool {
        self.position(cid)
            .is_some_and(|at| matches!(self.pending[at].state, PendingState::Failed(_)))
    }
}

impl Stored {
    fn read(text: &str) -> Option<Self> {
        let mut value: Value = serde_json::from_str(text).ok()?;
        let payload = value.get_mut("payload")?.take();
        let stored: Self = json::read(value).ok()?;
        Some(Self { payload, ..stored })
    }

    /// Where it goes, as its payload says.
    fn target(&self) -> Option<Target> {
        let id = |field| {
            let text = self.payload.get(field)?.as_str()?;
            text.parse::<Uuid>().ok()
        };
        let session = id("session_uuid").map(|id| Target::Session(SessionId(id)));
        session.or_else(|| Some(Target::Room(StreamId(id("room")?))))
    }
}

impl Pending {
    /// Why the server refused it; a sentence.
    pub fn refusal(&self) -> Option<&str> {
        match &self.state {
            PendingState::Failed(error) => Some(&error.message),
            PendingState::Waiting | PendingState::InFlight => None,
        }
    }

    /// What a person wrote in it, where that is text.
    pub fn words(&self) -> Option<&str> {
        match &self.command {
            DurableCommand::SendMessage(said) => Some(&said.text),
            DurableCommand::EditMessage(edited) => Some(&edited.text),
            _ => None,
        }
    }

    /// None when this version does not know such a command.
    fn of(stored: Stored) -> Option<Self> {
        let state = stored.failed.map(PendingState::Failed);
        Some(Self {
            cid: stored.cid,
            command: DurableCommand::read(&stored.name, stored.payload)?,
            queued_at: stored.queued_at,
            state: state.unwrap_or(PendingState::Waiting),
        })
    }

    fn stored(&self, target: Target) -> Stored {
        let failed = match &self.state {
            PendingState::Failed(error) => Some(error.clone()),
            PendingState::Waiting | PendingState::InFlight => None,
        };
        Stored {
            cid: self.cid,
            name: self.command.name().to_owned(),
            payload: self.command.payload(target, self.cid),
            queued_at: self.queued_at,
            failed,
        }
    }
}
