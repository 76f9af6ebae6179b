//! Telling people what concerns them where they may not be looking: mentions, direct messages,
//! requests, finished runs; and how much they have not read.

mod messages;
mod unread;

use self::unread::Unreads;
use super::{
    bus::{Audience, Bus},
    caught::caught,
    db::{self, Database, notes::NotePlace, now_ms},
    error::ServerError,
    lists::Lists,
    presence::{Online, Presences},
    streams::{Committed, NotifyEvent, Streams},
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{PersonId, StreamId},
    protocol::{
        Notification, NotificationKind, NotificationsChanged, NotificationsRead, Signal, Unread,
    },
    route::Route,
    session::{StreamState, runs::RunStatus},
    stream::{Fact, StreamKind},
    text::isolated,
};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::mpsc;
use uuid::Uuid;

/// The newest that a bell shows.
const NEWEST: u64 = 50;

/// The door to notifications. Cheap to clone.
#[derive(Clone)]
pub struct Notifications(Arc<Inner>);

struct Inner {
    db: Database,
    bus: Arc<dyn Bus>,
    streams: Streams,
    presences: Presences,
    online: Online,
    lists: Lists,
    unreads: Unreads,
}

impl Notifications {
    /// Starts telling of `news`; ends with their source.
    pub fn new(
        db: Database,
        bus: Arc<dyn Bus>,
        streams: Streams,
        presences: Presences,
        online: Online,
        lists: Lists,
        mut news: mpsc::UnboundedReceiver<NotifyEvent>,
    ) -> Self {
        let notifications = Self(Arc::new(Inner {
            db,
            bus,
            streams,
            presences,
            online,
            lists,
            unreads: Unreads::default(),
        }));
        let teller = notifications.clone();
        tokio::spawn(async move {
            while let Some(news) = news.recv().await {
                if let Some(Err(error)) = caught(teller.tell(&news)).await {
                    tracing::error!(%error, "not everyone was notified");
                }
            }
        });
        notifications
    }

    /// Tells one person, on all tabs, now or when they come. `about` is what it stands for: told
    /// before, the new sentence takes the old one's place.
    pub async fn notify(
        &self,
        person: PersonId,
        kind: NotificationKind,
        about: &str,
        text: String,
        link: String,
    ) -> Result<(), ServerError> {
        let notification = Notification {
            id: Uuid::new_v4(),
            kind,
            text,
            link,
            at: now_ms(),
            read: false,
        };
        db::notifications::put(&self.0.db, person, about, &notification, None).await?;
        self.emit(person, &notification);
        Ok(())
    }

    pub async fn newest(&self, person: PersonId) -> Result<Vec<Notification>, ServerError> {
        db::notifications::newest(&self.0.db, person, NEWEST).await
    }

    /// Marks notifications as read, on every tab; all of them when none is named.
    pub async fn mark_read(&self, person: PersonId, ids: Vec<Uuid>) -> Result<(), ServerError> {
        let ids = db::notifications::mark_read(&self.0.db, person, ids).await?;
        if !ids.is_empty() {
            self.emit(person, &NotificationsRead { ids });
        }
        Ok(())
    }

    /// The person has seen a stream up to `n`.
    pub async fn read_up_to(
        &self,
        person: &Person,
        stream: StreamId,
        n: i64,
    ) -> Result<(), ApiError> {
        let head = self
            .0
            .streams
            .read(stream, person.id, |state| state.head)
            .await?;
        if db::reads::advance(&self.0.db, person.id, stream, n.min(head)).await? {
            self.recount(person.id, stream).await?;
        }
        Ok(())
    }

    /// The last number of a stream that the person has read; 0 before anything was.
    pub async fn read_mark(&self, person: PersonId, stream: StreamId) -> Result<i64, ApiError> {
        Ok(db::reads::get(&self.0.db, person, stream).await?)
    }

    /// A tab was opened: how much is unread where. Its others hear the same, for it is what the next
    /// count is compared with.
    pub async fn tell_all_unread(&self, person: &Person) -> Result<(), ApiError> {
        let db = &self.0.db;
        let rooms = db::rooms::of_person(db, person.id).await?;
        let sessions = db::sessions::of_person(db, person.id).await?;
        let streams: Vec<StreamId> = rooms
            .iter()
            .map(|room| room.stream)
            .chain(sessions.iter().map(|row| row.session.into()))
            .collect();
        let mut unread = BTreeMap::new();
        for (stream, head) in db::streams::heads(db, &streams).await? {
            let _turn = self.0.unreads.turn(person.id).await;
            let count = match db::reads::get(db, person.id, stream).await? < head {
                // A seat that the log does not know yet has nothing to be read.
                true => self.count(person.id, stream).await.unwrap_or(0),
                false => 0,
            };
            unread.insert(stream, count);
        }
        let _turn = self.0.unreads.turn(person.id).await;
        for (stream, count) in &mut unread {
            // One more message may have been told meanwhile.
            *count = self.0.unreads.get(person.id, *stream).unwrap_or(*count);
        }
        self.emit(person.id, &Unread(unread));
        Ok(())
    }

    /// Counts anew, and tells every tab.
    async fn recount(&self, person: PersonId, stream: StreamId) -> Result<(), ApiError> {
        let _turn = self.0.unreads.turn(person).await;
        let count = self.count(person, stream).await?;
        self.tell_unread(person, stream, count);
        Ok(())
    }

