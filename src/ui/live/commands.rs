//! What the reader asks for: stored in the outbox first, then sent in order, one at a time.

use super::{Link, Live, connection::go_to_login, sent::Sent, tab::Tab, words};
use crate::client::{Pending, clock::now_ms};
use crate::shared::{
    analysis::Spec,
    api_error::ApiError,
    ids::{Cid, DatasetId, EventId, RunId},
    json,
    protocol::{
        DurableCommand, History, MAX_HISTORY_ENTRIES, RunAnalysisOk, SendMessageOk, Stored,
    },
    session::{
        SessionState,
        chat::{DeleteMessage, EditMessage, React, SendMessage},
        people::StatusKind,
        runs::{CancelAnalysis, RunAnalysis},
    },
    stream::{Event, Fact},
};
use leptos::prelude::*;
use uuid::Uuid;

impl Live {
    /// Says something. False, and nothing happened, while the page is not live yet.
    pub fn say(self, text: &str, reply_to: Option<EventId>, about: Option<RunId>) -> bool {
        let text = text.trim().to_owned();
        self.send(SendMessage {
            text,
            reply_to,
            about,
        })
    }

    pub fn edit(self, message_id: EventId, text: &str) -> bool {
        let text = text.trim().to_owned();
        self.send(EditMessage { message_id, text })
    }

    pub fn delete(self, message_id: EventId) -> bool {
        self.send(DeleteMessage { message_id })
    }

    /// Puts the reader's reaction there, or takes it away when it is there.
    pub fn react(self, message_id: EventId, emoji: &str) -> bool {
        let me = self.me().id;
        let has = |state: &SessionState| state.has_reacted(message_id, emoji, me);
        let on = !self.store.read_untracked(has);
        let emoji = emoji.to_owned();
        self.send(React {
            message_id,
            emoji,
            on,
        })
    }

    pub fn ask(self, dataset_id: DatasetId, spec: Spec) -> bool {
        self.send(RunAnalysis { dataset_id, spec })
    }

    pub fn stop(self, run_id: RunId) -> bool {
        self.send(CancelAnalysis { run_id })
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
            .read_untracked(|state| state.chat.timeline.first().map(|entry| entry.n));
        let history = History {
            before: before.unwrap_or(i64::MAX >> 11),
            max: MAX_HISTORY_ENTRIES,
        };
        tab.emit_here(&history, move |answer| {
            if self.tab().is_none() {
                return;
            }
            if let Ok(page) = answer {
                self.store.prepend(page.entries, page.more);
            }
            then();
        });
    }

    pub(super) fn send(self, command: impl Into<DurableCommand>) -> bool {
        let Some(tab) = self.tab() else { return false };
        let cid = Cid(Uuid::new_v4());
        tab.outbox.borrow_mut().push(cid, command.into(), now_ms());
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
        if let Some(socket) = tab.socket.borrow().as_ref() {
            let (name, target) = (pending.command.name(), self.address.target());
            let payload = pending.command.payload(target, pending.cid);
            socket.emit_json(name, payload, move |answer| self.answered(&pending, answer));
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
        let n = match &pending.command {
            DurableCommand::SendMessage(said) => {
                let Ok(stored) = json::read::<SendMessageOk>(ok) else {
                    return;
                };
                if stored.n > self.store.cursor() {
                    let SendMessageOk { n, id, at, .. } = stored;
                    let sent = Sent {
                        cid: pending.cid,
                        n,
                        id,
                        at,
                        text: said.text.clone(),
                    };
                    self.sent.update(|all| all.push(sent));
                }
                stored.n
            }
            DurableCommand::RunAnalysis(_) => {
                let Ok(stored) = json::read::<RunAnalysisOk>(ok) else {
                    return;
                };
                self.last_asked.set(Some(stored.run_id));
                stored.n
            }
            _ => json::read::<Stored>(ok).map_or(0, |stored| stored.n),
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
            if let Some(message_id) = event.fact.changed_message() {
                self.changed.set(Some((message_id, event.n)));
                self.quote_anew(message_id);
            }
            match &event.fact {
                Fact::ReceiveMessage(_) => self.stops_typing(&tab, event.by.id),
                Fact::DatasetUpdate(added) => self.upload_became(added.dataset_id),
                Fact::Status(status)
                    if status.kind == StatusKind::Removed && status.person.id == me =>
                {
                    // The server's own page says that the session is closed to them now.
                    let _ = location().reload();
                    return;
                }
                _ => {}
            }
            let sentence = self
                .store
                .read_untracked(|state| words::announcement(state, event, me));
            if let Some(sentence) = sentence {
                self.announce(&tab, sentence);
            }
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
        let unsent = tab.outbox.borrow().pending().to_vec();
        if self.unsent.with_untracked(|shown| *shown != unsent) {
            self.now.set(now_ms());
            self.unsent.set(unsent);
        }
    }
}
