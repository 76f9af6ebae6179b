//! Who is let in and taken out, on both databases: what the rows say, what people are told, and what
//! is made good when the server stops between the log and the row.

use crate::support::{no_data, on_each_database, program};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tandem::{
    server::{
        bus::{Audience, Bus, NoteSignal},
        db::{
            Database,
            access::{self, AccessState},
            people, sessions,
        },
        engine::{Limits, WorkerPool},
        streams::{Access, Notifier, NotifyEvent, Streams, Visit},
    },
    shared::{
        account::Person,
        ids::{Cid, PersonId, SessionId, StreamId},
        protocol::{Admit, AskingUpdated, Signal},
        session::{
            chat::SendMessage,
            people::{Archive, LetIn, Remove},
        },
        stream::{Event, StreamKind},
    },
};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Who asks, as the creator hears it.
#[derive(Default)]
struct Heard(Mutex<Vec<(PersonId, Vec<String>)>>);

impl Bus for Heard {
    fn signal(&self, to: Audience, name: &'static str, payload: &Value) {
        if let (Audience::Member(_, _, creator), AskingUpdated::NAME) = (to, name) {
            let asking: AskingUpdated = serde_json::from_value(payload.clone()).unwrap();
            let names = asking.people.into_iter().map(|person| person.name);
            self.0.lock().unwrap().push((creator, names.collect()));
        }
    }

    fn event(&self, _: StreamKind, _: &Event) {}
    fn note(&self, _: &NoteSignal) {}
    fn cut_off(&self, _: StreamKind, _: StreamId, _: Option<PersonId>) {}
    fn log_out(&self, _: &str) {}
    fn reopen(&self, _: PersonId) {}
}

/// Ada's session with Grace in it, and Noor outside.
struct Fixture {
    db: Database,
    heard: Arc<Heard>,
    notifier: Notifier,
    news: mpsc::UnboundedReceiver<NotifyEvent>,
    streams: Streams,
    session: SessionId,
    ada: Person,
    grace: Person,
    noor: Person,
}

impl Fixture {
    async fn new(db: Database) -> Self {
        let mut people = Vec::new();
        for name in ["Ada", "Grace", "Noor"] {
            people.push(
                people::create(&db, name, "hash".into())
                    .await
                    .unwrap()
                    .unwrap(),
            );
        }
        let [ada, grace, noor] = people.try_into().unwrap();
        let heard = Arc::new(Heard::default());
        let (notifier, news) = Notifier::new();
        let streams = opened(&db, &heard, &notifier);
        let session = streams.create(&ada, Some("Seattle")).await.unwrap();
        streams.claim_seat(session, &grace).await.unwrap();
        Self {
            db,
            heard,
            notifier,
            news,
            streams,
            session,
            ada,
            grace,
            noor,
        }
    }

    /// The server stops and starts again: tasks and what they remember are gone.
    fn restart(&mut self) {
        self.streams = opened(&self.db, &self.heard, &self.notifier);
    }

    async fn admit(&self, person: &Person) {
        let (session, cid, person_id) = (self.session, cid(), person.id);
        let admitted = self
            .streams
            .admit(session, &self.ada, cid, Admit { person_id });
        admitted.await.unwrap();
    }

    async fn remove(&self, person: &Person) {
        let (session, cid, person_id) = (self.session, cid(), person.id);
        let removed = self
            .streams
            .remove(session, &self.ada, cid, Remove { person_id });
        removed.await.unwrap();
    }

    /// "Ada: Noor asks", "Noor: yes", in the order of telling.
    fn told(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        while let Ok(news) = self.news.try_recv() {
            told.push(match news {
                NotifyEvent::Asked {
                    creator, person, ..
                } => format!("{}: {} asks", self.name(creator), person.name),
                NotifyEvent::Answered {
                    person, admitted, ..
                } => {
                    let answer = if admitted { "yes" } else { "no" };
                    format!("{}: {answer}", self.name(person))
                }
                NotifyEvent::Committed(_)
                | NotifyEvent::Gone { .. }
                | NotifyEvent::Named { .. } => continue,
            });
        }
        told
    }

