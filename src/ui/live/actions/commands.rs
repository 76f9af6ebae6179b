//! What the reader asks for: stored in the outbox first, then sent in order, one at a time.

use super::{Actions, Sent};
use crate::client::{Pending, clock::server_now_ms};
use crate::shared::{
    analysis::Spec,
    anchor::Anchor,
    api_error::ApiError,
    ids::{Cid, DatasetId, EventId, RunId},
    json,
    protocol::{
        DurableCommand, History, MAX_HISTORY_ENTRIES, RunAnalysisOk, SendMessageOk, Stored,
    },
    session::{
        StreamState,
        chat::{DeleteMessage, EditMessage, React, ResolveThread, Seen, SendMessage},
        datasets::{RemoveDataset, ShowView},
        people::Present,
        runs::{CancelAnalysis, PauseRun, RunAnalysis},
    },
    view::View,
};
use crate::ui::live::connection::{BrowserHandles, ConnectionStatus, go_to_login};
use leptos::prelude::*;
use uuid::Uuid;

impl Actions {
    /// Says something. False, and nothing happened, while the page is not live yet.
    pub fn say(
        self,
        text: &str,
        reply_to: Option<EventId>,
        comment: Option<(Anchor, Box<Seen>)>,
    ) -> bool {
        let text = text.trim().to_owned();
        let (about, seen) = comment.unzip();
        self.send(SendMessage {
            text,
            reply_to,
            about,
            seen,
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
        let me = self.view.me().id;
        let has = |state: &StreamState| state.has_reacted(message_id, emoji, me);
        let on = !self.view.store.read_untracked(has);
        let emoji = emoji.to_owned();
        self.send(React {
            message_id,
            emoji,
            on,
        })
    }

    /// Settles what a comment began, or opens it again.
    pub fn resolve(self, message_id: EventId, resolved: bool) -> bool {
        self.send(ResolveThread {
            message_id,
            resolved,
        })
    }

    pub fn ask(self, dataset_id: DatasetId, spec: Spec) -> bool {
        self.send(RunAnalysis { dataset_id, spec })
    }

    pub fn stop(self, run_id: RunId) -> bool {
        self.send(CancelAnalysis { run_id })
    }

    /// Has a run stay as it is for everyone, or go on.
    pub fn pause(self, run_id: RunId, paused: bool) -> bool {
        self.send(PauseRun { run_id, paused })
    }

    /// Presents from now on, or no longer.
    pub fn present(self, on: bool) -> bool {
        self.send(Present { on })
    }

    /// Shows everyone a view of a data set.
    pub fn show_view(self, dataset_id: DatasetId, view: View) -> bool {
        self.send(ShowView { dataset_id, view })
    }

    pub fn remove_dataset(self, dataset_id: DatasetId) -> bool {
        self.send(RemoveDataset { dataset_id })
    }

    /// Sends something again that was refused. Words go as a new message, which answers nothing: what they
    /// answered or corrected may be why they were refused.
    pub fn send_again(self, cid: Cid) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let mut outbox = handles.outbox.borrow_mut();
        let refused = outbox.pending().iter().find(|one| one.cid == cid).cloned();
        match refused.as_ref().and_then(Pending::words) {
            Some(text) if outbox.discard(cid).is_some() => {
                let new = SendMessage {
                    text: text.to_owned(),
                    reply_to: None,
                    about: None,
                    seen: None,
                };
                outbox.push(Cid(Uuid::new_v4()), new.into(), server_now_ms());
            }
            _ => outbox.retry(cid),
        }
        drop(outbox);
        self.outbox_changed(&handles);
        self.pump();
    }

    pub fn discard(self, cid: Cid) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        handles.outbox.borrow_mut().discard(cid);
        self.outbox_changed(&handles);
        self.pump();
    }

    /// Fetches older lines; `then` runs when they are in, or could not be had.
    pub fn load_earlier(self, then: impl FnOnce() + 'static) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let before = self
            .view
            .store
            .read_untracked(|state| state.chat.timeline.first().map(|entry| entry.n));
        let history = History {
            before: before.unwrap_or(i64::MAX >> 11),
            max: MAX_HISTORY_ENTRIES,
        };
        handles.emit_here(&history, move |answer| {
            if self.handles.get().is_none() {
                return;
            }
            if let Ok(page) = answer {
                self.view.store.prepend(page.entries, page.more);
            }
            then();
        });
    }

    pub(super) fn send(self, command: impl Into<DurableCommand>) -> bool {
        let Some(handles) = self.handles.get() else {
            return false;
        };
        let (cid, command) = (Cid(Uuid::new_v4()), command.into());
        handles
            .outbox
            .borrow_mut()
            .push(cid, command, server_now_ms());
        self.outbox_changed(&handles);
        self.pump();
        true
    }

    /// Sends the next waiting command, if none is on its way.
    pub(in crate::ui::live) fn pump(self) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        if self.view.status.get_untracked() != ConnectionStatus::Joined {
            return;
        }
        let next = handles.outbox.borrow_mut().next();
        let Some(pending) = next else { return };
        if let Some(socket) = handles.socket.borrow().as_ref() {
            let (name, target) = (pending.command.name(), self.view.address.target());
            let payload = pending.command.payload(target, pending.cid);
            socket.emit_json(name, payload, move |answer| self.answered(&pending, answer));
        }
    }

    fn answered(self, pending: &Pending, answer: Result<serde_json::Value, ApiError>) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        match answer {
            Ok(ok) => {
                self.note_ack(pending, ok);
                handles.outbox.borrow_mut().acked(pending.cid);
            }
            Err(error) if error.code.is_auth() => return go_to_login(&error.code),
            Err(error) => {
                handles
                    .outbox
                    .borrow_mut()
                    .failed(pending.cid, error.clone());
                if error.code.is_retryable() {
                    self.outbox_changed(&handles);
                    return self.handles.resume_after(&error);
                }
            }
        }
        self.outbox_changed(&handles);
        self.pump();
    }

    /// The ack came before the event: the message is stored, and its line stays.
    fn note_ack(self, pending: &Pending, ok: serde_json::Value) {
        let n = match &pending.command {
            DurableCommand::SendMessage(said) => {
                let Ok(stored) = json::read::<SendMessageOk>(ok) else {
                    return;
                };
                if stored.n > self.view.store.cursor() {
                    let SendMessageOk { n, id, at, .. } = stored;
                    let sent = Sent {
                        cid: pending.cid,
                        n,
                        id,
                        at,
                        text: said.text.clone(),
                    };
                    self.view.sent.update(|all| all.push(sent));
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
        self.view.store.heard_head(n);
        if self.view.store.lags() {
            self.handles.catch_up_soon();
        }
    }

    /// Shows the outbox as it now stands.
    pub(in crate::ui::live) fn outbox_changed(self, handles: &BrowserHandles) {
        let unsent = handles.outbox.borrow().pending().to_vec();
        if self.view.unsent.with_untracked(|shown| *shown != unsent) {
            self.view.now.set(server_now_ms());
            self.view.unsent.set(unsent);
        }
    }
}
