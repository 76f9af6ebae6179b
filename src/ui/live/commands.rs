//! What the reader asks for: stored in the outbox first, then sent in order, one at a time.

use super::{
    Link, Live, Wish,
    connection::go_to_login,
    tab::Tab,
    unsent::{Sent, Unsent},
};
use crate::client::{Pending, clock::now_ms};
use crate::shared::{
    analysis::Spec,
    api_error::ApiError,
    ids::{Cid, DatasetId, EventId, RunId},
    json,
    protocol::{
        CancelAnalysis, ClientEvent, DeleteMessage, EditMessage, History, MAX_HISTORY_ENTRIES,
        React, RunAnalysis, RunAnalysisOk, SendMessage, SendMessageOk,
    },
    session::SessionState,
    stream::{Event, Fact, StatusKind},
};
use leptos::prelude::*;
use uuid::Uuid;

impl Live {
    /// Says something. False, and nothing happened, while the page is not live yet.
    pub fn say(self, text: &str, reply_to: Option<EventId>, about: Option<RunId>) -> bool {
        let cid = new_cid();
        let text = text.trim().to_owned();
        self.send(
            cid,
            &SendMessage {
                session_uuid: self.address.session(),
                cid,
                text,
                reply_to,
                about,
            },
        )
    }

    pub fn edit(self, message_id: EventId, text: &str) -> bool {
        let (session_uuid, cid) = (self.address.session(), new_cid());
        let text = text.trim().to_owned();
        let edit = EditMessage {
            session_uuid,
            cid,
            message_id,
            text,
        };
        self.send(cid, &edit)
    }

    pub fn delete(self, message_id: EventId) -> bool {
        let (session_uuid, cid) = (self.address.session(), new_cid());
        let delete = DeleteMessage {
            session_uuid,
            cid,
            message_id,
        };
        self.send(cid, &delete)
    }

    /// Puts the reader's reaction there, or takes it away when it is there.
    pub fn react(self, message_id: EventId, emoji: &str) -> bool {
        let me = self.me().id;
        let has = |state: &SessionState| state.has_reacted(message_id, emoji, me);
        let on = !self.store.read_untracked(has);
        let (session_uuid, cid) = (self.address.session(), new_cid());
        let react = React {
            session_uuid,
            cid,
            message_id,
            emoji: emoji.to_owned(),
            on,
        };
        self.send(cid, &react)
    }

    pub fn ask(self, dataset_id: DatasetId, spec: Spec) -> bool {
        let cid = new_cid();
        self.send(
            cid,
            &RunAnalysis {
                session_uuid: self.address.session(),
                cid,
                dataset_id,
                spec,
            },
        )
    }

    pub fn stop(self, run_id: RunId) -> bool {
        let cid = new_cid();
        self.send(
            cid,
            &CancelAnalysis {
                session_uuid: self.address.session(),
                cid,
                run_id,
            },
        )
    }

    pub fn retry(self, cid: Cid) {
        let Some(tab) = self.tab() else { return };
        tab.outbox.borrow_mut().retry(cid);
        self.outbox_changed(&tab);
        self.pump();
    }

    pub fn discard(self, cid: Cid) {
        let Some(tab) = self.tab() else { return };
        tab.outbox.borrow_mut().discard(cid);
        self.outbox_changed(&tab);
        self.pump();
    }

    /// Fetches older lines; `then` runs when they are in, or could not be had.
    pub fn load_earlier(self, then: impl FnOnce() + 'static) {
        let Some(tab) = self.tab() else { return };
        let before = self
            .store
            .read_untracked(|state| state.timeline.first().map(|entry| entry.n));
        let history = History {
            session_uuid: self.address.session(),
            before: before.unwrap_or(i64::MAX >> 11),
            max: MAX_HISTORY_ENTRIES,
        };
        tab.emit(&history, move |answer| {
            if self.tab().is_none() {
                return;
            }
            if let Ok(page) = answer {
                self.store.prepend(page.entries, page.more);
            }
            then();
        });
    }

    pub(super) fn send<E: ClientEvent>(self, cid: Cid, event: &E) -> bool {
        let Some(tab) = self.tab() else { return false };
        let payload = serde_json::to_value(event).expect("commands are plain data");
        let payload = self.address.outward(payload);
        tab.outbox
            .borrow_mut()
            .push(cid, E::NAME, payload, now_ms());
        self.outbox_changed(&tab);
        self.pump();
        true
    }