    fn name(&self, id: PersonId) -> &str {
        let people = [&self.ada, &self.grace, &self.noor];
        let person = people.into_iter().find(|person| person.id == id);
        &person.unwrap().name
    }

    async fn standing(&self, person: &Person) -> Option<AccessState> {
        access::standing(&self.db, self.session, person.id)
            .await
            .unwrap()
    }

    async fn access(&self, person: &Person) -> Access {
        self.streams.access(self.session, person).await.unwrap()
    }

    async fn is_let_in(&self, person: &Person) -> bool {
        let visit = self.streams.visit(self.session, person, true).await;
        matches!(visit.unwrap(), Visit::Open(_))
    }
}

fn opened(db: &Database, heard: &Arc<Heard>, notifier: &Notifier) -> Streams {
    let engine = Arc::new(WorkerPool::new(program(), Limits::default()));
    let sources = no_data(db, engine.clone(), heard.clone());
    Streams::new(db.clone(), engine, heard.clone(), sources, notifier.clone())
}

fn cid() -> Cid {
    Cid(Uuid::new_v4())
}

#[tokio::test]
async fn who_asks_is_admitted_and_both_are_told() {
    on_each_database(|test| async move {
        let mut fixture = Fixture::new(test.db).await;
        let (streams, session) = (&fixture.streams, fixture.session);
        streams.ask_access(session, &fixture.noor).await.unwrap();
        streams.ask_access(session, &fixture.noor).await.unwrap();
        let waiting = streams.asking(session, &fixture.ada).await.unwrap();
        assert_eq!(waiting, std::slice::from_ref(&fixture.noor));
        fixture.admit(&fixture.noor).await;
        assert_eq!(
            fixture.standing(&fixture.noor).await,
            Some(AccessState::Guest)
        );
        assert!(fixture.is_let_in(&fixture.noor).await);

        let asking = fixture.heard.0.lock().unwrap().clone();
        let ada = fixture.ada.id;
        assert_eq!(asking, [(ada, vec!["Noor".to_owned()]), (ada, vec![])]);
        let home = streams.summaries(&fixture.noor).await.unwrap();
        assert_eq!(home.len(), 1, "a guest's home page has it");
        assert_eq!(fixture.told(), ["Ada: Noor asks", "Noor: yes"]);
    })
    .await;
}

