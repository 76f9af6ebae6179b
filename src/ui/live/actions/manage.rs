//! What the creator of a session can do about it and its people.

use super::Actions;
use crate::shared::{
    ids::PersonId,
    protocol::{Admit, ClientEvent, Decline, DeleteSession},
    session::people::{Archive, Remove, Rename},
};
use leptos::prelude::*;

impl Actions {
    pub fn rename(self, title: String) {
        self.send(Rename { title });
    }

    pub fn archive(self, on: bool) {
        self.send(Archive { on });
    }

    pub fn admit(self, person_id: PersonId) {
        self.send(Admit { person_id });
    }

    pub fn remove(self, person_id: PersonId) {
        self.send(Remove { person_id });
    }

    pub fn decline(self, person_id: PersonId) {
        let session_uuid = self.view.address.session();
        let decline = Decline {
            session_uuid,
            person_id,
        };
        self.at_once(&decline);
    }

    /// Deletes the session when `title` is its own; the server says why not otherwise.
    pub fn delete_session(self, title: String) {
        let session_uuid = self.view.address.session();
        let delete = DeleteSession {
            session_uuid,
            title,
        };
        self.at_once(&delete);
    }

    /// Sent without the outbox: dropped, not queued, when offline.
    fn at_once<E: ClientEvent>(self, event: &E) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        handles.emit(event, move |answer| {
            if let (Err(error), true) = (answer, self.handles.get().is_some()) {
                self.alarm.set(error.message);
            }
        });
    }
}
