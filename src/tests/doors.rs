//! Who is let in and taken out, on both databases: what the rows say, what people are told, and what
//! is made good when the server stops between the log and the row.

use crate::support::{on_each_database, program};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tandem::{
    server::{
        bus::{Audience, Bus},
        db::{
            Database,
            access::{self, AccessState},
            people, sessions,
        },
        engine::{Limits, WorkerPool},
        sessions::{Access, Notifier, NotifyEvent, Sessions, Visit},
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
    fn cut_off(&self, _: StreamKind, _: StreamId, _: Option<PersonId>) {}
    fn log_out(&self, _: &str) {}
    fn reopen(&self, _: PersonId) {}
}

/// Ada's session with Grace in it, and Noor outside.
struct House {
    db: Database,
    heard: Arc<Heard>,
    desk: Notifier,
    news: mpsc::UnboundedReceiver<NotifyEvent>,
    sessions: Sessions,
    session: SessionId,
    ada: Person,
    grace: Person,
    noor: Person,
}

impl House {
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
        let (desk, news) = Notifier::new();
        let sessions = opened(&db, &heard, &desk);
        let session = sessions.create(&ada, Some("Seattle")).await.unwrap();
        sessions.claim_seat(session, &grace).await.unwrap();
        Self {
            db,
            heard,
            desk,
            news,
            sessions,
            session,
            ada,
            grace,
            noor,
        }
    }

    /// The server stops and starts again: tasks and what they remember are gone.
    fn restart(&mut self) {
        self.sessions = opened(&self.db, &self.heard, &self.desk);
    }

    async fn admit(&self, person: &Person) {
        let (session, cid, person_id) = (self.session, cid(), person.id);
        let admitted = self
            .sessions
            .admit(session, &self.ada, cid, Admit { person_id });
        admitted.await.unwrap();
    }

    async fn remove(&self, person: &Person) {
        let (session, cid, person_id) = (self.session, cid(), person.id);
        let removed = self
            .sessions
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
                NotifyEvent::Committed(_) | NotifyEvent::Gone { .. } => continue,
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
        self.sessions.access(self.session, person).await.unwrap()
    }

    async fn is_let_in(&self, person: &Person) -> bool {
        let visit = self.sessions.visit(self.session, person, true).await;
        matches!(visit.unwrap(), Visit::Open(_))
    }
}

fn opened(db: &Database, heard: &Arc<Heard>, desk: &Notifier) -> Sessions {
    let parquet = Arc::new(|_| unreachable!("nothing here has data"));
    let engine = Arc::new(WorkerPool::new(program(), Limits::default()));
    Sessions::new(db.clone(), engine, heard.clone(), parquet, desk.clone())
}

fn cid() -> Cid {
    Cid(Uuid::new_v4())
}

#[tokio::test]
async fn who_asks_is_admitted_and_both_are_told() {
    on_each_database(|test| async move {
        let mut house = House::new(test.db).await;
        let (sessions, session) = (&house.sessions, house.session);
        sessions.ask_access(session, &house.noor).await.unwrap();
        sessions.ask_access(session, &house.noor).await.unwrap();
        let waiting = sessions.asking(session, &house.ada).await.unwrap();
        assert_eq!(waiting, std::slice::from_ref(&house.noor));
        house.admit(&house.noor).await;
        assert_eq!(house.standing(&house.noor).await, Some(AccessState::Guest));
        assert!(house.is_let_in(&house.noor).await);

        let asking = house.heard.0.lock().unwrap().clone();
        let ada = house.ada.id;
        assert_eq!(asking, [(ada, vec!["Noor".to_owned()]), (ada, vec![])]);
        let home = sessions.summaries(&house.noor).await.unwrap();
        assert_eq!(home.len(), 1, "a guest's home page has it");
        assert_eq!(house.told(), ["Ada: Noor asks", "Noor: yes"]);
    })
    .await;
}