#[tokio::test]
async fn a_seat_that_was_removed_stays_shut_whatever_its_holder_asks() {
    on_each_database(|test| async move {
        let fixture = Fixture::new(test.db).await;
        let (streams, session, grace) = (&fixture.streams, fixture.session, &fixture.grace);
        fixture.remove(grace).await;
        assert_eq!(fixture.access(grace).await, Access::Refused);
        assert_eq!(streams.summaries(grace).await.unwrap(), []);
        streams.ask_access(session, grace).await.unwrap();
        assert_eq!(fixture.access(grace).await, Access::Refused);
        streams.withdraw(session, grace).await.unwrap();
        assert_eq!(fixture.access(grace).await, Access::Refused);
        streams.ask_access(session, grace).await.unwrap();
        streams
            .decline(session, &fixture.ada, grace.id)
            .await
            .unwrap();
        assert_eq!(fixture.access(grace).await, Access::Refused);
        assert!(!fixture.is_let_in(grace).await);

        streams.ask_access(session, grace).await.unwrap();
        fixture.admit(grace).await;
        assert_eq!(fixture.standing(grace).await, None, "the seat says it");
        assert!(fixture.is_let_in(grace).await);
        let row = sessions::find(&fixture.db, session).await.unwrap().unwrap();
        assert_eq!(
            (row.user1, row.user2),
            (fixture.ada.id, Some(grace.id)),
            "seats stay what they are"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_is_let_in_who_does_not_ask() {
    on_each_database(|test| async move {
        let fixture = Fixture::new(test.db).await;
        let (streams, session) = (&fixture.streams, fixture.session);
        let person_id = fixture.noor.id;
        let admit = || Admit { person_id };
        let refusal = streams.admit(session, &fixture.ada, cid(), admit());
        assert_eq!(refusal.await.unwrap_err().code, "person/unknown");
        streams.ask_access(session, &fixture.noor).await.unwrap();
        let refusal = streams.admit(session, &fixture.grace, cid(), admit());
        assert_eq!(refusal.await.unwrap_err().code, "session/not-creator");
        streams.withdraw(session, &fixture.noor).await.unwrap();
        let refusal = streams.admit(session, &fixture.ada, cid(), admit());
        assert_eq!(refusal.await.unwrap_err().code, "person/unknown");
        assert_eq!(fixture.standing(&fixture.noor).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_stop_between_the_log_and_the_row_is_made_good() {
    on_each_database(|test| async move {
        let mut fixture = Fixture::new(test.db).await;
        let (session, ada) = (fixture.session, fixture.ada.clone());
        // The log has let Noor in and taken Grace out; no row says so.
        let streams = &fixture.streams;
        streams.ask_access(session, &fixture.noor).await.unwrap();
        let person = fixture.noor.clone();
        let admit = LetIn { person };
        streams.submit(session, &ada, None, admit).await.unwrap();
        let person_id = fixture.grace.id;
        let remove = Remove { person_id };
        streams.submit(session, &ada, None, remove).await.unwrap();
        fixture.restart();

        assert_eq!(fixture.streams.asking(session, &ada).await.unwrap(), []);
        assert!(fixture.is_let_in(&fixture.noor).await);
        assert_eq!(
            fixture.standing(&fixture.noor).await,
            Some(AccessState::Guest)
        );
        assert!(!fixture.is_let_in(&fixture.grace).await);
        assert_eq!(
            fixture.standing(&fixture.grace).await,
            Some(AccessState::Removed)
        );
    })
    .await;
}

#[tokio::test]
async fn a_command_sent_again_after_a_restart_is_taken_once() {
    on_each_database(|test| async move {
        let mut fixture = Fixture::new(test.db).await;
        let (session, ada, grace) = (fixture.session, fixture.ada.clone(), fixture.grace.id);
        let [put_away, removal] = [cid(), cid()];
        let streams = &fixture.streams;
        streams
            .remove(session, &ada, removal, Remove { person_id: grace })
            .await
            .unwrap();
        streams
            .archive(session, &ada, put_away, Archive { on: true })
            .await
            .unwrap();
        fixture.restart();
        let streams = &fixture.streams;
        let again = streams
            .remove(session, &ada, removal, Remove { person_id: grace })
            .await
            .unwrap();
        assert!(again.dup);
        let again = streams
            .archive(session, &ada, put_away, Archive { on: true })
            .await
            .unwrap();
        assert!(again.dup);
        let home = streams.summaries(&ada).await.unwrap();
        assert!(home[0].archived);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_session_leaves_nothing_in_the_tables() {
    on_each_database(|test| async move {
        let fixture = Fixture::new(test.db).await;
        let (streams, session) = (&fixture.streams, fixture.session);
        let refusals = [
            (&fixture.noor, "Seattle", "session/refused"),
            (&fixture.grace, "Seattle", "session/not-creator"),
            (&fixture.ada, "seattle", "session/title"),
        ];
        for (by, title, code) in refusals {
            let refusal = streams.delete(session, by, title).await.unwrap_err();
            assert_eq!(refusal.code, code);
        }
        streams.ask_access(session, &fixture.noor).await.unwrap();
        streams
            .delete(session, &fixture.ada, "Seattle")
            .await
            .unwrap();
        assert_eq!(fixture.access(&fixture.ada).await, Access::Unknown);
        let events = tandem::server::db::streams::since(&fixture.db, session.into(), 0, 10).await;
        assert_eq!(events.unwrap(), []);
        assert_eq!(fixture.standing(&fixture.noor).await, None);
        assert_eq!(streams.summaries(&fixture.ada).await.unwrap(), []);
        let text = "hello?".to_owned();
        let late = SendMessage {
            text,
            reply_to: None,
            about: None,
            seen: None,
        };
        let refusal = streams.submit(session, &fixture.ada, Some(cid()), late);
        let refusal = refusal.await.unwrap_err();
        assert!(
            ["session/unknown", "server/unavailable"].contains(&refusal.code.as_str()),
            "{refusal:?}"
        );
    })
    .await;
}
