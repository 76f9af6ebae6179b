//! What goes over the bus and concerns runs that follow: new rows, answers, pauses, and who looks.

use crate::server::bus::{Audience, Bus, NoteSignal};
use crate::shared::{
    ids::{PersonId, SessionId, StreamId},
    protocol::{RowsAppended, Signal, UsersUpdated},
    session::runs::RunStatus,
    stream::{Event, Fact, StreamKind},
};
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::mpsc;

/// What was heard, in its order.
pub type Heard = mpsc::UnboundedReceiver<Woken>;

/// A session in which something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Woken {
    pub session: SessionId,
    /// Whether there may be something to follow where nothing was.
    pub begins: bool,
    /// Whether other runs may follow now than did.
    pub state_changed: bool,
}

impl Woken {
    pub fn by_somebody(session: SessionId) -> Self {
        Self {
            session,
            begins: true,
            state_changed: false,
        }
    }
}

/// The bus, and what of what goes over it concerns runs that follow.
pub fn hearing(bus: Arc<dyn Bus>) -> (Arc<dyn Bus>, Heard) {
    let (told, heard) = mpsc::unbounded_channel();
    (Arc::new(Hearing { bus, told }), heard)
}

/// Hands everything on, and tells what concerns runs that follow.
struct Hearing {
    bus: Arc<dyn Bus>,
    told: mpsc::UnboundedSender<Woken>,
}

impl Hearing {
    fn tell(&self, stream: StreamId, begins: bool, state_changed: bool) {
        // Nobody listens any more when the server stops.
        let _ = self.told.send(Woken {
            session: SessionId(stream.0),
            begins,
            state_changed,
        });
    }
}

impl Bus for Hearing {
    fn event(&self, kind: StreamKind, event: &Event) {
        self.bus.event(kind, event);
        match &event.fact {
            Fact::AnalysisUpdate(update) if update.status == RunStatus::Done => {
                self.tell(event.stream, update.as_of.is_some(), true);
            }
            Fact::RunPaused(_) => self.tell(event.stream, true, true),
            Fact::DatasetRemoved(_) | Fact::DatasetDescribed(_) => {
                self.tell(event.stream, false, true);
            }
            _ => {}
        }
    }

    fn signal(&self, to: Audience, name: &'static str, payload: &Value) {
        self.bus.signal(to, name, payload);
        if let Audience::Stream(StreamKind::Session, stream) = to {
            match name {
                RowsAppended::NAME => self.tell(stream, true, false),
                UsersUpdated::NAME => self.tell(stream, false, false),
                _ => {}
            }
        }
    }

    fn note(&self, told: &NoteSignal) {
        self.bus.note(told);
    }

    fn cut_off(&self, kind: StreamKind, stream: StreamId, person: Option<PersonId>) {
        self.bus.cut_off(kind, stream, person);
    }

    fn log_out(&self, token_hash: &str) {
        self.bus.log_out(token_hash);
    }

    fn reopen(&self, person: PersonId) {
        self.bus.reopen(person);
    }
}