#[tokio::test]
async fn a_seat_that_was_removed_stays_shut_whatever_its_holder_asks() {
    on_each_database(|test| async move {
        let house = House::new(test.db).await;
        let (sessions, session, grace) = (&house.sessions, house.session, &house.grace);
        house.remove(grace).await;
        assert_eq!(house.access(grace).await, Access::Refused);
        assert_eq!(sessions.summaries(grace).await.unwrap(), []);
        sessions.ask_access(session, grace).await.unwrap();
        assert_eq!(house.access(grace).await, Access::Refused);
        sessions.withdraw(session, grace).await.unwrap();
        assert_eq!(house.access(grace).await, Access::Refused);
        sessions.ask_access(session, grace).await.unwrap();
        sessions
            .decline(session, &house.ada, grace.id)
            .await
            .unwrap();
        assert_eq!(house.access(grace).await, Access::Refused);
        assert!(!house.is_let_in(grace).await);

        sessions.ask_access(session, grace).await.unwrap();
        house.admit(grace).await;
        assert_eq!(house.standing(grace).await, None, "the seat says it");
        assert!(house.is_let_in(grace).await);
        let row = sessions::find(&house.db, session).await.unwrap().unwrap();
        assert_eq!(
            (row.user1, row.user2),
            (house.ada.id, Some(grace.id)),
            "seats stay what they are"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_is_let_in_who_does_not_ask() {
    on_each_database(|test| async move {
        let house = House::new(test.db).await;
        let (sessions, session) = (&house.sessions, house.session);
        let person_id = house.noor.id;
        let admit = || Admit { person_id };
        let refusal = sessions.admit(session, &house.ada, cid(), admit());
        assert_eq!(refusal.await.unwrap_err().code, "person/unknown");
        sessions.ask_access(session, &house.noor).await.unwrap();
        let refusal = sessions.admit(session, &house.grace, cid(), admit());
        assert_eq!(refusal.await.unwrap_err().code, "session/not-creator");
        sessions.withdraw(session, &house.noor).await.unwrap();
        let refusal = sessions.admit(session, &house.ada, cid(), admit());
        assert_eq!(refusal.await.unwrap_err().code, "person/unknown");
        assert_eq!(house.standing(&house.noor).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_stop_between_the_log_and_the_row_is_made_good() {
    on_each_database(|test| async move {
        let mut house = House::new(test.db).await;
        let (session, ada) = (house.session, house.ada.clone());
        // The log has let Noor in and taken Grace out; no row says so.
        let sessions = &house.sessions;
        sessions.ask_access(session, &house.noor).await.unwrap();
        let person = house.noor.clone();
        let admit = LetIn { person };
        sessions.submit(session, &ada, None, admit).await.unwrap();
        let person_id = house.grace.id;
        let remove = Remove { person_id };
        sessions.submit(session, &ada, None, remove).await.unwrap();
        house.restart();

        assert_eq!(house.sessions.asking(session, &ada).await.unwrap(), []);
        assert!(house.is_let_in(&house.noor).await);
        assert_eq!(house.standing(&house.noor).await, Some(AccessState::Guest));
        assert!(!house.is_let_in(&house.grace).await);
        assert_eq!(
            house.standing(&house.grace).await,
            Some(AccessState::Removed)
        );
    })
    .await;
}

#[tokio::test]
async fn a_command_sent_again_after_a_restart_is_taken_once() {
    on_each_database(|test| async move {
        let mut house = House::new(test.db).await;
        let (session, ada, grace) = (house.session, house.ada.clone(), house.grace.id);
        let [put_away, removal] = [cid(), cid()];
        let sessions = &house.sessions;
        sessions
            .remove(session, &ada, removal, Remove { person_id: grace })
            .await
            .unwrap();
        sessions
            .archive(session, &ada, put_away, Archive { on: true })
            .await
            .unwrap();
        house.restart();
        let sessions = &house.sessions;
        let again = sessions
            .remove(session, &ada, removal, Remove { person_id: grace })
            .await
            .unwrap();
        assert!(again.dup);
        let again = sessions
            .archive(session, &ada, put_away, Archive { on: true })
            .await
            .unwrap();
        assert!(again.dup);
        let home = sessions.summaries(&ada).await.unwrap();
        assert!(home[0].archived);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_session_leaves_nothing_in_the_tables() {
    on_each_database(|test| async move {
        let house = House::new(test.db).await;
        let (sessions, session) = (&house.sessions, house.session);
        let refusals = [
            (&house.noor, "Seattle", "session/refused"),
            (&house.grace, "Seattle", "session/not-creator"),
            (&house.ada, "seattle", "session/title"),
        ];
        for (by, title, code) in refusals {
            let refusal = sessions.delete(session, by, title).await.unwrap_err();
            assert_eq!(refusal.code, code);
        }
        sessions.ask_access(session, &house.noor).await.unwrap();
        sessions
            .delete(session, &house.ada, "Seattle")
            .await
            .unwrap();
        assert_eq!(house.access(&house.ada).await, Access::Unknown);
        let events = tandem::server::db::streams::since(&house.db, session.into(), 0, 10).await;
        assert_eq!(events.unwrap(), []);
        assert_eq!(house.standing(&house.noor).await, None);
        assert_eq!(sessions.summaries(&house.ada).await.unwrap(), []);
        let text = "hello?".to_owned();
        let late = SendMessage {
            text,
            reply_to: None,
            about: None,
        };
        let refusal = sessions.submit(session, &house.ada, Some(cid()), late);
        let refusal = refusal.await.unwrap_err();
        assert!(
            ["session/unknown", "server/unavailable"].contains(&refusal.code.as_str()),
            "{refusal:?}"
        );
    })
    .await;
}
