//! What of a stream's events concerns people who may not be looking.

use crate::server::db::notes::NotePlace;
use crate::shared::{
    account::Person,
    ids::{PersonId, SessionId},
    session::{StreamState, runs::RunStatus},
    stream::{Event, Fact, StreamKind},
};
use tokio::sync::mpsc;

/// Something that people should hear of.
#[derive(Clone, Debug)]
pub enum NotifyEvent {
    Committed(Box<Committed>),
    /// A refused person asks the creator to be let in.
    Asked {
        session: SessionId,
        title: String,
        creator: PersonId,
        person: Person,
    },
    /// A session was deleted, and what its members were told of it.
    Gone {
        members: Vec<PersonId>,
    },
    /// People were named on a page of notes.
    Named {
        place: NotePlace,
        by: Person,
        people: Vec<PersonId>,
    },
    /// The creator said yes or no.
    Answered {
        session: SessionId,
        person: PersonId,
        admitted: bool,
    },
}

/// A committed event and what telling of it needs from the state.
#[derive(Clone, Debug)]
pub struct Committed {
    pub kind: StreamKind,
    /// Of the session or room.
    pub title: String,
    pub event: Event,
    pub members: Vec<Person>,
    /// Who asked for the run that has ended, and what it is called.
    pub run: Option<(PersonId, String)>,
}

/// Takes news to whoever tells of them. Never blocks the stream that they come from.
#[derive(Clone, Debug)]
pub struct Notifier(mpsc::UnboundedSender<NotifyEvent>);

impl Notifier {
    pub fn new() -> (Self, mpsc::UnboundedReceiver<NotifyEvent>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Hands on what concerns anybody.
    pub fn hear(&self, state: &StreamState, event: &Event) {
        let run = match &event.fact {
            Fact::ReceiveMessage(_) | Fact::MessageEdited(_) | Fact::MessageDeleted(_) => None,
            Fact::RuleFired(_) | Fact::RuleCleared(_) => None,
            Fact::AnalysisUpdate(update)
                if matches!(update.status, RunStatus::Done | RunStatus::Failed) =>
            {
                let Some(run) = state.run(update.run_id) else {
                    return;
                };
                let dataset = state.dataset(update.dataset_id);
                let name = dataset.map_or("", |dataset| dataset.name.as_str());
                Some((run.by.id, update.spec.title(name)))
            }
            _ => return,
        };
        let news = Committed {
            kind: state.kind,
            title: state.people.title.clone(),
            event: event.clone(),
            members: state
                .people
                .members
                .iter()
                .map(|one| one.person.clone())
                .collect(),
            run,
        };
        self.tell(NotifyEvent::Committed(Box::new(news)));
    }

    pub fn tell(&self, news: NotifyEvent) {
        // Nobody tells any more: the server stops.
        let _ = self.0.send(news);
    }
}