    /// Counts anew, and remembers. In the person's turn.
    async fn count(&self, person: PersonId, stream: StreamId) -> Result<i64, ApiError> {
        let read = db::reads::get(&self.0.db, person, stream).await?;
        let look = move |state: &StreamState| (state.unread(person, read), state.head);
        let (count, head) = self.0.streams.read(stream, person, look).await?;
        self.0.unreads.set(person, stream, count, head);
        Ok(count)
    }

    fn tell_unread(&self, person: PersonId, stream: StreamId, count: i64) {
        self.emit(person, &Unread([(stream, count)].into()));
    }

    fn emit<S: Signal + Serialize>(&self, person: PersonId, signal: &S) {
        self.0.bus.send(Audience::Person(person), signal);
    }

    async fn tell(&self, news: &NotifyEvent) -> Result<(), ServerError> {
        match news {
            NotifyEvent::Committed(committed) => self.tell_committed(committed).await,
            NotifyEvent::Asked {
                session,
                title,
                creator,
                person,
            } => {
                let words = format!(
                    "{} asks to be let into {}",
                    isolated(&person.name),
                    isolated(title)
                );
                let about = format!("asked:{session}:{}", person.id);
                let kind = NotificationKind::AccessRequest;
                let link = Route::session(session).to_string();
                self.notify(*creator, kind, &about, words, link).await
            }
            NotifyEvent::Named { place, by, people } => self.tell_named(*place, by, people).await,
            NotifyEvent::Gone { members } => {
                for member in members {
                    self.emit(*member, &NotificationsChanged {});
                }
                self.0.lists.session_gone(members.iter().copied());
                Ok(())
            }
            NotifyEvent::Answered {
                session,
                person,
                admitted,
            } => {
                let words = if *admitted {
                    "You were let into the session you asked for"
                } else {
                    "You were not let into the session you asked for"
                };
                let about = format!("answered:{session}");
                let kind = NotificationKind::AccessAnswer;
                let link = Route::session(session).to_string();
                self.notify(*person, kind, &about, words.into(), link).await
            }
        }
    }

    async fn tell_committed(&self, news: &Committed) -> Result<(), ServerError> {
        match &news.event.fact {
            Fact::ReceiveMessage(said) => self.tell_message(news, said).await,
            Fact::MessageEdited(edited) => self.tell_changed(news, edited.message_id).await,
            Fact::MessageDeleted(deleted) => {
                self.count_down(news).await;
                self.tell_changed(news, deleted.message_id).await
            }
            Fact::AnalysisUpdate(update) => self.tell_run(news, update.status).await,
            Fact::RuleFired(_) => self.tell_rule(news, "fired").await,
            Fact::RuleCleared(_) => self.tell_rule(news, "cleared").await,
            _ => Ok(()),
        }
    }

    /// Everyone here who does not look hears that a rule spoke. Of what, its line says: that can be taken back.
    async fn tell_rule(&self, news: &Committed, did: &str) -> Result<(), ServerError> {
        let (by, title) = (isolated(&news.event.by.name), isolated(&news.title));
        let words = format!("{by}’s rule {did}, in {title}");
        let about = format!("rule:{}", news.event.id);
        let away = |one: &&Person| !self.0.presences.looks(news.event.stream, one.id);
        for member in news.members.iter().filter(away) {
            let (words, link) = (words.clone(), link(news));
            self.notify(member.id, NotificationKind::RuleSpoke, &about, words, link)
                .await?;
        }
        Ok(())
    }

    /// What stands there can be taken back, so none of it is quoted.
    async fn tell_named(
        &self,
        place: NotePlace,
        by: &Person,
        people: &[PersonId],
    ) -> Result<(), ServerError> {
        let NotePlace { session, note } = place;
        let title = |state: &StreamState| state.people.title.clone();
        let Ok(title) = self.0.streams.peek(session, title).await else {
            // The session is gone, and its notes with it.
            return Ok(());
        };
        let (by, title) = (isolated(&by.name), isolated(&title));
        let about = format!("note:{session}:{note}");
        let away = |person: &&PersonId| !self.0.presences.looks(session.into(), **person);
        for person in people.iter().filter(away) {
            let words = format!("{by} mentioned you in the notes of {title}");
            let link = format!("{}#note-{note}", Route::session(session));
            self.notify(*person, NotificationKind::Mention, &about, words, link)
                .await?;
        }
        Ok(())
    }

    async fn tell_run(&self, news: &Committed, status: RunStatus) -> Result<(), ServerError> {
        let Some((asker, title)) = &news.run else {
            return Ok(());
        };
        if self.0.presences.looks(news.event.stream, *asker) {
            return Ok(());
        }
        let word = if status == RunStatus::Done {
            "is done"
        } else {
            "failed"
        };
        let words = format!("{title} {word}, in {}", isolated(&news.title));
        let about = format!("run:{}", news.event.id);
        self.notify(
            *asker,
            NotificationKind::RunFinished,
            &about,
            words,
            link(news),
        )
        .await
    }
}

fn link(news: &Committed) -> String {
    match news.kind {
        StreamKind::Session => Route::session(news.event.stream),
        StreamKind::Room | StreamKind::Direct => Route::room(news.event.stream),
    }
    .to_string()
}