    /// Sends the next waiting command, if none is on its way.
    pub(super) fn pump(self) {
        let Some(tab) = self.tab() else { return };
        if self.link.get_untracked() != Link::Joined {
            return;
        }
        let next = tab.outbox.borrow_mut().next();
        let Some(pending) = next else { return };
        let (name, payload) = (pending.name.clone(), pending.payload.clone());
        if let Some(socket) = tab.socket.borrow().as_ref() {
            socket.emit_json(&name, payload, move |answer| {
                self.answered(&pending, answer)
            });
        }
    }

    fn answered(self, pending: &Pending, answer: Result<serde_json::Value, ApiError>) {
        let Some(tab) = self.tab() else { return };
        match answer {
            Ok(ok) => {
                self.note_ack(pending, ok);
                tab.outbox.borrow_mut().acked(pending.cid);
            }
            Err(error) if error.code.is_auth() => return go_to_login(),
            Err(error) => {
                tab.outbox.borrow_mut().failed(pending.cid, error.clone());
                if error.code.is_retryable() {
                    self.outbox_changed(&tab);
                    return self.again(&error);
                }
            }
        }
        self.outbox_changed(&tab);
        self.pump();
    }

    /// The ack came before the event: the message is stored, and its line stays.
    fn note_ack(self, pending: &Pending, ok: serde_json::Value) {
        let n = match pending.name.as_str() {
            SendMessage::NAME => {
                let Ok(stored) = json::read::<SendMessageOk>(ok) else {
                    return;
                };
                if let Wish::Say(text) = Unsent::from(pending).wish
                    && stored.n > self.store.cursor()
                {
                    let SendMessageOk { n, id, at, .. } = stored;
                    let sent = Sent {
                        cid: pending.cid,
                        n,
                        id,
                        at,
                        text,
                    };
                    self.sent.update(|all| all.push(sent));
                }
                stored.n
            }
            RunAnalysis::NAME => {
                let Ok(stored) = json::read::<RunAnalysisOk>(ok) else {
                    return;
                };
                self.last_asked.set(Some(stored.run_id));
                stored.n
            }
            _ => ok.get("n").and_then(serde_json::Value::as_i64).unwrap_or(0),
        };
        self.store.heard_head(n);
        if self.store.lags() {
            self.catch_up_soon();
        }
    }

    /// What follows from events just applied, besides the state itself.
    pub(super) fn applied(self, events: &[Event]) {
        let Some(tab) = self.tab() else { return };
        if events.is_empty() {
            return;
        }
        let me = self.me().id;
        for event in events {
            if let (true, Some(cid)) = (event.by.id == me, event.cid) {
                tab.outbox.borrow_mut().acked(cid);
            }
            if let Fact::ReceiveMessage { .. } = event.fact {
                self.stops_typing(&tab, event.by.id);
            }
            if let Fact::MessageEdited { message_id, .. } | Fact::MessageDeleted { message_id } =
                event.fact
            {
                self.changed.set(Some((message_id, event.n)));
                self.quote_anew(message_id);
            }
            if let Fact::Status {
                kind: StatusKind::Removed,
                person,
                ..
            } = &event.fact
                && person.id == me
            {
                // The server's own page says that the session is closed to them now.
                let _ = location().reload();
                return;
            }
            if let Fact::DatasetUpdate { dataset_id, .. } = event.fact {
                self.upload_became(dataset_id);
            }
            self.say_aloud(&tab, event);
        }
        let cursor = self.store.cursor();
        if self
            .sent
            .with_untracked(|sent| sent.iter().any(|sent| sent.n <= cursor))
        {
            self.sent.update(|sent| sent.retain(|sent| sent.n > cursor));
        }
        self.outbox_changed(&tab);
        self.pump();
    }

    /// Shows the outbox as it now stands.
    pub(super) fn outbox_changed(self, tab: &Tab) {
        let unsent: Vec<Unsent> = tab
            .outbox
            .borrow()
            .pending()
            .iter()
            .map(Unsent::from)
            .collect();
        if self.unsent.with_untracked(|shown| *shown != unsent) {
            self.now.set(now_ms());
            self.unsent.set(unsent);
        }
    }
}

pub(super) fn new_cid() -> Cid {
    Cid(Uuid::new_v4())
}
