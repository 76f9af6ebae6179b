//! What follows from events besides the state itself: of the outbox, of what is shown beside, of what is said.

use super::Connection;
use crate::shared::{
    session::people::StatusKind,
    stream::{Event, Fact},
};
use leptos::prelude::*;

impl Connection {
    /// What follows from events just applied, besides the state itself.
    pub(super) fn applied(self, events: &[Event]) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        if events.is_empty() {
            return;
        }
        let me = self.view.me().id;
        for event in events {
            if let (true, Some(cid)) = (event.by.id == me, event.cid) {
                handles.outbox.borrow_mut().acked(cid);
            }
            if let Some(message_id) = event.fact.changed_message() {
                self.view.changed.set(Some((message_id, event.n)));
                self.composing.quote_anew(message_id);
                if matches!(event.fact, Fact::MessageDeleted(_)) {
                    self.composing.was_deleted(message_id);
                }
            }
            match &event.fact {
                Fact::ReceiveMessage(_) => self.stops_typing(&handles, event.by.id),
                Fact::DatasetUpdate(added) => self.actions.upload_became(added.dataset_id),
                Fact::Status(status)
                    if status.kind == StatusKind::Removed && status.person.id == me =>
                {
                    // The server's own page says that the session is closed to them now.
                    let _ = location().reload();
                    return;
                }
                _ => {}
            }
            self.say_aloud(&handles, event);
        }
        let cursor = self.view.store.cursor();
        if self
            .view
            .sent
            .with_untracked(|sent| sent.iter().any(|sent| sent.n <= cursor))
        {
            self.view
                .sent
                .update(|sent| sent.retain(|sent| sent.n > cursor));
        }
        self.actions.outbox_changed(&handles);
        self.actions.pump();
    }
}
